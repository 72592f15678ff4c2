"""P4: opening tickets against a raw transaction of four inserts; four writers at once; the API with four clients."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import statistics
import time
from typing import Any

from bench.desk import Raw, prepare
from bench.figures import Figure, Size, at_least, ratio, share
from bench.serving import Served

TOKEN = "token-of-the-bench"
CLIENTS = 4
TEXT = "It burns since this morning. " * 10


def measure(size: Size) -> list[Figure]:
    """Rates by the wall clock, each commit on disk before the next begins."""
    cast = prepare()
    raw = Raw()
    least = 0.12 if raw.is_postgres else 0.20
    opened, reference = _rates(cast, raw, size.repeats * 5)
    waits = _writers(cast.support.id, cast.clara.id, seconds=size.repeats / 10)
    figures = [
        share("P4", "open a ticket against four raw inserts", opened, reference, least=least),
        ratio(
            "P4",
            "worst wait with 4 writers against the median",
            waits[-1],
            statistics.median(waits),
            most=20,
            unit="ms",
        ),
    ]
    return [*figures, at_least("P4", "tickets by the API, 4 clients", _by_api(cast, size.repeats / 10), 250, "/s")]


def _rates(cast: Any, raw: Raw, times: int) -> tuple[float, float]:
    """Tickets and raw transactions a second: the medians of rounds in which they take turns."""
    for table in "abcd":
        key = "bigserial" if raw.is_postgres else "integer"
        raw.run(f"CREATE TABLE bench_{table} (id {key} PRIMARY KEY, subject text, body text, number bigint)")

    def insert(number: int) -> None:
        raw.run("BEGIN" if raw.is_postgres else "BEGIN IMMEDIATE")
        for table in "abcd":
            raw.run(f"INSERT INTO bench_{table} (subject, body, number) VALUES (%s, %s, %s)", ("Printer", TEXT, number))
        raw.run("COMMIT")

    opened, reference = [], []
    for _ in range(5):
        opened.append(_rate(lambda number: cast.ticket(f"Printer {number}", TEXT), times // 5))
        reference.append(_rate(insert, times))
    return statistics.median(opened), statistics.median(reference)


def _rate(call: Any, times: int) -> float:
    begun = time.perf_counter()
    for number in range(times):
        call(number)
    return times / (time.perf_counter() - begun)


def _writers(department_id: int, requester_id: int, *, seconds: float) -> list[float]:
    """How long each ticket of four processes took, in ms, sorted."""
    from django.db import connection

    connection.close()
    with multiprocessing.get_context("spawn").Pool(CLIENTS) as pool:
        found = pool.starmap(write, [(department_id, requester_id, seconds)] * CLIENTS)
    return sorted(wait for each in found for wait in each)


def write(department_id: int, requester_id: int, seconds: float) -> list[float]:
    """One writer: a process of its own."""
    import django

    django.setup()
    from tuki.kernel.actors import system
    from tuki.tickets.commands.open import open_ticket
    from tuki.tickets.commands.writing import Writing

    def open_one() -> float:
        begun = time.perf_counter()
        writing = Writing(text=TEXT, channel="mail")
        open_ticket(
            system("bench"),
            department_id=department_id,
            requester_id=requester_id,
            subject="Printer",
            writing=writing,
        )
        return 1000 * (time.perf_counter() - begun)

    for _ in range(5):
        open_one()
    waits, ends = [], time.perf_counter() + seconds
    while time.perf_counter() < ends:
        waits.append(open_one())
    return waits


def _by_api(cast: Any, seconds: float) -> float:
    """Tickets a second that `tuki web` opens for four clients with open connections."""
    from tuki.kernel.actors import system
    from tuki.people.signin.tokens import set_token

    set_token(system("bench"), cast.clara.id, value=TOKEN)
    with Served("web") as served:
        client(served.port, 1.0)
        with multiprocessing.get_context("spawn").Pool(CLIENTS) as pool:
            return sum(pool.starmap(client, [(served.port, seconds)] * CLIENTS)) / seconds


def client(port: int, seconds: float) -> int:
    """Opens tickets one after the other on one connection; how many."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    count, ends = 0, time.perf_counter() + seconds
    while time.perf_counter() < ends:
        connection.request(
            "POST", "/api/v1/tickets", json.dumps({"subject": f"Printer {count}", "text": TEXT}), headers
        )
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {content[:300]!r}")
        count += 1
    return count
