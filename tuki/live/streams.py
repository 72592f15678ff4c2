"""Open pages hear of changes: Server-Sent Events as a raw ASGI application.

One thread looks at the log when something was committed and tells every open stream what its reader may know:
ids of topics, never contents. Streams end within five seconds after their session or their rights do.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import msgspec
import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from tuki.kernel.actors import Actor, system
from tuki.kernel.jobs.wake import Watch
from tuki.live.changes import LIST_TOPIC, changes_since, changes_while_drawing, position
from tuki.people.agents.states import note_open_pages
from tuki.people.signin.sessions import living_sessions, signed_in

logger = structlog.get_logger("tuki.live")

LOOK_SECONDS = 0.1
GATHER_SECONDS = 0.15
HEARTBEAT_SECONDS = 25.0  # proxies cut what is silent for a minute
HEARTBEAT = b": still here\n\n"
CHECK_SECONDS = 4.0
NOTE_SECONDS = 60.0
MOST_STREAMS = 2000
LATER = b"retry: 30000\n\n"  # milliseconds
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"same-origin"),
]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(eq=False)
class Stream:
    """One open page: its session, its reader, and what waits to be written."""

    session_id: int
    actor: Actor
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(maxsize=100))


class Streams:
    """The hub of all streams of this process."""

    def __init__(self) -> None:
        self._streams: dict[Stream, None] = {}  # the oldest first
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._noted = -NOTE_SECONDS

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        """An ASGI application for `GET /events`."""
        found = await sync_to_async(_reader_of, thread_sensitive=True)(scope)
        if scope["method"] != "GET" or found is None:
            await _answer(send, 405 if found else 401)
            return
        self._make_room()
        self._begin()
        stream = Stream(*found)
        self._streams[stream] = None
        try:
            await self._serve(stream, scope, receive, send)
        finally:
            self._streams.pop(stream, None)

    async def close(self) -> None:
        """Ends all streams; browsers come back by themselves."""
        self._stop.set()
        for stream in list(self._streams):
            _put(stream, None)
        await asyncio.sleep(0)

    async def _serve(self, stream: Stream, scope: Any, receive: Any, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        hello = await sync_to_async(_missed, thread_sensitive=True)(stream.actor, scope) or b": hello\n\n"
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n" + hello, "more_body": True})
        gone = asyncio.ensure_future(_end_when_gone(stream, receive))
        try:
            while (chunk := await stream.queue.get()) is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            gone.cancel()
            with contextlib.suppress(Exception):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _make_room(self) -> None:
        """Where there are too many, the oldest ends; its browser, if there is still one, comes back half a minute
        later (F075)."""
        while len(self._streams) >= MOST_STREAMS:
            oldest = next(iter(self._streams))
            del self._streams[oldest]
            _put(oldest, LATER)
            _put(oldest, None)

    def _begin(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._watch, name="live", daemon=True)
            self._thread.start()

    def _watch(self) -> None:
        """The thread: waits for commits, reads the log, checks who may still listen."""
        watch, at = Watch(look_every_seconds=LOOK_SECONDS), None
        checked, beaten = time.monotonic(), time.monotonic()
        while not self._stop.is_set():
            try:
                at = position() if at is None else at
                if watch.wait(1.0, self._stop):
                    self._stop.wait(GATHER_SECONDS)
                    at = self._tell(at)
                if time.monotonic() - checked > CHECK_SECONDS:
                    self._check()
                    checked = time.monotonic()
                if time.monotonic() - beaten > HEARTBEAT_SECONDS:
                    self._in_loop(self._beat)
                    beaten = time.monotonic()
            except Exception as error:
                logger.error("live_trouble", error=repr(error))
                connection.close()
                watch.close()
                self._stop.wait(1.0)
        watch.close()
        connection.close()

    def _tell(self, at: int) -> int:
        changes = changes_since(at)
        if changes is None:
            return at
        spoken: dict[int, bytes | None] = {}
        told: list[tuple[Stream, bytes]] = []
        for stream in list(self._streams):
            if stream.actor.id not in spoken:
                topics = changes.topics_for(stream.actor)
                spoken[stream.actor.id or 0] = _event(topics, changes.last_event_id) if topics else None
            if chunk := spoken[stream.actor.id or 0]:
                told.append((stream, chunk))
        self._in_loop(_put_all, told)
        return changes.last_event_id

    def _check(self) -> None:
        """Drops streams whose session ended, and renews the rights of the others."""
        streams = list(self._streams)
        living = living_sessions([stream.session_id for stream in streams])
        for stream in streams:
            actor = living.get(stream.session_id)
            if actor is None:
                self._in_loop(_put, stream, None)
            else:
                stream.actor = actor
        self._note({actor.id for actor in living.values() if actor.is_staff and actor.id is not None})

    def _note(self, agent_ids: set[int]) -> None:
        """Once a minute: agents with an open page are there, though they need not do anything."""
        if agent_ids and time.monotonic() - self._noted >= NOTE_SECONDS:
            self._noted = time.monotonic()
            note_open_pages(system("live"), agent_ids)

    def _beat(self) -> None:
        """Proves to every reader, and to the proxies between, that the stream lives; those who are behind know."""
        for stream in self._streams:
            if stream.queue.empty():
                _put(stream, HEARTBEAT)

    def _in_loop(self, call: Callable[..., None], *args: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *args)


def _put_all(told: list[tuple[Stream, bytes]]) -> None:
    """All at once, so that the last reader hears it hardly later than the first."""
    for stream, chunk in told:
        _put(stream, chunk)


def _put(stream: Stream, chunk: bytes | None) -> None:
    """A reader who does not keep up is dropped; the browser comes back and fetches everything once."""
    if stream.queue.full():
        stream.queue = asyncio.Queue(maxsize=1)
        chunk = None
    stream.queue.put_nowait(chunk)


async def _end_when_gone(stream: Stream, receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    _put(stream, None)


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*HEADERS[1:], (b"retry-after", b"30")]})
    await send({"type": "http.response.body", "body": b""})


def _event(topics: list[str], event_id: int) -> bytes:
    return f"id: {event_id}\ndata: ".encode() + msgspec.json.encode({"topics": topics}) + b"\n\n"


def _missed(actor: Actor, scope: Any) -> bytes | None:
    """What a page could not hear before its stream was open; `age` in the query says how many seconds old it is.

    After a pause nobody knows what was missed, so everything on the page is fetched once.
    """
    if any(name == b"last-event-id" for name, _ in scope["headers"]):
        return _event([LIST_TOPIC], 0)
    try:
        changes = changes_while_drawing(float(parse_qs(scope["query_string"].decode("latin-1"))["age"][0]))
    except (KeyError, ValueError):
        return None
    topics = changes.topics_for(actor)
    return _event(topics, changes.last_event_id) if topics else None


def _reader_of(scope: Any) -> tuple[int, Actor] | None:
    """Session and actor of the request's cookie; None for strangers."""
    cookies = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            with contextlib.suppress(Exception):
                cookies.load(value.decode("latin-1"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    found = signed_in(morsel.value, cause="live") if morsel else None
    return (found.session_id, found.actor) if found else None
