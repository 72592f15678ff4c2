"""The real desk in processes of its own: `tuki serve` in a temporary home, on free loopback ports.

with serving(tmp_path / "home") as desk:
    desk.lmtp(sender, recipients, content)
    desk.api("GET", "/tickets", token="anna")
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import patience

ROOT = Path(__file__).parent.parent
TOKENS = {name: f"token-of-{name}-0123456789abcdefghij" for name in ("vera", "anna", "clara")}
DESK = """
[brand.main]
name = "Acme Support"
prefix = "ACME"

[[department]]
name = "Support"
address = "support@desk.test"

[[person]]
name = "Vera"
email = "vera@desk.test"
role = "administrator"
token = "{vera}"

[[person]]
name = "Anna"
email = "anna@desk.test"
role = "agent"
departments = ["Support"]
token = "{anna}"

[[organisation]]
name = "Customer A"
domains = ["customer-a.test"]

[[contact]]
name = "Clara"
email = "clara@customer-a.test"
organisation = "Customer A"
token = "{clara}"
""".format(**TOKENS)


@dataclass
class Desk:
    """A desk that is served; its ports stay the same when it is started again."""

    home: Path
    environment: dict[str, str]
    web_port: int = 0
    lmtp_port: int = 0
    smtp_port: int = 0
    process: subprocess.Popen[bytes] | None = None
    prefix: Sequence[str] = field(default_factory=tuple)

    def tuki(self, *arguments: str, feed: str = "") -> subprocess.CompletedProcess[str]:
        """One command of the command line."""
        return subprocess.run(
            [sys.executable, "-m", "tuki.cli", *arguments],
            env=self.environment,
            input=feed,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )

    def start(self, *, seconds: float = patience.SECONDS) -> None:
        """Starts the tree and waits until it serves pages."""
        doors = {"bind": self.web_port, "lmtp": self.lmtp_port, "smtp": self.smtp_port}
        addresses = [part for name, port in doors.items() for part in (f"--{name}", f"127.0.0.1:{port}")]
        with (self.home.parent / f"{self.home.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", "tuki.cli", "serve", *addresses],
                env=self.environment,
                stdout=log,
                stderr=log,
                cwd=ROOT,
            )
        if not wait_until(self.answers, seconds=seconds):
            raise AssertionError(f"the desk did not start:\n{self.log()}")

    def stop(self) -> int:
        """Asks the tree to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience.SECONDS)

    def kill(self) -> None:
        """Ends every process of the tree at once, without asking (-9)."""
        for pid in reversed(self.pids()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(patience.SECONDS)

    def pids(self, named: str = "") -> list[int]:
        """The processes of the tree, parents first; `named`: only those with this word in their command line."""
        if self.process is None or self.process.poll() is not None:
            return []
        found, parents = [self.process.pid], _parents()
        for pid in found:
            found.extend(child for child, parent in parents.items() if parent == pid)
        return [pid for pid in found if named in _command_line(pid)]

    def answers(self) -> bool:
        """Whether a page can be had."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web_port}/login", timeout=5) as response:
                return response.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def works(self) -> bool:
        """Whether pages can be had and mail can be handed in."""
        try:
            with smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=5) as connection:
                return connection.noop()[0] == 250 and self.answers()
        except (OSError, smtplib.SMTPException):
            return False

    def api(self, method: str, path: str, body: object = None, *, token: str = "anna", **headers: str) -> Any:
        """One call of the API; raises `urllib.error.HTTPError` for what is no success."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.web_port}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {TOKENS[token]}", "Content-Type": "application/json", **headers},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or b"null")

    def all_of(self, path: str, *, token: str = "anna") -> list[dict[str, Any]]:
        """Every item of a list of the API."""
        items: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.api("GET", f"{path}?limit=100{cursor}", token=token)
            items += page["items"]
            if not page["next"]:
                return items
            cursor = f"&cursor={page['next']}"

    def deliver(self, sender: str, content: bytes, *, to: str = "support@desk.test", by: str = "lmtp") -> None:
        """Hands one mail in; raises `smtplib.SMTPException` or `OSError` unless it was acknowledged."""
        client = smtplib.LMTP if by == "lmtp" else smtplib.SMTP
        port = self.lmtp_port if by == "lmtp" else self.smtp_port
        with client("127.0.0.1", port, timeout=20) as connection:
            refused = connection.sendmail(sender, [to], content)
            if refused:
                raise smtplib.SMTPRecipientsRefused(refused)

    def log(self) -> str:
        """The last words of the tree."""
        return (self.home.parent / f"{self.home.name}.log").read_text(errors="replace")[-6000:]


@contextlib.contextmanager
def serving(home: Path, *, desk_file: str = DESK, prefix: Sequence[str] = (), **environment: str) -> Iterator[Desk]:
    """Sets a desk up from a file and serves it; the tree is stopped at the end, by force if it must be."""
    home.mkdir(parents=True, exist_ok=True)
    desk = prepared(home, desk_file=desk_file, prefix=prefix, **environment)
    desk.start()
    try:
        yield desk
    finally:
        desk.kill()


def prepared(home: Path, *, desk_file: str = DESK, prefix: Sequence[str] = (), **environment: str) -> Desk:
    """A desk that is set up but not served yet."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUKI_")}
    web, lmtp, smtp = free_ports(3)
    desk = Desk(
        home,
        {**kept, "PYTHONPATH": str(ROOT), "TUKI_HOME": str(home), **environment},
        web_port=web,
        lmtp_port=lmtp,
        smtp_port=smtp,
        prefix=prefix,
    )
    desk.environment.setdefault("TUKI_BASE_URL", f"http://127.0.0.1:{web}")
    done = desk.tuki("apply", "-", feed=desk_file)
    assert done.returncode == 0, done.stderr
    return desk


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on now, all different."""
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in opened]
    for each in opened:
        each.close()
    return ports


def wait_until(condition: Callable[[], object], *, seconds: float = patience.SECONDS) -> bool:
    """Looks again and again until the condition holds or the time is over."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():
            return True
        threading.Event().wait(0.05)
    return False


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return dict(sorted(found.items()))


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
