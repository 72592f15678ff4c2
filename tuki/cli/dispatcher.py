"""The web process: live streams as a raw ASGI application, everything else Django on a fixed pool of threads.

Django's own ASGI handler makes a thread and a database connection for every request; across the bridge the same
few threads keep theirs.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from django.core.servers.basehttp import get_internal_wsgi_application

from tuki.cli.bridge import Bridge, Receive, Scope, Send
from tuki.cli.http import Protocol
from tuki.kernel.listening import BACKLOG
from tuki.live.streams import Streams

STREAM_PATH = "/events"
STOP_SECONDS = 7


class Dispatcher:
    """Sends a request to the streams or to Django."""

    def __init__(self, *, threads: int) -> None:
        self.streams = Streams()
        self._pages = Bridge(get_internal_wsgi_application(), threads=threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application (HTTP and lifespan)."""
        if scope["type"] == "http":
            app = self.streams if scope["path"] == STREAM_PATH else self._pages
            await app(scope, receive, send)


class Server(uvicorn.Server):
    """uvicorn waits for open responses when it stops, so the endless ones are ended first."""

    def __init__(self, config: uvicorn.Config, dispatcher: Dispatcher, when_serving: Callable[[], None]) -> None:
        super().__init__(config)
        self._dispatcher = dispatcher
        self._when_serving = when_serving

    async def startup(self, sockets: Any = None) -> None:
        """Opens the doors, and says so."""
        await super().startup(sockets)
        if self.started:
            await asyncio.to_thread(self._when_serving)

    async def shutdown(self, sockets: Any = None) -> None:
        """Ends the streams, then everything else."""
        await self._dispatcher.streams.close()
        await super().shutdown(sockets)


def serve(listening: socket.socket, *, threads: int, when_serving: Callable[[], None]) -> int:
    """Serves on the socket until a signal comes; 0 when it had started. Calls `when_serving` once pages can be had."""
    dispatcher = Dispatcher(threads=threads)
    config = uvicorn.Config(
        dispatcher,
        loop="uvloop",
        http=Protocol,
        log_level="warning",
        access_log=False,
        lifespan="off",
        backlog=BACKLOG,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=STOP_SECONDS,
        limit_concurrency=4000,
        server_header=False,
        date_header=False,
        proxy_headers=False,
    )
    server = Server(config, dispatcher, when_serving)
    server.run(sockets=[listening])
    return 0 if server.started else 1
