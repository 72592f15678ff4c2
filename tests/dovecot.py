"""A real Dovecot of our own for the time of a test, from the system's binaries, on loopback ports.

Works as root (mail is then kept as `nobody`) and as anybody else. Every login has the password `secret` and an empty
Maildir of its own.
"""

from __future__ import annotations

import contextlib
import datetime
import getpass
import grp
import imaplib
import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "secret"
BINARY = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
mail_location = maildir:~/Maildir
mail_max_userip_connections = {most_connections}
protocol imap {{
  imap_capability = {capability}
}}
{token_passdb}passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1 127.0.0.2
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""
TOKEN_PASSDB = """passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""
OAUTH2 = """
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass
class Dovecot:
    """A running server. `certificate` is the file of the authority that signed its certificate."""

    folder: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    def start(self) -> None:
        """Starts it and waits until it greets."""
        assert BINARY, "Dovecot is missing. Type: sudo apt-get install dovecot-imapd"
        command = [BINARY, "-F", "-c", str(self.folder / "dovecot.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        until = time.monotonic() + 20
        while not self._greets():
            log = self.folder / "log"
            assert self.process.poll() is None, (self.process.stderr.read(), log.read_text() if log.exists() else "")
            assert time.monotonic() < until, "Dovecot does not greet"
            time.sleep(0.05)  # a server that starts gives no other sign

    def stop(self) -> None:
        """Ends it and its children."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process.stderr.close()
            self.process = None

    @contextlib.contextmanager
    def mailbox(self, login: str) -> Iterator[imaplib.IMAP4]:
        """A connection of our own to look and to put mails in."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as connection:
            connection.login(login, PASSWORD)
            yield connection

    def put(self, login: str, mails: list[bytes], *, folder: str = "INBOX", days_old: float = 0) -> None:
        """Puts mails into a folder as if they had come then."""
        came = imaplib.Time2Internaldate(time.time() - days_old * 86_400)
        with self.mailbox(login) as connection:
            for raw in mails:
                answer, words = connection.append(folder, None, came, raw)
                assert answer == "OK", words

    def count(self, login: str, folder: str = "INBOX") -> int:
        """How many mails a folder holds; -1 when it is not there."""
        with self.mailbox(login) as connection:
            answer, words = connection.select(folder, readonly=True)
            return int(words[0]) if answer == "OK" else -1

    def _greets(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as sock:
            sock.settimeout(5)
            return sock.recv(20).startswith(b"* OK")
        return False


@contextlib.contextmanager
def dovecot(*, capability: str = "", most_connections: int = 50, introspection: str = "") -> Iterator[Dovecot]:
    """A fresh server, gone with all its mail afterwards. `capability` replaces what it says it can do;
    `introspection` is the address that it asks about access tokens."""
    folder = Path(tempfile.mkdtemp(prefix="tuki-dovecot-"))
    server = Dovecot(folder, _free_port(), _free_port())
    try:
        _prepare(server, introspection, capability=capability, most_connections=most_connections)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(server: Dovecot, introspection: str, *, capability: str, most_connections: int) -> None:
    folder = server.folder
    folder.chmod(0o755)  # its processes run as other users
    (folder / "mail").mkdir()
    (folder / "state").mkdir()
    write_certificate(folder)
    mail, mail_group = _owner("nobody")
    internal, internal_group = _owner("dovecot")
    os.chown(folder / "mail", pwd.getpwnam(mail).pw_uid, -1)
    values = {
        "folder": folder,
        "port": server.port,
        "tls_port": server.tls_port,
        "password": PASSWORD,
        "mail": mail,
        "mail_group": mail_group,
        "internal": internal,
        "internal_group": internal_group,
        "login": _owner("dovenull")[0],
        "capability": capability,
        "most_connections": most_connections,
        "mechanisms": "plain login xoauth2 oauthbearer" if introspection else "plain login",
        "token_passdb": TOKEN_PASSDB.format(folder=folder) if introspection else "",
    }
    (folder / "oauth2.conf").write_text(OAUTH2.format(introspection=introspection))
    (folder / "dovecot.conf").write_text(CONFIGURATION.format(**values))


def _owner(name: str) -> tuple[str, str]:
    """User and group of a part of the server: ourselves, where we cannot become anybody else."""
    user = pwd.getpwnam(name if os.getuid() == 0 else getpass.getuser())
    return user.pw_name, grp.getgrgid(user.pw_gid).gr_name


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def write_certificate(folder: Path) -> None:
    """A certificate for localhost that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
