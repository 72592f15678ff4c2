"""A ticket's course: of its events, in order, what clocks need. No database here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from tuki.kernel.log import Recorded
from tuki.sla.events import SlaBreached, SlaEscalated, SlaWarned
from tuki.tickets.events import StatusChanged, TicketOpened, TicketRestored, TicketTrashed
from tuki.tickets.history import DONE_STAGES, Spoken, TicketAt, steps
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.queries.workflow import stage_of

TOLD = (SlaWarned, SlaBreached, SlaEscalated)


class Standing(NamedTuple):
    """From a moment on the ticket stood in a status, by whose doing."""

    at: datetime
    status: str
    stage: str
    actor_kind: str
    actor_id: int | None
    actor_name: str

    @property
    def is_done(self) -> bool:
        """Whether nothing more was to do."""
        return self.stage in DONE_STAGES


class Stay(NamedTuple):
    """From a moment on a team had the ticket; None: no team."""

    at: datetime
    team_id: int | None


class Told(NamedTuple):
    """A step that was told: of which clock, under how many promised minutes."""

    target: str
    round: int
    minutes: int
    step: str


@dataclass
class Course:
    """What happened to one ticket. Lists are in order of time. `known_since`: when the log first heard of it."""

    ticket: TicketAt
    known_since: datetime
    standings: list[Standing] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    trashed: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    rejections: list[datetime] = field(default_factory=list)
    told: dict[Told, datetime] = field(default_factory=dict)
    _moments: list[datetime] = field(default_factory=list)
    _tickets: list[TicketAt] = field(default_factory=list)

    @property
    def said(self) -> list[Spoken]:
        """What people said, in the order of its time; machines and what was taken back left out."""
        return sorted((each for each in self.ticket.spoken if not each.is_automatic), key=lambda each: each.at)

    def ticket_at(self, moment: datetime) -> TicketAt:
        """The ticket as it stood at a moment, events of that moment included."""
        return self._tickets[max(bisect_right(self._moments, moment) - 1, 0)]

    def note(self, ticket: TicketAt, moment: datetime) -> None:
        """Remembers how the ticket stands from this moment on."""
        self._moments.append(max(moment, self._moments[-1]) if self._moments else moment)
        self._tickets.append(copy(ticket))


def course_of(entries: Iterable[Recorded]) -> Course | None:
    """The course that the events of one ticket's stream tell; None when they do not begin with its opening."""
    course = None
    for ticket, entry in steps(entries):
        if course is None:
            course = Course(ticket, entry.recorded_at)
        course.ticket = ticket
        if not isinstance(entry.event, TOLD):
            course.note(ticket, entry.happened_at)
        _note_event(course, entry)
    return course


def _note_event(course: Course, entry: Recorded) -> None:
    event, at = entry.event, entry.happened_at
    if isinstance(event, TicketOpened):
        course.stays.append(Stay(at, event.team_id))
        _stand(course, event.status, entry)
    elif isinstance(event, StatusChanged):
        _stand(course, event.new, entry)
        if event.is_rejection:
            course.rejections.append(at)
    elif isinstance(event, TeamChanged):
        course.stays.append(Stay(max(at, course.stays[-1].at), event.new))
    elif isinstance(event, TicketTrashed):
        course.trashed.append((at, None))
    elif isinstance(event, TicketRestored) and course.trashed:
        course.trashed[-1] = (course.trashed[-1][0], at)
    elif isinstance(event, TOLD):
        course.told.setdefault(Told(event.target, event.round, event.minutes, event.step), entry.recorded_at)


def _stand(course: Course, status: str, entry: Recorded) -> None:
    at = max(entry.happened_at, course.standings[-1].at) if course.standings else entry.happened_at
    course.standings.append(Standing(at, status, stage_of(status), entry.actor_kind, entry.actor_id, entry.actor_name))
