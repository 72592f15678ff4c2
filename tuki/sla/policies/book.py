"""The book: which policies and calendars hold, now or at a moment that was. No database here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from tuki.kernel.conditions import Condition, holds
from tuki.sla.policies.definition import PolicyDefinition
from tuki.sla.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its conditions as they are judged; None for conditions that this version cannot read.

    It says so since `since`: what fell due before that is shown, but nobody is woken for it.
    """

    id: int
    definition: PolicyDefinition
    condition: Condition | None
    since: datetime

    def fits(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is in use and its conditions hold."""
        return self.definition.is_active and self.condition is not None and holds(self.condition, facts)


@dataclass(frozen=True)
class Book:
    """Policies in their order, and calendars by id, as they hold together."""

    policies: tuple[Policy, ...] = ()
    calendars: Mapping[int, Calendar] = field(default_factory=dict)
    default_calendar_id: int | None = None

    def policy_for(self, facts: Mapping[str, Any]) -> Policy | None:
        """The first policy that fits, or None: nothing is promised."""
        return next((policy for policy in self.policies if policy.fits(facts)), None)

    def calendar(self, *ids: int | None) -> tuple[int | None, Calendar | None]:
        """The first calendar of these that is named, else the default, with its id."""
        chosen = next((each for each in ids if each is not None), self.default_calendar_id)
        return chosen, self.calendars.get(chosen) if chosen is not None else None

    @cached_property
    def is_empty(self) -> bool:
        """Whether no policy is in use."""
        return not any(policy.definition.is_active for policy in self.policies)

    @property
    def present(self) -> Book:
        """This book."""
        return self

    def at(self, _moment: datetime) -> Book:
        """This book, at any moment: how a policy is rehearsed over history in which it did not hold."""
        return self


class Books(Protocol):
    """Something that knows which book held when."""

    @property
    def present(self) -> Book:
        """What holds now."""

    def at(self, moment: datetime) -> Book:
        """What held then."""


@dataclass(frozen=True, slots=True)
class Change:
    """From a moment on a policy, a calendar or the choice of the default calendar says something else."""

    at: datetime
    policy: Policy | None = None
    calendar: tuple[int, Calendar] | None = None
    default_calendar_id: int | None = None


class Library:
    """Every book that ever held, from the present one and the changes that led to it."""

    def __init__(self, present: Book, changes: Iterable[Change]) -> None:
        self.present = present
        self._changes: Sequence[Change] = sorted(changes, key=lambda each: each.at)
        self._moments = [each.at for each in self._changes]
        self._books: dict[int, Book] = {len(self._changes): present}

    def at(self, moment: datetime) -> Book:
        """What held then; before the first policy, an empty book. Equal moments between changes share one book."""
        count = bisect_right(self._moments, moment)
        if count not in self._books:
            self._books[count] = _book_of(self._changes[:count])
        return self._books[count]


def _book_of(changes: Iterable[Change]) -> Book:
    policies: dict[int, Policy] = {}
    calendars: dict[int, Calendar] = {}
    default_id = None
    for change in changes:
        if change.policy:
            policies[change.policy.id] = change.policy
        if change.calendar:
            calendars[change.calendar[0]] = change.calendar[1]
        default_id = change.default_calendar_id or default_id
    return Book(in_order(policies.values()), calendars, default_id)


def in_order(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Policies in the order in which they are tried."""
    return tuple(sorted(policies, key=lambda each: (each.definition.position, each.id)))
