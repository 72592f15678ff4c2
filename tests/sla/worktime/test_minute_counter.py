"""G16: working time and a minute counter never differ."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.sla.worktime.minute_counter import MinuteCounter
from tests.sla.worktime.random_calendars import random_case
from tuki.sla.worktime import Label, Pause, due, read_calendar

CASES, PARTS = 2000, 8


@pytest.mark.parametrize("part", range(PARTS))
def test_due_times_and_sums_equal_the_minute_counter(part):
    chance = random.Random(f"G16/{part}")
    wrong = []
    for _ in range(CASES // PARTS):
        case = random_case(chance)
        described = {name: case[name] for name in ("zone", "week", "holidays", "exceptions")}
        counter, calendar = MinuteCounter(**described), read_calendar(**described)
        pauses = [Pause(*each) for each in case["pauses"]]
        expected = counter.due(case["start"], case["minutes"], case["pauses"])
        found = due(calendar, case["start"], timedelta(minutes=case["minutes"]), pauses)
        running = sum(each.minutes for each in found.sum if each.label is Label.RUNNING)
        if found.due != expected or running != case["minutes"]:
            wrong.append((case, expected, found.due, running))
    assert wrong == []


def test_time_between_moments_equals_the_minute_counter():
    chance = random.Random("between")
    for _ in range(200):
        case = random_case(chance)
        described = {name: case[name] for name in ("zone", "week", "holidays", "exceptions")}
        end = case["start"] + timedelta(minutes=chance.randrange(6000))
        found = read_calendar(**described).between(case["start"], end)
        assert found == timedelta(minutes=MinuteCounter(**described).between(case["start"], end)), case
