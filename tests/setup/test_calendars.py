"""Calendars in desk.toml, in the example, and the one that every desk begins with."""

from __future__ import annotations

import pytest

from tests.setup.files import DESK
from tuki.kernel.models import EventRow
from tuki.setup.applying import apply_content
from tuki.setup.commands.begin import begin_desk
from tuki.setup.complaints import Nonsense
from tuki.setup.exporting import export_desk
from tuki.sla.models import Calendar
from tuki.sla.queries import calendars, default_calendar

pytestmark = pytest.mark.usefixtures("empty_desk")

CALENDAR = """
[[calendar]]
name = "Oslo"
zone = "Europe/Oslo"
country = "NO"
default = true
week = { mon = [["08:00", "12:00"], ["13:00", "17:00"]], tue = [["08:00", "17:00"]] }
exceptions = { "12-24" = [["08:00", "12:00"]], "2026-05-15" = [] }
added_holidays = { "2026-06-19" = "Sommerfest" }
removed_holidays = ["2026-05-01"]

[[calendar]]
name = "24×7"
zone = "UTC"
active = false
[calendar.week]
mon = [["00:00", "24:00"]]
"""


def _apply(text: str) -> list[str]:
    return apply_content(text.encode(), "desk.toml")


def test_a_file_brings_calendars_and_its_export_changes_nothing():
    told = _apply(DESK + CALENDAR)
    assert "added the calendar Oslo" in told
    found = {each.name: each for each in calendars().values()}
    assert default_calendar().name == "Oslo"
    assert set(found) == {"Oslo", "24×7"}
    assert not found["24×7"].is_active
    assert found["Oslo"].definition.exceptions == {"12-24": [("08:00", "12:00")], "2026-05-15": []}
    before = EventRow.objects.count()
    assert _apply(DESK + CALENDAR) == []
    assert apply_content(export_desk().encode(), "export.toml") == []
    assert EventRow.objects.count() == before


def test_what_a_file_does_not_say_stays():
    _apply(DESK + CALENDAR)
    _apply('[[calendar]]\nname = "Oslo"\nzone = "Europe/Berlin"\nweek = { sat = [["10:00", "12:00"]] }\n')
    known = default_calendar().definition
    assert (known.zone, known.country, known.week) == ("Europe/Berlin", "NO", {"sat": [("10:00", "12:00")]})


@pytest.mark.parametrize(
    ("piece", "instead", "words"),
    [
        ('["08:00", "17:00"]', '["17:00", "08:00"]', "17:00–08:00: hours are a beginning and a later end"),
        ('zone = "UTC"', 'zone = "Europe/Atlantis"', "'Europe/Atlantis' is no time zone"),
        ('"12-24" = [["08:00", "12:00"]]', '"12-34" = []', "2000-12-34 is no date"),
        ('country = "NO"', 'country = "XX"', "no public holidays known for the country XX"),
        ('"Sommerfest"', "7", "7 is no name"),
        ('["2026-05-01"]', '["1 May"]', "1 May is no date"),
        ('name = "24×7"', 'name = "Oslo"', "this calendar stands on line"),
        ("active = false", "default = true\nactive = false", "This is the default calendar"),
        ('{ mon = [["08:00", "12:00"]', '{ sun = [], moon = [["08:00", "12:00"]', "moon is no weekday"),
    ],
)
def test_nonsense_is_told_with_its_line_and_nothing_is_done(piece, instead, words):
    assert piece in CALENDAR
    with pytest.raises(Nonsense) as refused:
        _apply(DESK + CALENDAR.replace(piece, instead))
    assert words in str(refused.value)
    assert not Calendar.objects.exists()


def test_a_desk_without_calendars_begins_with_office_hours_in_the_zone_of_its_brand():
    begin_desk()
    assert not Calendar.objects.exists()
    _apply(DESK.replace('language = "en"', 'language = "en"\ntime_zone = "Europe/Oslo"'))
    known = default_calendar().definition
    assert (known.name, known.zone, known.country) == ("Office hours", "Europe/Oslo", "")
    begin_desk()
    assert Calendar.objects.count() == 1
