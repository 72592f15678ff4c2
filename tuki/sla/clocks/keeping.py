"""Clocks as rows: writing what the fold says, only where it differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from tuki.kernel.database.inserting import insert_all
from tuki.kernel.log import streams_of
from tuki.people.agents.teams import teams
from tuki.sla.clocks.folding import Asking, clocks
from tuki.sla.clocks.models import Clock
from tuki.sla.clocks.states import ClockState, State
from tuki.sla.policies.book import Books
from tuki.sla.policies.facts import facts_of_many
from tuki.sla.policies.library import library

Key = tuple[str, int]
AGAIN_AFTER = timedelta(hours=1)
# What a row says of a clock; `next_check_at` is left out where it cannot be computed and is only tried again.
FIELDS = (
    "party", "policy_id", "calendar_id", "minutes", "priority", "started_at", "stopped_at", "state", "due_at",
    "left_seconds", "is_breached", "is_next", "next_check_at", "trouble",
)  # fmt: skip


def lines() -> Mapping[int, int]:
    """The line of each team; reference data."""
    return {team.id: team.line for team in teams().values()}


def folded(ticket_ids: Sequence[int], *, now: datetime, books: Books | None = None) -> dict[int, list[ClockState]]:
    """The clocks of many tickets by ticket, as the events and the books say; three queries, or five."""
    asked = facts_of_many(ticket_ids, now=now)
    found, by_team = streams_of("ticket", list(asked)), lines()
    books = books or library()
    return {
        ticket_id: clocks(found.get(ticket_id, ()), books, Asking(facts, by_team), now=now)
        for ticket_id, facts in asked.items()
    }


def rows_of(ticket_id: int, states: Iterable[ClockState]) -> list[Clock]:
    """The rows that say what the fold says."""
    rows = [_row(ticket_id, state) for state in states]
    running = [row for row in rows if row.state == State.RUNNING and row.due_at is not None]
    if running:
        min(running, key=lambda row: (row.due_at, row.target, row.round)).is_next = True
    return rows


def kept_clocks(ticket_ids: Sequence[int]) -> dict[int, dict[Key, Clock]]:
    """The rows of many tickets; one query."""
    kept: dict[int, dict[Key, Clock]] = defaultdict(dict)
    for row in Clock.objects.filter(ticket_id__in=ticket_ids):
        kept[row.ticket_id][row.target, row.round] = row
    return kept


def keep(wanted: Mapping[int, Sequence[Clock]], kept: Mapping[int, Mapping[Key, Clock]]) -> set[int]:
    """Makes the kept rows of these tickets be the wanted ones; the tickets for which something differed.

    At most three statements, none when nothing differs. Whoever calls it has locked the tickets.
    """
    fresh: list[Clock] = []
    changed: list[Clock] = []
    gone: list[Clock] = []
    for ticket_id, rows in wanted.items():
        old = dict(kept.get(ticket_id, {}))
        for row in rows:
            before = old.pop((row.target, row.round), None)
            if before is None:
                fresh.append(row)
            elif differs(before, row):
                changed.append(row)
        gone.extend(old.values())
    if gone:
        Clock.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if changed:
        _overwrite(changed)
    if fresh:
        insert_all(fresh)
    return {row.ticket_id for row in (*fresh, *changed, *gone)}


def differs(one: Clock, other: Clock) -> bool:
    """Whether two rows of one clock say different things."""
    in_trouble = one.trouble != "" and one.trouble == other.trouble
    names = [each for each in FIELDS if not (in_trouble and each == "next_check_at")]
    return any(getattr(one, name) != getattr(other, name) for name in names)


def _overwrite(rows: Sequence[Clock]) -> None:
    Clock.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["ticket", "target", "round"], update_fields=list(_COLUMNS)
    )


_COLUMNS = [name.removesuffix("_id") for name in FIELDS]


def _row(ticket_id: int, state: ClockState) -> Clock:
    coming = state.next_step
    return Clock(
        ticket_id=ticket_id,
        target=state.target,
        round=state.round,
        party=state.party,
        policy_id=state.policy.id,
        calendar_id=state.calendar_id,
        minutes=state.minutes,
        priority=state.priority,
        started_at=state.started_at,
        stopped_at=state.stopped_at,
        state=state.state.value,
        due_at=state.due_at,
        left_seconds=int(state.left.total_seconds()) if state.state is State.PAUSED else None,
        is_breached=state.is_breached,
        next_check_at=state.as_of + AGAIN_AFTER if state.trouble else coming.at if coming else None,
        trouble=state.trouble,
    )
