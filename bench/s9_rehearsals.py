"""S9: a policy and a rule rehearsed over the history of many tickets, which nothing of it changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bench.backlog import fill_backlog, working_moments
from bench.desk import prepare
from bench.figures import Figure, Size, at_most
from bench.working import measured, start

TICKETS, SECONDS = 50_000, 120
OWN_TABLES = {"automation_rehearsal", "automation_finding", "kernel_event", "kernel_job"}


def measure(size: Size) -> list[Figure]:
    """CPU of worker and database, scaled to the goal's number where fewer tickets were measured."""
    cast, count = prepare(), size.tickets // 2
    from tuki.operations.digests import digest_tables

    fill_backlog(cast, working_moments(count))
    before = digest_tables()
    drafts = {"policy": _policy(), "rule": _rule(cast)}
    figures = [
        at_most(
            "S9",
            f"a {kind} rehearsed over {TICKETS:,} tickets",
            _rehearsed(cast, kind, definition, count) * TICKETS / count,
            SECONDS,
            "s CPU",
        )
        for kind, definition in drafts.items()
    ]
    after = digest_tables()
    changed = {name for name, digest in after.items() if digest != before[name]} - OWN_TABLES
    # That somebody rehearsed stands in the log, and nothing else does.
    is_quiet = after["kernel_event"].count == before["kernel_event"].count + len(drafts)
    return [*figures, at_most("S9", "other tables changed by it", len(changed) + (not is_quiet), 0, "tables")]


def _rehearsed(cast: Any, kind: str, definition: Any, count: int) -> float:
    """CPU seconds of the whole run."""
    import msgspec

    from tuki.automation.commands.rehearsals import start_rehearsal
    from tuki.kernel import clock

    row = start_rehearsal(
        cast.actor(cast.vera),
        kind=kind,
        definition=msgspec.to_builtins(definition),
        end=clock.now() + timedelta(days=1),
        weeks=3,
    )
    with measured() as taken:
        start("rehearse", row.id).wait()
    row.refresh_from_db()
    if (row.state, row.seen_count) != ("done", count) or not row.summary.get("touched"):
        raise SystemExit(f"{kind}: {row.state}, {row.seen_count} of {count} seen: {row.summary}")
    return taken[0]


def _policy() -> Any:
    """Promises half as long as those that hold."""
    from tests.sla.promises import promise

    return promise("Draft", first_response=30, next_response=60, resolve=(120, 240, 480, 960))


def _rule(cast: Any) -> Any:
    """What is critical or waits for hours goes to Boris with a tag, and everybody is told."""
    from tuki.automation.rules.definition import RuleDefinition

    long_waiting = {"fact": "waiting_age", "op": "at_least", "value": 120}
    return RuleDefinition(
        name="Draft",
        triggers=["opened", "requester_wrote", "time"],
        conditions={"any": [{"fact": "priority", "op": "is", "value": [1]}, long_waiting]},
        steps=[
            {"action": "assign", "given": {"assignee": cast.boris.id}},
            {"action": "add_tags", "given": {"tags": ["late"]}},
            {"action": "reply", "given": {"text": "We look into it."}},
        ],
    )
