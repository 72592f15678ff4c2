"""Starting and stopping the listeners on an event loop and a thread of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial

import structlog
import uvloop

from tuki.channels.email.listeners.connections import Connections
from tuki.channels.email.listeners.encryption import Certificate
from tuki.channels.email.listeners.flood import FloodGauge
from tuki.channels.email.listeners.grouping import DeliveryGroups, Keep, keep_in_journal
from tuki.channels.email.listeners.handler import Handler
from tuki.channels.email.listeners.limits import Limits, from_settings
from tuki.channels.email.listeners.protocol import MailLmtp, MailSmtp, Receiving
from tuki.channels.email.outgoing.outbox import own_host
from tuki.kernel.listening import BACKLOG, listening_socket

logger = structlog.get_logger("tuki.mail")
_PROTOCOLS: dict[str, type[Receiving]] = {"lmtp": MailLmtp, "smtp": MailSmtp}


class Listeners:
    """Running listeners; `addresses` names for each protocol the host and port it really listens on."""

    def __init__(self, wanted: dict[str, str], *, limits: Limits, keep: Keep, certificate: Certificate) -> None:
        self.addresses: dict[str, tuple[str, int]] = {}
        self._wanted = wanted
        self._limits = limits
        self._certificate = certificate
        self._connections = Connections(limits.connections)
        self._gauge = FloodGauge(limits)
        self._groups = DeliveryGroups(keep=keep)
        self._servers: list[asyncio.Server] = []
        self._loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-listeners", daemon=True)
        self._thread.start()

    def open(self) -> None:
        """Opens the ports; raises `CannotListen` when one is taken."""
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()

    def stop(self) -> None:
        """Takes no new connections, keeps what was received whole, says goodbye and ends the threads."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._groups.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> None:
        for name, address in self._wanted.items():
            listening = listening_socket(address)
            server = await self._loop.create_server(self._protocol(name), sock=listening, backlog=BACKLOG)
            self._servers.append(server)
            self.addresses[name] = server.sockets[0].getsockname()[:2]
            logger.info("mail_listener_open", protocol=name, address=self.addresses[name])

    def _protocol(self, name: str) -> Callable[[], Receiving]:
        handler = Handler(name, limits=self._limits, gauge=self._gauge, groups=self._groups)
        make = partial(
            _PROTOCOLS[name],
            handler,
            limits=self._limits,
            connections=self._connections,
            hostname=own_host(),
            ident="Tuki",
            loop=self._loop,
        )
        return lambda: make(tls_context=self._certificate.context())

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        self._connections.send_all_away()
        await asyncio.sleep(0)
        pending = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        await self._loop.shutdown_default_executor()


def start(
    *,
    lmtp: str = "",
    smtp: str = "",
    limits: Limits | None = None,
    keep: Keep = keep_in_journal,
    certificate: Certificate | None = None,
) -> Listeners:
    """Listens on the given addresses (see `kernel.listening`) until `stop()` of what it gives back.

    Raises `CannotListen` when a port is taken.
    """
    wanted = {name: address for name, address in (("lmtp", lmtp), ("smtp", smtp)) if address}
    certificate = certificate or Certificate.from_settings()
    listeners = Listeners(wanted, limits=limits or from_settings(), keep=keep, certificate=certificate)
    try:
        listeners.open()
    except BaseException:
        listeners.stop()
        raise
    return listeners
