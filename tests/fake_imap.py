"""A small IMAP server with a plan of faults (catalogue A): for what a healthy server never does.

Speaks what a fetching client needs: CAPABILITY, LOGIN, AUTHENTICATE (XOAUTH2 and
OAUTHBEARER), SELECT, EXAMINE, UID SEARCH, UID FETCH, UID STORE, UID EXPUNGE,
UID MOVE, NOOP, IDLE. `faults` is asked before every answer; see `Fault`.
"""

from __future__ import annotations

import base64
import re
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class Fault:
    """What goes wrong at a command: `at` is its name, "GREETING" or "UID FETCH"; `times` how often it happens.

    `kind`: drop (before the answer), drop_after (the command is done and its data are sent, the closing OK is not),
    hang (no answer until the client goes), refuse (NO with `words`), corrupt (the FETCH line of `uid` makes no sense),
    drip (one byte after the other, without end).
    """

    at: str
    kind: str
    times: int = 1
    uid: int = 0
    words: str = "[UNAVAILABLE] later"


@dataclass
class StoredMail:
    """A mail in the folder."""

    raw: bytes
    arrived_at: datetime
    is_deleted: bool = False


@dataclass
class FakeImap:
    """The server. `arriving` are mails that come one by one just when somebody begins to idle; `opened` counts
    connections, `most_open` how many there were at once at most. `tokens` are those that sign in, each
    `token_uses` times."""

    faults: list[Fault] = field(default_factory=list)
    capability: str = "IMAP4rev1 IDLE UIDPLUS MOVE"
    uidvalidity: int = 1
    most_connections: int = 1_000
    mails: dict[int, StoredMail] = field(default_factory=dict)
    moved: dict[str, list[bytes]] = field(default_factory=dict)
    arriving: list[bytes] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    opened: int = 0
    open_now: int = 0
    most_open: int = 0
    port: int = 0
    opened_at: list[float] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    token_uses: int = 1_000

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._server: socketserver.ThreadingTCPServer | None = None
        self._sockets: set[socket.socket] = set()
        self._next_uid = 1
        self.uses: Counter[str] = Counter()
        self.shown: list[tuple[str, str]] = []

    def put(self, *raws: bytes, days_old: float = 0) -> None:
        """More mails; those who idle hear of it."""
        with self.lock:
            for raw in raws:
                self.mails[self._next_uid] = StoredMail(raw, datetime.now(UTC) - timedelta(days=days_old))
                self._next_uid += 1

    def renumber(self) -> None:
        """As after a restore: the same mails under other UIDs and another UIDVALIDITY."""
        with self.lock:
            self.uidvalidity += 1
            self.mails = {uid + 1_000: each for uid, each in self.mails.items()}
            self._next_uid += 1_000
        self.hang_up()

    def start(self) -> FakeImap:
        """Listens, on the port it had before when it was stopped."""
        fake = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                fake.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """As when the machine is off: nobody listens, and connections are gone."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self.hang_up()

    def hang_up(self) -> None:
        """Ends every connection."""
        with self.lock:
            for sock in self._sockets:
                with_errors_ignored(lambda sock=sock: sock.shutdown(socket.SHUT_RDWR))

    def serve(self, sock: socket.socket) -> None:
        """One connection."""
        with self.lock:
            self.opened += 1
            self.opened_at.append(time.monotonic())
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
            is_too_many = self.open_now > self.most_connections
            self._sockets.add(sock)
        try:
            if is_too_many:
                sock.sendall(b"* BYE [LIMIT] too many connections\r\n")
            else:
                _Conversation(self, sock).run()
        except (OSError, _Gone):
            pass
        finally:
            with self.lock:
                self.open_now -= 1
                self._sockets.discard(sock)

    def fault(self, at: str) -> Fault | None:
        """The fault that is due here, counted as happened."""
        with self.lock:
            for each in self.faults:
                if each.at == at and each.times > 0:
                    each.times -= 1
                    return each
        return None


class _Gone(Exception):
    """The connection ends."""


def with_errors_ignored(act: Callable[[], object]) -> None:
    """Runs what may fail because the other side was faster."""
    try:
        act()
    except OSError:
        return


class _Conversation:
    def __init__(self, fake: FakeImap, sock: socket.socket) -> None:
        self._fake, self._sock = fake, sock
        self._lines = sock.makefile("rb")
        self._told = 0
        self._refuses = ""

    def run(self) -> None:
        self._misbehave(self._fake.fault("GREETING"), "*")
        self._send(f"* OK [CAPABILITY {self._fake.capability}] ready")
        while line := self._lines.readline():
            tag, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            name = " ".join(rest.upper().split(" ")[: 2 if rest.upper().startswith("UID ") else 1])
            self._fake.log.append(rest if name != "LOGIN" else "LOGIN")
            fault = self._fake.fault(name)
            if self._misbehave(fault, tag):
                continue
            done = getattr(self, f"_{name.lower().replace(' ', '_')}")(rest, fault)
            if fault is not None and fault.kind == "drop_after":
                raise _Gone
            refusal, self._refuses = self._refuses, ""
            self._send(f"{tag} NO {refusal}" if refusal else f"{tag} OK {done or 'done'}")
            if name == "LOGOUT":
                return

    def _misbehave(self, fault: Fault | None, tag: str) -> bool:
        """Whether the command has had its (bad) answer."""
        if fault is None or fault.kind in ("drop_after", "corrupt"):
            return False
        if fault.kind == "hang":
            self._sock.recv(1)
            raise _Gone
        if fault.kind == "drip":
            while True:
                self._sock.sendall(b"*")
                time.sleep(0.02)
        if fault.kind == "refuse":
            self._send(f"{tag} NO {fault.words}")
            return True
        raise _Gone

    def _send(self, text: str) -> None:
        self._sock.sendall(text.encode() + b"\r\n")

    def _capability(self, rest: str, fault: Fault | None) -> None:
        self._send(f"* CAPABILITY {self._fake.capability}")

    def _login(self, rest: str, fault: Fault | None) -> str:
        return f"[CAPABILITY {self._fake.capability}] in"

    def _authenticate(self, rest: str, fault: Fault | None) -> str | None:
        """Refuses as Microsoft and Google do: the error as a challenge, and no more than that until it is answered."""
        parts = rest.split(" ")
        if len(parts) == 2:
            self._send("+ ")
            parts.append(self._lines.readline().decode().strip())
        words = base64.b64decode(parts[2]).decode()
        token = words.partition("auth=Bearer ")[2].partition("\1")[0]
        with self._fake.lock:
            self._fake.shown.append((parts[1], words))
            uses = self._fake.uses[token] = self._fake.uses[token] + 1
            if token in self._fake.tokens and uses <= self._fake.token_uses:
                return f"[CAPABILITY {self._fake.capability}] in"
        self._send("+ " + base64.b64encode(b'{"status":"401"}').decode())
        assert self._lines.readline().strip() in (b"", b"AQ==")
        self._refuses = "[AUTHENTICATIONFAILED] the token is not valid"
        return None

    def _logout(self, rest: str, fault: Fault | None) -> None:
        self._send("* BYE")

    def _select(self, rest: str, fault: Fault | None) -> str:
        self._tell()
        self._send(f"* OK [UIDVALIDITY {self._fake.uidvalidity}] valid")
        return "[READ-WRITE] open"

    _examine = _select

    def _noop(self, rest: str, fault: Fault | None) -> None:
        self._tell()

    def _tell(self, before: str = "") -> None:
        self._told = len(self._fake.mails)
        self._sock.sendall(f"{before}* {self._told} EXISTS\r\n".encode())

    def _uid_search(self, rest: str, fault: Fault | None) -> None:
        wanted = set(self._fake.mails)
        if match := re.search(r"(\d+):\*", rest):
            above = {uid for uid in wanted if uid >= int(match[1])}
            wanted = above or set(sorted(wanted)[-1:])
        self._send(" ".join(["* SEARCH", *map(str, sorted(wanted))]))

    def _uid_fetch(self, rest: str, fault: Fault | None) -> None:
        _, _, numbers, items = rest.split(" ", 3)
        with self._fake.lock:
            order = {uid: number for number, uid in enumerate(sorted(self._fake.mails), 1)}
            chosen = [(uid, self._fake.mails[uid]) for uid in _numbers(numbers) if uid in self._fake.mails]
        for uid, each in chosen:
            if fault is not None and fault.kind == "corrupt" and fault.uid == uid:
                fault.times += 1  # this mail is broken whenever it is asked for
                self._send(f"* {order[uid]} FETCH (UID {uid} BODY[] NONSENSE(( ")
            elif "BODY" in items:
                head = f"* {order[uid]} FETCH (UID {uid} BODY[] {{{len(each.raw)}}}\r\n"
                self._sock.sendall(head.encode() + each.raw + b")\r\n")
            else:
                came = each.arrived_at.strftime("%d-%b-%Y %H:%M:%S +0000")
                self._send(f'* {order[uid]} FETCH (UID {uid} RFC822.SIZE {len(each.raw)} INTERNALDATE "{came}")')
        if fault is not None and fault.kind == "corrupt" and fault.uid not in dict(chosen):
            fault.times += 1

    def _uid_store(self, rest: str, fault: Fault | None) -> None:
        for uid in _numbers(rest.split(" ")[2]):
            if uid in self._fake.mails:
                self._fake.mails[uid].is_deleted = True

    def _uid_expunge(self, rest: str, fault: Fault | None) -> None:
        with self._fake.lock:
            for uid in _numbers(rest.split(" ")[2]):
                if uid in self._fake.mails and self._fake.mails[uid].is_deleted:
                    number = sorted(self._fake.mails).index(uid) + 1
                    del self._fake.mails[uid]
                    self._send(f"* {number} EXPUNGE")

    def _uid_move(self, rest: str, fault: Fault | None) -> None:
        _, _, numbers, folder = rest.split(" ", 3)
        with self._fake.lock:
            for uid in _numbers(numbers):
                if uid in self._fake.mails:
                    self._fake.moved.setdefault(folder.strip('"'), []).append(self._fake.mails.pop(uid).raw)

    def _idle(self, rest: str, fault: Fault | None) -> None:
        if self._fake.arriving:
            # In one piece, as some servers do: the news is in the client's buffer when it begins to wait.
            self._fake.put(self._fake.arriving.pop())
            self._tell(before="+ idling\r\n")
        else:
            self._send("+ idling")
        self._sock.settimeout(0.02)
        while True:
            if len(self._fake.mails) != self._told:
                self._tell()
            try:
                said = self._sock.recv(100)
            except TimeoutError:
                continue
            if not said:
                raise _Gone
            self._sock.settimeout(None)
            return


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        found.extend(range(int(first), int(last or first) + 1))
    return found
