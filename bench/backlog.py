"""A backlog: open tickets with rows and streams as commands would have written them, in bulk and without followers.

Of four tickets one still waits for its first answer, one for the next, one stands still until the requester tells
more, and one was answered. `tests/bench` holds that the streams, folded, say what the rows say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

PORTION = 250
MINUTE = timedelta(minutes=1)


class Word(NamedTuple):
    """Something written: how many minutes after the opening, by the desk or from outside, as a note or for all."""

    after: int
    is_from_desk: bool = False
    is_note: bool = False


# What was written on a ticket by its number's rest, and where it stands since it was taken (10 minutes old).
STORIES: tuple[tuple[str, tuple[Word, ...]], ...] = (
    ("new", (Word(0), Word(30), Word(50))),
    ("in_progress", (Word(0), Word(20, is_from_desk=True), Word(40))),
    ("information_needed", (Word(0), Word(15, is_from_desk=True, is_note=True), Word(20, is_from_desk=True))),
    ("in_progress", (Word(0), Word(20, is_from_desk=True), Word(60, is_from_desk=True))),
)
TAKEN_AFTER = 10
WORKING_TIME = timedelta(hours=24)


def working_moments(count: int) -> list[datetime]:
    """Moments spread evenly over the last three working days of the measured desk, the last one an hour ago."""
    from tuki.kernel import clock
    from tuki.sla.queries import calendars

    hours = next(each for each in calendars().values() if each.name == "Oslo").worktime
    since = hours.subtract(clock.now() - timedelta(hours=1), WORKING_TIME)
    return [hours.add(since, WORKING_TIME * index / count) for index in range(count)]


def fill_backlog(cast: Any, moments: Sequence[datetime]) -> None:
    """Clara's tickets, opened at these moments, an hour ago or earlier; without clocks."""
    from tuki.kernel.database.counters import raise_to
    from tuki.kernel.database.statistics import refresh_statistics
    from tuki.tickets.models import Ticket

    first = Ticket.objects.count() + 1
    numbered = list(enumerate(moments, first))
    for start in range(0, len(numbered), PORTION):
        _write(cast, numbered[start : start + PORTION])
    raise_to(f"ticket:{cast.brand.id}", first + len(numbered))
    refresh_statistics(all_tables=True)


def _write(cast: Any, some: list[tuple[int, datetime]]) -> None:
    from django.db import transaction

    from tuki.kernel import clock, log
    from tuki.kernel.database.inserting import insert_all
    from tuki.people.agents.teams import team_for

    team = team_for(cast.support.id)
    tickets = [_ticket(cast, team.id if team else None, number, at) for number, at in some]
    with transaction.atomic():
        insert_all(tickets)
        messages = [_message(cast, each, word) for each in tickets for word in STORIES[each.number % 4][1]]
        insert_all(messages)
        told = [each for number, ticket in enumerate(tickets) for each in _told(cast, ticket, messages[3 * number :])]
        with clock.at(some[-1][1]):
            log.append(told)


def _ticket(cast: Any, team_id: int | None, number: int, at: datetime) -> Any:
    from tuki.tickets.models import Ticket

    status, words = STORIES[number % 4]
    last_at, waits = at + words[-1].after * MINUTE, _waits_since(words)
    waiting_since = None if waits is None else at + waits * MINUTE
    return Ticket(
        brand=cast.brand, number=number, reference=f"{cast.brand.prefix}-{number}", subject=f"Printer {number} burns",
        kind_id="incident", status_id=status, priority=1 + number % 3, priority_reason="Given with the request.",
        department=cast.support, team_id=team_id, requester=cast.clara, organisation=cast.customer_a,
        assignee=None if status == "new" else cast.anna, channel="mail", opened_at=at, updated_at=last_at,
        last_message_at=last_at, waiting_since=waiting_since, turn_at=waiting_since, is_open=True,
    )  # fmt: skip


def _waits_since(words: tuple[Word, ...]) -> int | None:
    """How many minutes after the opening the requester began to wait; None after our answer."""
    since: int | None = 0
    for word in words:
        if not word.is_note:
            since = None if word.is_from_desk else word.after if since is None else since
    return since


def _message(cast: Any, ticket: Any, word: Word) -> Any:
    from tuki.tickets.models import Message

    text = f"{ticket.subject} since {word.after} minutes, and nobody can print anything on the second floor."
    return Message(
        ticket=ticket, kind="note" if word.is_note else "reply", author=cast.anna if word.is_from_desk else cast.clara,
        is_public=not word.is_note, is_from_desk=word.is_from_desk, channel="mail", text=text, full_text=text,
        created_at=ticket.opened_at + word.after * MINUTE,
    )  # fmt: skip


def _told(cast: Any, ticket: Any, messages: list[Any]) -> Iterator[Any]:
    """What the log heard of the ticket, in order."""
    from tuki.kernel.actors import system
    from tuki.kernel.log import Announced
    from tuki.tickets.events import MessageAdded, StatusChanged, TicketAssigned, TicketOpened

    actor, id_ = system("bench"), ticket.id
    yield Announced(actor, TicketOpened(
        subject=id_, reference=ticket.reference, brand_id=ticket.brand_id, department_id=ticket.department_id,
        kind_code=ticket.kind_id, status="new", priority=ticket.priority, requester_id=ticket.requester_id,
        channel=ticket.channel, team_id=ticket.team_id,
    ), ticket.opened_at)  # fmt: skip
    for word, message in zip(STORIES[ticket.number % 4][1], messages, strict=False):
        yield Announced(actor, MessageAdded(
            subject=id_, message_id=message.id, message_kind=message.kind, author_id=message.author_id,
            is_public=message.is_public, is_from_desk=message.is_from_desk, is_verified=True, is_automatic=False,
            is_first=word.after == 0, channel="mail",
        ), message.created_at)  # fmt: skip
        if word.after == 0 and ticket.assignee_id is not None:
            at = ticket.opened_at + TAKEN_AFTER * MINUTE
            yield Announced(actor, TicketAssigned(subject=id_, old=None, new=ticket.assignee_id), at)
            yield Announced(actor, StatusChanged(subject=id_, old="new", new=ticket.status_id), at)
