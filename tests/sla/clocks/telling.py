"""Histories told by hand: events of one ticket at given moments, and the books that they are counted by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tuki.kernel.conditions import read_condition
from tuki.kernel.events import Event
from tuki.kernel.log import Recorded
from tuki.sla.clocks.folding import Asking, clocks
from tuki.sla.clocks.states import ClockState
from tuki.sla.policies.book import Book, Books, Policy
from tuki.sla.policies.definition import PolicyDefinition, TargetDefinition
from tuki.sla.worktime import Calendar, read_calendar
from tuki.tickets.events import MessageAdded, StatusChanged, TicketOpened
from tuki.tickets.facts import FACTS, Known, facts_of
from tuki.tickets.history import TicketAt

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OSLO_HOURS = read_calendar(
    zone="Europe/Oslo", week={day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
)


def moment(text: str) -> datetime:
    """`2026-03-02 10:00` in UTC, or an ISO moment."""
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Story:
    """The events of one ticket, told in order."""

    def __init__(self, opened: str, **values: Any) -> None:
        self.entries: list[Recorded] = []
        fields: dict[str, Any] = {
            "reference": "ACME-1", "brand_id": 1, "department_id": 1, "kind_code": "incident", "status": "new",
            "priority": 3, "requester_id": 9, "channel": "mail",
        }  # fmt: skip
        self._status = "new"
        self.add(opened, TicketOpened(subject=1, **{**fields, **values}))

    def add(self, at: str, event: Event, *, recorded: str = "", by: int | None = 7) -> Story:
        """Something happened; `recorded` when the log heard of it later."""
        number = len(self.entries) + 1
        self.entries.append(
            Recorded(
                id=number,
                number=number,
                event=event,
                happened_at=moment(at),
                recorded_at=moment(recorded or at),
                actor_kind="person",
                actor_id=by,
                actor_name="",
                cause="",
            )
        )
        return self

    def says(self, at: str, *, desk: bool, public: bool = True, automatic: bool = False, **how: Any) -> Story:
        """A message, by the desk or by the requester."""
        message = MessageAdded(
            subject=1, message_id=len(self.entries), message_kind="reply" if public else "note", author_id=None,
            is_public=public, is_from_desk=desk, is_verified=how.pop("verified", True), is_automatic=automatic,
            is_first=False, channel="mail",
        )  # fmt: skip
        return self.add(at, message, **how)

    def answer(self, at: str, **how: Any) -> Story:
        """The desk answers."""
        return self.says(at, desk=True, **how)

    def word(self, at: str, **how: Any) -> Story:
        """The requester writes."""
        return self.says(at, desk=False, **how)

    def stands(self, at: str, status: str, *, is_rejection: bool = False) -> Story:
        """The status changes."""
        event = StatusChanged(subject=1, old=self._status, new=status, is_rejection=is_rejection)
        self._status = status
        return self.add(at, event)


def policy(
    id_: int = 1, *, conditions: Mapping[str, Any] | None = None, since: datetime = LONG_AGO, **said: Any
) -> Policy:
    """A policy; minutes of a target as one number for all priorities, or as four: `resolve=60`."""
    targets = [
        TargetDefinition(code=code, minutes=_four(said.pop(code)))
        for code in ("first_response", "next_response", "update", "restore", "resolve")
        if code in said
    ]
    definition = PolicyDefinition(
        name=f"Policy {id_}", position=id_, targets=targets, conditions=dict(conditions or {}), **said
    )
    return Policy(id_, definition, read_condition(definition.conditions, PLAIN_FACTS), since)


def book(*policies: Policy, calendar: Calendar = OSLO_HOURS) -> Book:
    """These policies with one calendar, the desk's default."""
    return Book(policies, {1: calendar}, 1)


def told(story: Story, books: Books, now: str, *, lines: Mapping[int, int] | None = None) -> dict[Any, ClockState]:
    """The clocks at a moment, by target for first rounds, by (target, round) for others."""
    asking = Asking(_facts, lines or {})
    found = clocks(story.entries, books, asking, now=moment(now))
    return {each.target if each.round == 1 else (each.target, each.round): each for each in found}


def _facts(ticket: TicketAt) -> Mapping[str, Any]:
    return facts_of(ticket, Known(), now=ticket.opened_at)


def _four(minutes: Any) -> Any:
    return (minutes,) * 4 if isinstance(minutes, int) else minutes


PLAIN_FACTS = {code: fact._replace(options=None) for code, fact in FACTS.items()}
