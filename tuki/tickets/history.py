"""A ticket as it stood after any of its events: the fold on which clocks, rules, rehearsals and time travel rest.

`replay(events)` asks no database but for the stages of statuses, which the process keeps, so that it can run over
months of history. What an event changes is written here once per kind of event, by `@changes`; a test holds the fold
against the rows of real tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

import msgspec

from tuki.kernel import clock
from tuki.kernel.events import Event
from tuki.kernel.log import Recorded, events_of
from tuki.tickets import events
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.queries.workflow import stage_of

DONE_STAGES = frozenset({"done", "closed"})
E = TypeVar("E", bound=Event)


class Spoken(msgspec.Struct, frozen=True):
    """A public message: who spoke and when; an automatic one is heard, but neither answers nor waits."""

    message_id: int
    at: datetime
    is_from_desk: bool
    is_automatic: bool


class TicketAt(msgspec.Struct, kw_only=True):
    """A ticket at one moment. `waiting_since` is when the requester began to wait for us; `status_since` and
    `assigned_since` say how long it has stood so; `spoken` are the public messages that were not taken back."""

    id: int
    reference: str
    brand_id: int
    department_id: int
    kind: str
    status: str
    priority: int
    requester_id: int
    channel: str
    opened_at: datetime
    status_since: datetime
    waiting_since: datetime | None
    assignee_id: int | None = None
    assigned_since: datetime | None = None
    team_id: int | None = None
    line: int = 1
    category_id: int | None = None
    resolution: str | None = None
    tag_ids: frozenset[int] = frozenset()
    urgency: int | None = None
    impact: int | None = None
    spoken: tuple[Spoken, ...] = ()
    unconfirmed: tuple[Spoken, ...] = ()
    rejected_at: datetime | None = None
    message_count: int = 0
    reopened_count: int = 0
    is_trashed: bool = False
    event_number: int = 0

    @property
    def first_answer_at(self) -> datetime | None:
        """When somebody of the desk, not a machine, first wrote to the requester."""
        return next((each.at for each in self.spoken if each.is_from_desk and not each.is_automatic), None)

    @property
    def last_from_desk_at(self) -> datetime | None:
        """The last public message of the desk, a machine's included."""
        return next((each.at for each in reversed(self.spoken) if each.is_from_desk), None)

    @property
    def last_from_outside_at(self) -> datetime | None:
        """The last public message from outside."""
        return next((each.at for each in reversed(self.spoken) if not each.is_from_desk), None)


Step = Callable[[TicketAt, Any, Recorded], None]
_steps: dict[str, Step] = {}


def changes(type_: type[E]) -> Callable[[Callable[[TicketAt, E, Recorded], None]], Step]:
    """Registers what events of this type change on a ticket."""

    def register(step: Callable[[TicketAt, E, Recorded], None]) -> Step:
        _steps[type_.kind] = step
        return step

    return register


def replay(entries: Iterable[Recorded]) -> TicketAt | None:
    """The ticket after all of these events of its stream, in order; None when it has not been opened among them."""
    ticket = None
    for entry in entries:
        ticket = advanced(ticket, entry)
    return ticket


def steps(entries: Iterable[Recorded]) -> Iterator[tuple[TicketAt, Recorded]]:
    """After each event the ticket as it then stood, with the event. It is the same object, changed in place."""
    ticket = None
    for entry in entries:
        ticket = advanced(ticket, entry)
        if ticket is not None:
            yield ticket, entry


def after(ticket_id: int, event: Event) -> TicketAt:
    """The ticket as it will stand once the running command has announced `event` as its next one; reads its stream."""
    now = clock.now()
    ahead = Recorded(
        id=0, number=0, event=event, happened_at=now, recorded_at=now, actor_kind="", actor_id=None, actor_name="",
        cause="",
    )  # fmt: skip
    ticket = replay(chain(events_of("ticket", ticket_id), [ahead]))
    if ticket is None:
        raise LookupError(f"the stream of ticket {ticket_id} does not begin with its opening")
    return ticket


def advanced(ticket: TicketAt | None, entry: Recorded) -> TicketAt | None:
    """The ticket after one more event; events that change nothing of it, or of a ticket not opened, pass."""
    if isinstance(entry.event, events.TicketOpened):
        return _opened(entry.event, entry)
    if ticket is not None:
        ticket.event_number = entry.number
        if step := _steps.get(entry.event.kind):
            step(ticket, entry.event, entry)
    return ticket


def _opened(event: events.TicketOpened, entry: Recorded) -> TicketAt:
    return TicketAt(
        id=event.subject,
        reference=event.reference,
        brand_id=event.brand_id,
        department_id=event.department_id,
        kind=event.kind_code,
        status=event.status,
        priority=event.priority,
        urgency=event.urgency,
        impact=event.impact,
        team_id=event.team_id,
        category_id=event.category_id,
        requester_id=event.requester_id,
        channel=event.channel,
        opened_at=entry.happened_at,
        status_since=entry.happened_at,
        waiting_since=entry.happened_at,
        event_number=entry.number,
    )


@changes(events.MessageAdded)
def _message(ticket: TicketAt, event: events.MessageAdded, entry: Recorded) -> None:
    ticket.message_count += 1
    spoken = Spoken(event.message_id, entry.happened_at, event.is_from_desk, event.is_automatic)
    if event.is_public:
        ticket.spoken += (spoken,)
        _heard(ticket, spoken)
    elif not event.is_verified:
        ticket.unconfirmed += (spoken,)


@changes(events.MessageConfirmed)
def _confirmed(ticket: TicketAt, event: events.MessageConfirmed, _entry: Recorded) -> None:
    found = [each for each in ticket.unconfirmed if each.message_id == event.message_id]
    ticket.unconfirmed = tuple(each for each in ticket.unconfirmed if each not in found)
    ticket.spoken = tuple(sorted((*ticket.spoken, *found), key=lambda each: (each.at, each.message_id)))
    ticket.waiting_since = _waits_since(ticket)


@changes(events.MessageTakenBack)
def _taken_back(ticket: TicketAt, event: events.MessageTakenBack, _entry: Recorded) -> None:
    ticket.spoken = tuple(each for each in ticket.spoken if each.message_id != event.message_id)
    ticket.waiting_since = _waits_since(ticket)


def _waits_since(ticket: TicketAt) -> datetime | None:
    """The first message, or the rejection, after the desk's last own answer; the opening when there was no answer."""
    if stage_of(ticket.status) in DONE_STAGES:
        return None
    said = [each for each in ticket.spoken if not each.is_automatic]
    answered_at = max((each.at for each in said if each.is_from_desk), default=None)
    if answered_at is None:
        return ticket.opened_at
    moments = [each.at for each in said if not each.is_from_desk]
    moments += [ticket.rejected_at] if ticket.rejected_at else []
    return min((at for at in moments if at > answered_at), default=None)


def _heard(ticket: TicketAt, spoken: Spoken) -> None:
    if spoken.is_automatic:
        return
    ticket.waiting_since = None if spoken.is_from_desk else ticket.waiting_since or spoken.at


@changes(events.StatusChanged)
def _status(ticket: TicketAt, event: events.StatusChanged, entry: Recorded) -> None:
    before, after = stage_of(event.old), stage_of(event.new)
    ticket.status = event.new
    ticket.status_since = entry.happened_at
    ticket.resolution = event.resolution or (ticket.resolution if after == "closed" else None)
    if after in DONE_STAGES:
        ticket.waiting_since = None
    elif before in DONE_STAGES:
        ticket.reopened_count += 1
        if event.is_rejection:
            ticket.waiting_since = ticket.rejected_at = entry.happened_at


@changes(events.TicketAssigned)
def _assigned(ticket: TicketAt, event: events.TicketAssigned, entry: Recorded) -> None:
    ticket.assignee_id = event.new
    ticket.assigned_since = entry.happened_at if event.new is not None else None


@changes(events.TicketTransferred)
def _transferred(ticket: TicketAt, event: events.TicketTransferred, _entry: Recorded) -> None:
    ticket.department_id = event.new


@changes(events.PriorityChanged)
def _priority(ticket: TicketAt, event: events.PriorityChanged, _entry: Recorded) -> None:
    ticket.priority = event.new


@changes(events.UrgencyChanged)
def _urgency(ticket: TicketAt, event: events.UrgencyChanged, _entry: Recorded) -> None:
    ticket.urgency, ticket.priority = event.new, event.new_priority


@changes(events.ImpactChanged)
def _impact(ticket: TicketAt, event: events.ImpactChanged, _entry: Recorded) -> None:
    ticket.impact, ticket.priority = event.new, event.new_priority


@changes(events.KindChanged)
def _kind(ticket: TicketAt, event: events.KindChanged, _entry: Recorded) -> None:
    ticket.kind = event.new


@changes(events.CategoryChanged)
def _category(ticket: TicketAt, event: events.CategoryChanged, _entry: Recorded) -> None:
    ticket.category_id = event.new


@changes(TeamChanged)
def _team(ticket: TicketAt, event: TeamChanged, _entry: Recorded) -> None:
    ticket.team_id, ticket.line = event.new, event.line


@changes(events.RequesterChanged)
def _requester(ticket: TicketAt, event: events.RequesterChanged, _entry: Recorded) -> None:
    ticket.requester_id = event.new


@changes(events.TagsChanged)
def _tags(ticket: TicketAt, event: events.TagsChanged, _entry: Recorded) -> None:
    ticket.tag_ids = (ticket.tag_ids | set(event.added)) - set(event.removed)


@changes(events.TicketTrashed)
def _trashed(ticket: TicketAt, _event: events.TicketTrashed, _entry: Recorded) -> None:
    ticket.is_trashed = True


@changes(events.TicketRestored)
def _restored(ticket: TicketAt, _event: events.TicketRestored, _entry: Recorded) -> None:
    ticket.is_trashed = False
