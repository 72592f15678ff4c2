"""Calendars and the calculator as pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.sla.calendars import oslo
from tuki.desk.calendars.editing import definition_from, given_of, read_typed_hours
from tuki.desk.calendars.month import month_of
from tuki.kernel import clock
from tuki.kernel.refusals import Invalid
from tuki.sla.commands.calendars import add_calendar
from tuki.sla.queries import calendar_for

pytestmark = pytest.mark.django_db
LIST = "/desk/settings/calendars"
FORM = {"name": "Fjord", "zone": "Europe/Oslo", "country": "", "region": "", "mon": "8-12, 13–17", "tue": "24 h",
        "exception_on": ["2026-12-24", "2026-12-31", ""], "exception_each": ["yearly", "once", "once"],
        "exception_hours": ["8–12", "", ""],
        "added_on": ["2026-06-19", ""], "added_name": ["Sommerfest", ""]}  # fmt: skip


@pytest.fixture
def row(cast):
    return add_calendar(SYSTEM, definition=oslo(removed_holidays=["2026-05-01"]))


def test_a_calendar_is_made_by_typing_its_hours(cast):
    vera = browser(cast.vera)
    response = vera.post(f"{LIST}/new", FORM)
    found = calendar_for(SYSTEM, int(response.headers["Location"].split("/")[-1].split("?")[0])).definition
    assert found.week == {"mon": [("08:00", "12:00"), ("13:00", "17:00")], "tue": [("00:00", "24:00")]}
    assert found.exceptions == {"12-24": [("08:00", "12:00")], "2026-12-31": []}
    assert found.added_holidays == {"2026-06-19": "Sommerfest"}
    assert "32\u00a0h\u00a000" in vera.get(LIST).text


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(cast, row):
    response = browser(cast.vera).post(f"{LIST}/{row.id}/change", FORM | {"mon": "8-25", "name": ""})
    assert response.status_code == 422
    assert 'value="8-25"' in response.text
    assert "id_mon-error" in browser(cast.vera).post(f"{LIST}/{row.id}/change", FORM | {"mon": "from eight"}).text
    assert "id_name-error" in browser(cast.vera).post(f"{LIST}/{row.id}/change", FORM | {"name": ""}).text
    assert calendar_for(SYSTEM, row.id).name == "Oslo"


def test_more_rows_come_without_script_and_save_nothing(cast, row):
    page = browser(cast.vera).post(f"{LIST}/{row.id}/change", FORM | {"more": "1"})
    assert page.status_code == 200
    assert page.text.count('name="exception_on"') == 7
    assert 'value="2026-12-24"' in page.text
    assert calendar_for(SYSTEM, row.id).name == "Oslo"


def test_the_form_says_again_what_the_calendar_says(cast):
    definition = oslo(exceptions={"02-29": [], "12-24": [("08:00", "12:00")], "2026-01-02": []}, region="")
    given = given_of(definition, date(2026, 7, 1))
    assert definition_from(given) == definition


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("8-12,13-17", [("08:00", "12:00"), ("13:00", "17:00")]),
        ("08:30 – 12:00; 13.15—17", [("08:30", "12:00"), ("13:15", "17:00")]),
        ("24h", [("00:00", "24:00")]),
        ("22-24", [("22:00", "24:00")]),
    ],
)
def test_hours_are_read_as_people_type_them(text, pairs):
    assert read_typed_hours(text, field="mon") == pairs


@pytest.mark.parametrize("text", ["nine to five", "8", "8-", "8:5-9", "-"])
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(Invalid, match="bad_interval"):
        read_typed_hours(text, field="mon")


def test_a_month_shows_hours_holidays_exceptions_and_the_change_of_clocks(cast):
    definition = oslo(exceptions={"12-24": [("08:00", "12:00")]}, removed_holidays=["2026-05-01"])
    with translation.override("nb"):
        december, march, may = (
            month_of(definition, each, date(2026, 1, 1)) for each in ("2026-12", "2026-03", "2026-05")
        )
    by_day = {each.on.day: each for each in december.days}
    assert (by_day[24].kind, by_day[24].hours) == ("exception", ("08:00–12:00",))
    assert (by_day[25].kind, by_day[25].holiday, by_day[25].hours) == ("holiday", "Første juledag", ())
    assert (by_day[1].kind, by_day[1].hours) == ("open", ("08:00–12:00", "13:00–17:00"))
    assert by_day[5].kind == "closed"
    assert (december.before, december.after) == ("2026-11", "2027-01")
    assert december.title == "Desember 2026"
    assert [(each.on.day, each.change_minutes) for each in march.days if each.change_minutes] == [(29, 60)]
    assert may.days[0].is_worked_holiday
    assert may.days[0].minutes == 480
    assert december.minutes == 21 * 480 + 240


def test_the_page_of_a_calendar_can_be_leafed_through(cast, row):
    with clock.at(datetime(2026, 10, 20, 12, tzinfo=UTC)):
        client = browser(cast.anna)
        page = client.get(f"{LIST}/{row.id}").text
        assert "clocks back 60 min" in page
        assert "?month=2026-11" in page
        assert "Christmas Day" in client.get(f"{LIST}/{row.id}?month=2026-12").text
        assert "?month=2026-11" in client.get(f"{LIST}/{row.id}?month=nonsense").text
    assert f"{LIST}/{row.id}/change" not in page


def test_who_may_not_change_calendars_is_refused(cast, row):
    anna = browser(cast.anna)
    for path in ("new", f"{row.id}/change", f"{row.id}/default", f"{row.id}/retirement", f"{row.id}/return"):
        assert anna.post(f"{LIST}/{path}", FORM).status_code == 403, path
    assert browser(cast.clara).get(LIST).status_code == 404
    assert browser(cast.clara).get("/desk/sla/calculator").status_code == 404
    assert calendar_for(SYSTEM, row.id).name == "Oslo"


def test_default_retirement_and_return(cast, row):
    vera = browser(cast.vera)
    other = add_calendar(SYSTEM, definition=oslo(name="Other"))
    vera.post(f"{LIST}/{other.id}/default")
    vera.post(f"{LIST}/{row.id}/retirement")
    assert (calendar_for(SYSTEM, other.id).is_default, calendar_for(SYSTEM, row.id).is_active) == (True, False)
    refused = vera.post(f"{LIST}/{other.id}/retirement")
    assert refused.status_code == 422 and "default calendar" in refused.text
    assert calendar_for(SYSTEM, other.id).is_active
    vera.post(f"{LIST}/{row.id}/return")
    assert calendar_for(SYSTEM, row.id).is_active


def test_the_calculator_says_when_and_why(cast, row):
    asked = {"calendar": row.id, "start": "2026-12-23T15:00", "minutes": "600", "pause_from": "2026-12-23T15:30",
             "pause_to": "2026-12-23T16:00", "pause_reason": "parts"}  # fmt: skip
    page = browser(cast.anna).get("/desk/sla/calculator", asked).text
    assert "Due Mon, 28 Dec 2026 08:30" in page
    for words in ("paused: parts", "holiday: Christmas Day", "outside hours", "10\u00a0h\u00a000"):
        assert words in page


@pytest.mark.parametrize(
    ("values", "field"),
    [({"minutes": "many"}, "id_minutes-error"), ({"minutes": "9" * 17}, "id_minutes-error"),
     ({"start": "soon"}, "id_start-error"), ({"pause_from": "2026-01-01T10:00", "pause_to": ""}, "no moment")],
)  # fmt: skip
def test_the_calculator_refuses_beside_the_field(cast, row, values, field):
    asked = {"calendar": row.id, "start": "2026-03-02T09:00", "minutes": "60"}
    response = browser(cast.anna).get("/desk/sla/calculator", asked | values)
    assert response.status_code == 422
    assert field in response.text
