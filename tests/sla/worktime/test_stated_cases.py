"""Results that the tests of two other products state; the data are shared, and belong to no repository."""

from __future__ import annotations

import json
import os
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tuki.sla.worktime import Calendar, Pause, read_calendar

SHARED = Path(os.environ.get("TUKI_SHARED", Path(__file__).parents[4] / "shared"))
FOLDER = SHARED / "data" / "calendars"
BUSINESS = json.loads((FOLDER / "business_time.json").read_text())
DUE = json.loads((FOLDER / "sla_due.json").read_text())["cases"]


def _calendar(given: dict) -> Calendar:
    return read_calendar(zone=given["timezone"], week=given["hours"], holidays=given["holidays"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("case", BUSINESS["cases"], ids=lambda case: f"{case['calendar']}-{case['op']}-{case['start']}")
def test_business_time(case):
    calendar = _calendar(BUSINESS["calendars"][case["calendar"]])
    if case["op"] == "add_days":
        assert calendar.add_days(date.fromisoformat(case["start"]), case["n"]) == date.fromisoformat(case["expect"])
        return
    start = _moment(case["start"])
    match case["op"]:
        case "add_seconds" if case["n"] < 0:
            assert calendar.subtract(start, timedelta(seconds=-case["n"])) == _moment(case["expect"])
        case "add_seconds":
            assert calendar.add(start, timedelta(seconds=case["n"])) == _moment(case["expect"])
        case "advance_to_open":
            assert calendar.next_open(start) == _moment(case["expect"])
        case "advance_to_close":
            assert calendar.next_close(start) == _moment(case["expect"])
        case "is_open":
            assert calendar.is_open(start) is case["expect"]
        case "seconds_between":
            assert calendar.between(start, _moment(case["end"])) == timedelta(seconds=case["expect"])
        case other:
            pytest.fail(f"unknown operation {other}")


@pytest.mark.parametrize("case", DUE, ids=lambda case: case["id"])
def test_due_times_of_tickets(case):
    calendar, created = _calendar(case["calendar"]), _moment(case["created"])
    ends = {"solution": "closed", "first_response": "first_response"}
    for name, expected in case["expect"].items():
        target, what = re.fullmatch("(first_response|update|solution)_(due|minutes|margin_minutes)", name).groups()
        minutes = timedelta(minutes=case["targets_minutes"][target])
        if what == "due":
            assert calendar.add(created, minutes, _pauses(case)) == _moment(expected)
            continue
        end = next(_moment(each["at"]) for each in case["events"] if each["event"] == ends[target])
        used = calendar.between(created, end, _pauses(case))
        assert (minutes - used if what == "margin_minutes" else used) == timedelta(minutes=expected), name


def _pauses(case: dict) -> list[Pause]:
    """Time in the states pending and closed; one that never ends stops nothing before what is asked about."""
    pauses, since = [], None
    for each in case["events"]:
        if each["event"].startswith("state:"):
            if since and each["event"] == "state:open":
                pauses.append(Pause(since, _moment(each["at"])))
            since = None if each["event"] == "state:open" else _moment(each["at"])
    return pauses
