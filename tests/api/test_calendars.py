"""Calendars and the calculator over the API."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.cast import SYSTEM
from tests.sla.calendars import oslo
from tuki.sla.commands.calendars import add_calendar

OSLO = {
    "zone": "Europe/Oslo",
    "week": {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-12-25"],
    "exceptions": {"2026-12-24": [["08:00", "12:00"]]},
}


def _due(program, **values):
    return program.post("/sla/due", {"calendar": OSLO, "start": "2026-12-24T11:00", "minutes": 90} | values)


def test_the_sum_says_what_every_stretch_was(api):
    found = _due(api.anna, pauses=[["2026-12-24T11:15", "2026-12-24T11:30:00+01:00"]]).data
    day = "2026-12-2"
    assert found == {
        "due": "2026-12-28T08:45:00+01:00",
        "sum": [
            {"from": f"{day}4T11:00:00+01:00", "to": f"{day}4T11:15:00+01:00", "minutes": 15, "label": "running"},
            {"from": f"{day}4T11:15:00+01:00", "to": f"{day}4T11:30:00+01:00", "minutes": 15, "label": "paused"},
            {"from": f"{day}4T11:30:00+01:00", "to": f"{day}4T12:00:00+01:00", "minutes": 30, "label": "running"},
            {"from": f"{day}4T12:00:00+01:00", "to": f"{day}5T00:00:00+01:00", "minutes": 720,
             "label": "outside_hours"},
            {"from": f"{day}5T00:00:00+01:00", "to": f"{day}6T00:00:00+01:00", "minutes": 1440, "label": "holiday"},
            {"from": f"{day}6T00:00:00+01:00", "to": f"{day}8T08:00:00+01:00", "minutes": 3360,
             "label": "outside_hours"},
            {"from": f"{day}8T08:00:00+01:00", "to": f"{day}8T08:45:00+01:00", "minutes": 45, "label": "running"},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("start", ["2026-12-24T11:00", "2026-12-24T10:00Z", "2026-12-24T13:00:00+03:00"])
def test_a_start_is_read_with_its_offset_or_as_local_time(api, start):
    assert _due(api.anna, start=start).data["due"] == "2026-12-28T08:30:00+01:00"


def test_a_calendar_by_name_by_default_and_by_country(api):
    add_calendar(SYSTEM, definition=oslo())
    for calendar in ("Oslo", None):
        found = _due(api.anna, calendar=calendar).data
        assert found["due"] == "2026-12-24T13:30:00+01:00"
    norway = OSLO | {"holidays": [], "exceptions": {}, "country": "NO"}
    found = _due(api.anna, calendar=norway, start="2026-12-24T16:00").data
    assert {"label": "holiday", "reason": "Christmas Day"}.items() <= found["sum"][2].items()
    assert found["due"] == "2026-12-28T08:30:00+01:00"


def test_time_is_real_time_over_both_changes_of_the_clocks(api):
    always = {"zone": "Europe/Oslo", "week": {day: [["00:00", "24:00"]] for day in
              ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}  # fmt: skip
    for start in ("2026-03-28T12:00", "2026-10-24T12:00"):
        found = _due(api.anna, calendar=always, start=start, minutes=1440).data
        assert datetime.fromisoformat(found["due"]) - datetime.fromisoformat(found["sum"][0]["from"]) == (
            datetime(2026, 1, 2) - datetime(2026, 1, 1)  # noqa: DTZ001  only the difference
        )
        assert len(found["sum"]) == 1


@pytest.mark.parametrize(
    ("values", "status", "code", "field"),
    [
        ({"calendar": "Nowhere"}, 422, "unknown_calendar", "calendar"),
        ({"calendar": None}, 404, "not_found", None),
        ({"calendar": OSLO | {"week": {}, "exceptions": {}}}, 422, "no_hours", "calendar"),
        ({"calendar": OSLO | {"week": {}}, "start": "2026-12-25"}, 422, "too_far", "minutes"),
        ({"calendar": OSLO | {"zone": "Europe/Atlantis"}}, 422, "bad_zone", "zone"),
        ({"calendar": OSLO | {"week": {"mon": [["17:00", "08:00"]]}}}, 422, "bad_interval", "week.mon"),
        ({"calendar": OSLO | {"country": "XX"}}, 422, "unknown_country", "country"),
        ({"calendar": {"zone": "UTC"}}, 400, "malformed", "calendar"),
        ({"minutes": 10**9}, 422, "bad_minutes", "minutes"),
        ({"minutes": -1}, 422, "bad_minutes", "minutes"),
        ({"minutes": "90"}, 400, "malformed", "minutes"),
        ({"start": "soon"}, 422, "bad_moment", "start"),
        ({"start": "0001-01-01T00:00"}, 422, "out_of_range", "start"),
        ({"start": "9999-12-31T23:59:59-12:00"}, 422, "out_of_range", "start"),
        ({"pauses": [["2026-12-24T12:00", "2026-12-24T11:00"]]}, 422, "bad_pause", "pauses"),
        ({"pauses": [["2026-12-24T12:00"]]}, 400, "malformed", "pauses[0]"),
    ],
)
def test_what_has_no_answer_is_refused_as_a_problem(api, values, status, code, field):
    response = _due(api.anna, **values)
    assert (response.status_code, response.data["code"], response.data.get("field")) == (status, code, field)
    assert response.headers["Content-Type"].startswith("application/problem+json")


def test_minutes_and_moments_may_have_fractions(api):
    found = _due(api.anna, start="2026-12-24T08:00:30", minutes=1.5).data
    assert found["due"] == "2026-12-24T08:02:00+01:00"
    assert found["sum"][0]["minutes"] == 1.5


def test_calendars_are_added_changed_and_retired(api):
    body = {"name": "Oslo", "zone": "Europe/Oslo", "week": OSLO["week"], "country": "NO",
            "exceptions": {"12-24": [["08:00", "12:00"]]}}  # fmt: skip
    made = api.vera.post("/calendars", body).data
    assert made == {"id": made["id"], **body, "region": "", "added_holidays": {}, "removed_holidays": [],
                    "is_default": True, "is_active": True}  # fmt: skip
    other = api.vera.post("/calendars", body | {"name": "Other"}).data
    changed = api.vera.patch(f"/calendars/{other['id']}", {"zone": "Europe/Helsinki", "is_default": True}).data
    assert (changed["zone"], changed["is_default"], changed["week"]) == ("Europe/Helsinki", True, OSLO["week"])
    assert api.vera.delete(f"/calendars/{other['id']}").data["code"] == "default_calendar"
    assert api.vera.patch(f"/calendars/{other['id']}", {"is_default": False}).data["code"] == "default_calendar"
    assert api.vera.delete(f"/calendars/{made['id']}").status_code == 204
    assert [each["is_active"] for each in api.anna.get("/calendars").data["items"]] == [False, True]
    assert api.vera.patch(f"/calendars/{made['id']}", {"is_active": True}).data["is_active"]
    assert api.vera.patch(f"/calendars/{made['id']}", {"name": "Other"}).data["code"] == "name_taken"


def test_customers_see_no_calendar(api):
    row = add_calendar(SYSTEM, definition=oslo())
    assert api.anna.get(f"/calendars/{row.id}").data["name"] == "Oslo"
    assert api.clara.get("/calendars").data["items"] == []
    assert api.clara.get(f"/calendars/{row.id}").status_code == 404
    assert _due(api.clara, calendar="Oslo").data["code"] == "not_allowed"
