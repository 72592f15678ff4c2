"""A connection to an IMAP server: to an address that was checked, encrypted as wished, signed in."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import time
from contextlib import suppress

from imapclient import IMAPClient, SocketTimeout

from tuki.channels.email.accounts.signing_in import first_words, last_words, mechanism_among, with_token
from tuki.channels.email.fetching.limits import Limits
from tuki.channels.email.fetching.trouble import Trouble, login_trouble
from tuki.channels.email.mailboxes.address import MailboxAddress
from tuki.kernel.outgoing import HostPolicy, Reach

_SIMPLE = re.compile(r"[\w.@+=/-]+", re.ASCII)  # imaplib sends a login as it is, unquoted
LONGEST_LINE = 20_000_000  # a list of some two million UIDs


class Line:
    """What another thread may do to a connection: hang up, and see how long the present step may still take."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self.deadline = float("inf")

    def opened(self, sock: socket.socket) -> None:
        """From now on `hang_up` ends this socket."""
        self._socket = sock

    def allow(self, seconds: float) -> None:
        """A step begins that may take so long."""
        self.deadline = time.monotonic() + seconds

    def hang_up(self) -> None:
        """Whoever reads from the server gets the end of it at once."""
        if self._socket is not None:
            with suppress(OSError):
                # Past SSLSocket.shutdown, which would take the reader's session away under it.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Imap(imaplib.IMAP4):
    """IMAP4 over a socket to a checked address; certificate and host name are verified."""

    def __init__(self, address: MailboxAddress, ip: str, line: Line, connect_seconds: float) -> None:
        self._address, self._ip, self._line = address, ip, line
        super().__init__(address.host, address.port, connect_seconds)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        sock = socket.create_connection((self._ip, self._address.port), timeout)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self._address.security != "tls":
            self._line.opened(sock)
            return sock
        context = ssl.create_default_context()
        secured = context.wrap_socket(sock, server_hostname=self._address.host, do_handshake_on_connect=False)
        self._line.opened(secured)
        secured.do_handshake()
        return secured

    def readline(self) -> bytes:
        """A line, longer ones than imaplib's megabyte included."""
        line = self.file.readline(LONGEST_LINE + 1)
        assert isinstance(line, bytes)  # imaplib opens it so
        if len(line) > LONGEST_LINE:
            raise self.abort("a line without end")
        return line


class Connection(IMAPClient):
    """IMAPClient on such a connection. Its dates know their zone."""

    def __init__(self, address: MailboxAddress, ip: str, line: Line, limits: Limits) -> None:
        self._address, self._ip, self.line, self.limits = address, ip, line, limits
        timeout = SocketTimeout(connect=limits.connect_seconds, read=limits.answer_seconds)
        super().__init__(address.host, address.port, ssl=False, timeout=timeout)
        self.normalise_times = False

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _Imap(self._address, self._ip, self.line, self.limits.connect_seconds)

    def has_unread(self) -> bool:
        """Whether the server said something that was received but not read yet; never waits."""
        sock = self.socket()
        sock.setblocking(False)
        try:
            return bool(self._imap.file.peek(1))
        except OSError:
            return False
        finally:
            sock.setblocking(True)
            self._set_read_timeout()

    def news(self) -> bool:
        """Whether the server told of a change in the number of mails since this was last asked."""
        return self._imap.response("EXISTS")[1] != [None]


def connect(address: MailboxAddress, line: Line, limits: Limits) -> Connection:
    """A connection that is signed in. Raises `Trouble`, OSError, imaplib's errors, and those of `kernel.outgoing`."""
    line.allow(limits.step_seconds)
    policy = HostPolicy(Reach.PUBLIC_AND_INSIDE, ports=frozenset({address.port}))
    ips = policy.addresses(address.host, address.port, deadline=time.monotonic() + limits.connect_seconds)
    connection = _first_reachable(address, ips, line, limits)
    try:
        if address.security == "starttls":
            connection.starttls(ssl.create_default_context())
            line.opened(connection.socket())
        if address.account_id is None:
            _sign_in(connection, address)
        else:
            _sign_in_by_account(connection, address, address.account_id)
    except BaseException:
        hang_up(connection)
        raise
    return connection


def hang_up(connection: Connection) -> None:
    """Ends a connection without waiting for the server."""
    with suppress(OSError, imaplib.IMAP4.error):
        connection.shutdown()


def _first_reachable(address: MailboxAddress, ips: list[str], line: Line, limits: Limits) -> Connection:
    failure: OSError | None = None
    for ip in ips:
        try:
            return Connection(address, ip, line, limits)
        except OSError as error:
            failure = error
    raise failure or Trouble("unreachable")


def _sign_in(connection: Connection, address: MailboxAddress) -> None:
    is_simple = _SIMPLE.fullmatch(address.login) is not None and address.password.isascii()
    try:
        if is_simple and not connection.has_capability("LOGINDISABLED"):
            connection.login(address.login, address.password)
        else:
            connection.plain_login(address.login, address.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise login_trouble(error) from error


def _sign_in_by_account(connection: Connection, address: MailboxAddress, account_id: int) -> None:
    """A server that closes the connection over a token, instead of saying no, counts as a refusal too: the account's
    next token is a fresh one."""
    offered = [each.decode("ascii", "replace") for each in connection.capabilities()]
    mechanism = mechanism_among([each.partition("=")[2] for each in offered if each.upper().startswith("AUTH=")])

    def show(token: str) -> None:
        opening = first_words(mechanism, login=address.login, token=token, host=address.host, port=address.port)
        words = [opening, last_words(mechanism)]
        connection.sasl_login(mechanism, lambda _challenge: (words.pop(0) if words else "").encode())

    try:
        with_token(account_id, show, imaplib.IMAP4.error)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Trouble("token_refused", str(error)) from error
