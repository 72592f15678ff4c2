"""From ASGI to WSGI: Django's pages on a fixed pool of threads, one hop there and one back for each request.

A small request is read whole before a thread is taken, so that slow clients hold none; what is larger is read by the
thread as it comes. Where more is asked than the threads can answer, `bulkheads` says who waits and who is sent away.
An answer of up to `WHOLE_BYTES` is sent whole, a longer one in pieces of that size.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

from django.db import connection

from tuki.cli.bulkheads import USUAL, Bulkheads, Limits, Shed, is_heavy
from tuki.kernel.numerals import whole_number
from tuki.ui.busy import Sent, busy

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

WHOLE_BYTES = 65_536
LINGER_SECONDS = 5.0
_NAMES = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


class Bridge:
    """An ASGI application (HTTP) around a WSGI one."""

    def __init__(self, application: Application, *, threads: int, limits: Limits = USUAL) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._bulkheads = Bulkheads(threads=threads, limits=limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; each has a context of its own, so that nothing of it stays with the thread."""
        environ = environ_of(scope)
        try:
            content = await _small_content(environ, receive)
        except ConnectionResetError:
            return  # half a form must not pass for a whole one
        heavy = is_heavy(environ)
        shed = await self._bulkheads.enter(is_heavy=heavy)
        if shed is not None:
            await _send_away(environ, shed, receive if content is None else None, send)
            return
        try:
            await self._answer(environ, content, receive, send)
        finally:
            self._bulkheads.leave(is_heavy=heavy)

    async def _answer(self, environ: dict[str, Any], content: bytes | None, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        body = _Body(loop, receive) if content is None else None
        environ["wsgi.input"] = io.BufferedReader(body, WHOLE_BYTES) if body else io.BytesIO(content or b"")
        answer = _Answer(loop, send)
        last = await loop.run_in_executor(self._pool, Context().run, answer.make, self._application, environ)
        if body and body.has_more and _hangs_up(environ):
            await answer.send(last, is_last=False)
            await _let_finish(receive)
            last = b""
        await answer.send(last, is_last=True)


class _Answer:
    """What the application says, and how much of it has been sent."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._loop, self._send = loop, send
        self._start: MutableMapping[str, Any] | None = None
        self._pieces: list[bytes] = []

    def make(self, application: Application, environ: dict[str, Any]) -> bytes:
        """Runs on a thread of the pool: calls the application, sends all but the last piece, and gives that."""
        content = application(environ, self._begin)
        try:
            size = 0
            for piece in content:
                self._pieces.append(piece)
                size += len(piece)
                if size >= WHOLE_BYTES:
                    asyncio.run_coroutine_threadsafe(self.send(self._taken(), is_last=False), self._loop).result()
                    size = 0
            return self._taken()
        finally:
            if close := getattr(content, "close", None):
                close()

    async def send(self, piece: bytes, *, is_last: bool) -> None:
        """One piece of the body, after status and headers where it is the first."""
        if self._start is not None:
            start, self._start = self._start, None
            await self._send(start)
        await self._send({"type": "http.response.body", "body": piece, "more_body": not is_last})

    def _begin(self, status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], None]:
        """PEP 3333's `start_response`."""
        self._start = {
            "type": "http.response.start",
            "status": int(status[:3]),
            "headers": _encoded(headers),
        }
        return self._pieces.append

    def _taken(self) -> bytes:
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


class _Body(io.RawIOBase):
    """A request's body as it comes; read by a thread of the pool."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive) -> None:
        self._loop, self._receive = loop, receive
        self._rest = memoryview(b"")
        self.has_more = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes, waiting for them; 0 at the end. Raises `ConnectionResetError` when the client has gone."""
        while not self._rest and self.has_more:
            self._rest = memoryview(asyncio.run_coroutine_threadsafe(self._next(), self._loop).result())
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    async def _next(self) -> bytes:
        message = await self._receive()
        body = _body_of(message)
        self.has_more = message.get("more_body", False)
        return body


async def _send_away(environ: dict[str, Any], shed: Shed, body: Receive | None, send: Send) -> None:
    """The answer 503, made on a thread beside the pool, which is busy; `body` is given where the client still sends
    one."""
    sent = await asyncio.to_thread(_busy, environ, is_heavy=shed.is_heavy)
    headers = (*sent.headers, ("Retry-After", str(shed.retry_after_seconds)))
    await send({"type": "http.response.start", "status": sent.status, "headers": _encoded(headers)})
    if body is not None and _hangs_up(environ):
        await send({"type": "http.response.body", "body": sent.body, "more_body": True})
        await _let_finish(body)
        await send({"type": "http.response.body", "body": b""})
    else:
        await send({"type": "http.response.body", "body": sent.body})


def _busy(environ: dict[str, Any], *, is_heavy: bool) -> Sent:
    try:
        return busy(environ, is_heavy=is_heavy)
    finally:
        connection.close()


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _hangs_up(environ: dict[str, Any]) -> bool:
    """Whether the connection ends with this answer while the client is sending, not waiting to be asked for more."""
    return environ.get("HTTP_CONNECTION", "").lower() == "close" and "HTTP_EXPECT" not in environ


async def _let_finish(receive: Receive) -> None:
    """Drops what the client still sends: hanging up on it would take away the answer unread (RFC 9112, 9.6)."""
    with contextlib.suppress(TimeoutError, ConnectionResetError):
        async with asyncio.timeout(LINGER_SECONDS):
            while True:
                message = await receive()
                _body_of(message)
                if not message.get("more_body", False):
                    return


async def _small_content(environ: dict[str, Any], receive: Receive) -> bytes | None:
    """The whole body of a request that says it is small, or that there is none; None when it is to be read later.

    Raises `ConnectionResetError` when the client went before its end.
    """
    length = environ.get("CONTENT_LENGTH", "")
    if "HTTP_TRANSFER_ENCODING" in environ or (length and whole_number(length, most=WHOLE_BYTES) is None):
        return None
    pieces: list[bytes] = []
    while length:
        message = await receive()
        pieces.append(_body_of(message))
        if not message.get("more_body", False):
            break
    return b"".join(pieces)


def _body_of(message: MutableMapping[str, Any]) -> bytes:
    if message["type"] == "http.disconnect":
        raise ConnectionResetError
    body: bytes = message.get("body", b"")
    return body


def environ_of(scope: Scope) -> dict[str, Any]:
    """PEP 3333's environment of a request. Headers with an underscore are left out: they could pass for others."""
    host, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if client:
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    for name, value in scope["headers"]:
        if b"_" not in name:
            key = _NAMES.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
            before = environ.get(key)
            between = "; " if key == "HTTP_COOKIE" else ","
            text = value.decode("latin-1")
            environ[key] = text if before is None else f"{before}{between}{text}"
    return environ
