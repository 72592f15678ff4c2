"""The fold against results that another product's tests state (facts only), given as data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.sla.clocks.telling import Story, book, moment, policy, told
from tuki.sla.clocks.states import ONE_MINUTE
from tuki.sla.worktime import read_calendar

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("TUKI_SHARED", Path(__file__).parents[4] / "shared"))
DATA = SHARED / "data" / "calendars" / "sla_due.json"
CASES = json.loads(DATA.read_text())["cases"] if DATA.exists() else []
TARGETS = {"first_response": "first_response", "update": "update", "solution": "resolve"}
STATUSES = {"open": "in_progress", "pending": "information_needed", "closed": "closed"}


def test_the_stated_cases_are_there():
    assert not DATA.parent.exists() or len(CASES) >= 14


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_due_times_and_margins_are_as_stated(case: dict[str, Any], cast):
    calendar = read_calendar(
        zone=case["calendar"]["timezone"], week=case["calendar"]["hours"], holidays=case["calendar"]["holidays"]
    )
    promised = {TARGETS[name]: minutes for name, minutes in case["targets_minutes"].items()}
    found = told(_story(case), book(policy(**promised), calendar=calendar), _last_moment(case))
    given = {}
    for name, target in TARGETS.items():
        state = found[target]
        given[f"{name}_due"] = state.due_at
        given[f"{name}_minutes"] = state.used / ONE_MINUTE
        given[f"{name}_margin_minutes"] = state.left / ONE_MINUTE
    expected = {name: moment(value) if name.endswith("_due") else value for name, value in case["expect"].items()}
    assert {name: given[name] for name in expected} == expected


def _story(case: dict[str, Any]) -> Story:
    story = Story(case["created"])
    for each in case["events"]:
        what, _colon, state = each["event"].partition(":")
        if what == "first_response":
            story.answer(each["at"])
        else:
            story.stands(each["at"], STATUSES[state or what])
    return story


def _last_moment(case: dict[str, Any]) -> str:
    return case["events"][-1]["at"] if case["events"] else case["created"]
