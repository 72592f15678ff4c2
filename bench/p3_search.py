"""P3: search over all messages against the raw list query."""

from __future__ import annotations

from bench.desk import Raw, fill, prepare
from bench.figures import Figure, Size, ratio, wall_ms
from bench.p1_pages import LIST

QUESTIONS = (
    "printer",
    "rechnung",
    "пароля",
    "salasana skriver",
    "invoice backup",
    '"server network"',
    "drucker OR сервер",
)


def measure(size: Size) -> list[Figure]:
    """The 95th percentile of searches for frequent words, by the wall clock."""
    cast = prepare()
    fill(cast, size.tickets)
    from tuki.search.queries import search

    actor, raw = cast.actor(cast.vera), Raw()
    for each in QUESTIONS:
        search(actor, each)
    waits = sorted(
        wait for each in QUESTIONS for wait in wall_ms(max(3, size.repeats // 8), lambda each=each: search(actor, each))
    )
    reference = wall_ms(size.repeats, lambda: raw.ask(LIST))
    p95 = waits[int(len(waits) * 0.95)]
    return [ratio("P3", "search, p95", p95, reference[len(reference) // 2], most=10, unit="ms")]
