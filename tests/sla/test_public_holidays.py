"""Public holidays come from the library as it is, named for the reader, with own days added and removed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from django.utils import translation

from tests.sla.calendars import oslo
from tuki.sla.definition import calendar_of, holidays_of
from tuki.sla.public_holidays import countries, has_region, public_holidays, regions


@pytest.mark.parametrize("place", ["NO", "RU", "FI", "GB", "SE", "DE", "DE-BY", "GB-SCT", "US-CA"])
@pytest.mark.parametrize("year", [2025, 2026, 2031])
def test_they_are_those_of_the_library(place, year):
    country, _dash, region = place.partition("-")
    assert set(public_holidays(country, region, year)) == {
        day for day in holidays.country_holidays(country, subdiv=region or None, years=year) if day.year == year
    }


@pytest.mark.parametrize(
    ("language", "country", "day", "name"),
    [
        ("nb", "NO", date(2026, 12, 25), "Første juledag"),
        ("en", "NO", date(2026, 12, 25), "Christmas Day"),
        ("ru", "RU", date(2026, 5, 9), "День Победы"),
        ("fi", "FI", date(2026, 1, 6), "Loppiainen"),
        ("ru", "NO", date(2026, 12, 25), "Christmas Day"),  # the library does not speak Russian about Norway
    ],
)
def test_they_are_named_in_the_readers_language_where_the_library_has_it(language, country, day, name):
    with translation.override(language):
        assert public_holidays(country, "", 2026)[day] == name
        assert calendar_of(oslo(country=country)).holiday_on(day) == name


def test_own_days_are_added_and_removed():
    definition = oslo(added_holidays={"2026-06-19": "Company day"}, removed_holidays=["2026-05-01"])
    calendar = calendar_of(definition)
    assert calendar.hours_on(date(2026, 6, 19)) == ()
    assert calendar.hours_on(date(2026, 5, 1)) != ()
    assert calendar.hours_on(date(2025, 5, 1)) == ()
    assert date(2026, 5, 1) not in holidays_of(definition, 2026)


def test_an_exception_stands_above_a_holiday_and_a_date_above_every_year():
    exceptions = {"12-25": [("10:00", "12:00")], "2027-12-25": []}
    calendar = calendar_of(oslo(exceptions=exceptions))
    assert calendar.hours_on(date(2026, 12, 25)) == ((600, 720),)
    assert calendar.hours_on(date(2027, 12, 25)) == ()
    start = datetime(2026, 12, 24, 16, tzinfo=UTC)  # 17:00 in Oslo, closed from then on
    assert calendar.add(start, timedelta(hours=1)) == datetime(2026, 12, 25, 10, tzinfo=UTC)


def test_years_that_the_library_does_not_cover_have_none():
    assert public_holidays("NO", "", 1900) == {}
    assert public_holidays("NO", "", 2150) == {}
    assert public_holidays("", "", 2026) == {}


def test_countries_and_regions_are_offered_by_name():
    with translation.override("ru"):
        assert ("NO", "Норвегия") in countries()
    assert ("BY", "Bayern") in regions("DE")
    assert regions("XX") == ()
    assert has_region("DE", "BY")
    assert not has_region("DE", "ZZ")
