"""A real SMTP server on loopback that records what it takes and misbehaves as it is told."""

from __future__ import annotations

import asyncio
import base64
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"
HANG = "hang"  # says nothing more until the other side gives up
Answer = str | None  # None: the connection is dropped without an answer


@dataclass
class Taken:
    """A mail that the sink said 250 to, or dropped the connection after."""

    sender: str
    recipients: list[str]
    content: bytes
    options: list[str]

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)  # type: ignore[return-value]  # by the policy

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        assert part is not None
        return part.get_content().replace("\r\n", "\n")

    @property
    def html(self) -> str:
        part = self.mail.get_body(("html",))
        assert part is not None
        return part.get_content().replace("\r\n", "\n")


@dataclass
class FaultPlan:
    """What to answer next; when a list is empty, everything is fine. `rcpt` maps an address to its answers."""

    mail: list[Answer] = field(default_factory=list)
    rcpt: dict[str, list[str]] = field(default_factory=dict)
    data: list[Answer] = field(default_factory=list)


class Handler:
    """Records mails and answers by the plan."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.lost: list[Taken] = []
        self.plan = FaultPlan()
        self.connections = 0

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope: Envelope, address: str, options: list[str]):
        answer = self.plan.mail.pop(0) if self.plan.mail else OK
        if answer == OK:
            envelope.mail_from, envelope.mail_options = address, options
        return answer

    async def handle_RCPT(self, server, session, envelope: Envelope, address: str, options: list[str]):
        answers = self.plan.rcpt.get(address, [])
        answer = answers.pop(0) if answers else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session, envelope: Envelope):
        answer = self.plan.data.pop(0) if self.plan.data else OK
        taken = Taken(envelope.mail_from, list(envelope.rcpt_tos), envelope.content, envelope.mail_options)
        if answer is None:
            self.lost.append(taken)
            server.transport.abort()
            return "421 gone"
        if answer == HANG:
            await asyncio.Event().wait()
        if answer.startswith("250"):
            self.taken.append(taken)
        return answer


class TokenHandler(Handler):
    """Lets in who shows one of the tokens by XOAUTH2; an error is a challenge first, as with Google and Microsoft."""

    def __init__(self, tokens: set[str]) -> None:
        super().__init__()
        self._tokens = tokens

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        words = base64.b64decode(args[1]).decode()
        if words.partition("auth=Bearer ")[2].rstrip("\1") in self._tokens:
            return AuthResult(success=True, auth_data=words)
        assert await server.challenge_auth('{"status":"401"}') == b""
        return AuthResult(success=False, handled=False)


class _AnyPort(Controller):
    """The base class expects to be told the port; here the system chooses it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Sink:
    """The server in a thread of its own, on a port that the system chooses."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        tokens: set[str] | None = None,
        utf8: bool = True,
    ):
        self.handler = Handler() if tokens is None else TokenHandler(tokens)
        self._login = login
        self._is_running = False
        self._controller = _AnyPort(
            self.handler,
            hostname="127.0.0.1",
            port=0,
            ssl_context=None,
            tls_context=tls,
            require_starttls=tls is not None,
            enable_SMTPUTF8=utf8,
            authenticator=self._check if login else None,
            auth_required=login is not None or tokens is not None,
            auth_require_tls=False,
            ready_timeout=10,
        )

    def start(self) -> Sink:
        self._controller.start()
        self._is_running = True
        return self

    def stop(self) -> None:
        """Stops listening; once more is harmless."""
        if self._is_running:
            self._is_running = False
            self._controller.stop()

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def taken(self) -> list[Taken]:
        return self.handler.taken

    @property
    def plan(self) -> FaultPlan:
        return self.handler.plan

    def _check(self, server, session, envelope, mechanism, data: LoginPassword) -> AuthResult:
        assert self._login is not None
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._login, handled=False)
