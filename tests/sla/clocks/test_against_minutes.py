"""Random lives of tickets, counted by the fold and by a counter that looks at every single minute."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from tests.sla.clocks.telling import OSLO_HOURS, Story, book, moment, policy, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]

MINUTE = timedelta(minutes=1)
# Both nights in which the clocks change lie within these lives.
BEGINNINGS = ("2026-03-27 06:00", "2026-10-23 05:00", "2026-03-02 09:00", "2026-03-07 20:00")
STATUSES = ("in_progress", "information_needed", "external_processing", "completed")
TARGETS = ("first_response", "next_response", "update", "resolve")


class Deed(NamedTuple):
    at: datetime
    what: str


class Counted(NamedTuple):
    used: int
    due: datetime | None
    is_going: bool


def test_the_fold_counts_what_a_counter_of_minutes_counts():
    for seed in range(150):
        _compare(random.Random(seed))


def _compare(chance: random.Random) -> None:
    promised = {target: chance.choice([20, 90, 300, 700]) for target in TARGETS}
    opened = moment(chance.choice(BEGINNINGS)) + chance.randrange(600) * MINUTE
    deeds = _life(chance, opened)
    now = deeds[-1].at + chance.randrange(1, 900) * MINUTE
    found = told(_story(opened, deeds), book(policy(**promised)), now.isoformat())
    for target in TARGETS:
        rounds = _Counter(target, promised[target], opened, deeds, now).rounds
        given = [each for each in found.values() if each.target == target]
        assert [_plain(each) for each in sorted(given, key=lambda each: each.round)] == rounds, (target, deeds)


def _plain(state) -> Counted:
    return Counted(round(state.used / MINUTE), state.due_at if state.is_breached else None, state.is_going)


def _life(chance: random.Random, opened: datetime) -> list[Deed]:
    at, deeds, status = opened, [], "new"
    for _ in range(chance.randrange(1, 14)):
        at += chance.choice([3, 17, 45, 130, 400, 1500]) * MINUTE
        what = chance.choice(["answer", "word", "note", *STATUSES])
        if what == status:
            continue
        status = what if what in STATUSES else status
        deeds.append(Deed(at, what))
    return deeds or [Deed(at, "note")]


def _story(opened: datetime, deeds: list[Deed]) -> Story:
    story = Story(opened.isoformat())
    for at, what in deeds:
        if what in STATUSES:
            story.stands(at.isoformat(), what)
        else:
            story.says(at.isoformat(), desk=what != "word", public=what != "note")
    return story


class _Counter:
    """Walks minute by minute; knows nothing of rounds, intervals or sums."""

    def __init__(self, target: str, promised: int, opened: datetime, deeds: list[Deed], now: datetime) -> None:
        self.target, self.promised = target, promised
        self.rounds: list[Counted] = []
        self.used: int | None = None if target == "next_response" else 0
        self.due: datetime | None = None
        self.status, self.is_answered = "new", False
        at = opened
        waiting = list(deeds)
        while at < now:
            while waiting and waiting[0].at == at:
                self._happen(waiting.pop(0).what)
            self._minute(at)
            at += MINUTE
        while waiting and waiting[0].at == at:
            self._happen(waiting.pop(0).what)
        if self.used is not None and not (target == "next_response" and self.status == "completed"):
            is_stopped = self.status == "completed" and target in ("first_response", "resolve")
            self._end(is_going=not is_stopped)

    def _minute(self, at: datetime) -> None:
        if self.used is None or self.status in ("completed", "information_needed") or not OSLO_HOURS.is_open(at):
            return
        self.used += 1
        if self.used == self.promised:
            self.due = at + MINUTE

    def _happen(self, what: str) -> None:
        was_done, self.status = self.status == "completed", what if what in STATUSES else self.status
        is_done = self.status == "completed"
        if self.target == "first_response" and what == "answer" and self.used is not None:
            self._end()
        elif self.target == "next_response":
            self._wait(what)
        elif self.target == "update":
            if (what == "answer" or (is_done and not was_done)) and self.used is not None:
                self._end()
            if not is_done and (what == "answer" or was_done):
                self.used = 0

    def _wait(self, what: str) -> None:
        if what == "word" and self.is_answered and self.used is None:
            self.used = 0
        elif what in ("answer", "completed") and self.used is not None:
            self._end()
        self.is_answered = self.is_answered or what == "answer"

    def _end(self, *, is_going: bool = False) -> None:
        assert self.used is not None
        is_late = self.used > self.promised or (is_going and self.used >= self.promised)
        self.rounds.append(Counted(self.used, self.due if is_late else None, is_going))
        self.used, self.due = None, None
