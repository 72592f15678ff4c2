"""P7: a thousand open live streams: memory, CPU at rest, and how far apart the first and the last hear of a change."""

from __future__ import annotations

import asyncio
import resource
import time
from typing import Any

from bench.desk import prepare
from bench.figures import Figure, Size, at_most
from bench.serving import Served

STREAMS = 1_000
REST_SECONDS = 10.0


def measure(size: Size) -> list[Figure]:
    """All streams belong to one session, over loopback."""
    from django.conf import settings

    cast = prepare()
    from tests.browsing import browser

    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser(cast.vera).cookies[settings.SESSION_COOKIE_NAME].value}"
    with Served("web") as served:
        memory, cpu, spread = asyncio.run(_watch(served, cookie, cast))
    return [
        at_most("P7", "memory of 1,000 streams", memory, 32, "MB"),
        at_most("P7", "CPU of 1,000 streams at rest", 100 * cpu, 1, "%"),
        at_most("P7", "a change, from the first stream to the last", 1000 * spread, 300, "ms"),
    ]


async def _watch(served: Served, cookie: str, cast: Any) -> tuple[float, float, float]:
    before = served.memory_mb()
    heads = f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n".encode()
    streams = [await _opened(served.port, heads) for _ in range(STREAMS)]
    await asyncio.sleep(2)
    memory, used = served.memory_mb() - before, served.cpu_seconds()
    await asyncio.sleep(REST_SECONDS)
    cpu = (served.cpu_seconds() - used) / REST_SECONDS
    hearing = [asyncio.create_task(_hears(reader)) for reader, _ in streams]
    await asyncio.to_thread(cast.ticket, "Everybody hears of this")
    heard = await asyncio.wait_for(asyncio.gather(*hearing), 60)
    for _, writer in streams:
        writer.close()
    return memory, cpu, max(heard) - min(heard)


async def _opened(port: int, heads: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(heads)
    status = await reader.readline()
    if b" 200 " not in status:
        raise SystemExit(f"/events: {status.decode()}")
    return reader, writer


async def _hears(reader: asyncio.StreamReader) -> float:
    """When the stream names the list of tickets."""
    while line := await reader.readline():
        if b"tickets" in line:
            return time.perf_counter()
    raise SystemExit("a stream ended")
