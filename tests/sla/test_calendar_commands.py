"""Calendars of the desk: who changes them, what is announced and refused, and that versions lead back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tests.commands import run_command
from tests.sla.calendars import DAYS, oslo
from tuki.kernel.actors import system
from tuki.kernel.refusals import Invalid, NotFound, Refusal, Refused
from tuki.kernel.versions import restore_version, versions_of
from tuki.sla.commands.calendars import (
    add_calendar,
    add_default_calendar,
    bring_back_calendar,
    change_calendar,
    make_calendar_default,
    retire_calendar,
)
from tuki.sla.models import Calendar
from tuki.sla.queries import calendar_for, calendar_named, calendars, calendars_visible_to, default_calendar

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


def test_adding_makes_the_first_one_the_default(cast):
    vera = cast.actor(cast.vera)
    row = run_command(cast, add_calendar, vera, definition=oslo(), announces=["calendar.added", "setting.changed"])
    other = add_calendar(vera, definition=oslo(name="Second"))
    assert default_calendar().id == row.id
    assert not calendar_for(vera, other.id).is_default


def test_changing_keeps_a_version_that_leads_back(cast):
    vera = cast.actor(cast.vera)
    row = add_calendar(SYSTEM, definition=oslo())
    change = {"definition": oslo(name="Fjord", zone="Europe/Berlin")}
    run_command(cast, change_calendar, vera, row.id, **change, announces=["setting.changed"])
    run_command(cast, change_calendar, vera, row.id, **change, announces=[])
    assert calendar_for(vera, row.id).definition.zone == "Europe/Berlin"
    restore_version(vera, "calendar", row.id, number=1)
    assert calendar_for(vera, row.id).definition == oslo()
    assert [each.number for each in versions_of(vera, "calendar", row.id)] == [3, 2, 1]


def test_what_is_kept_has_one_form(cast):
    row = add_calendar(
        SYSTEM,
        definition=oslo(
            name="  Oslo \n ",
            week={"tue": [("13:00", "17:00"), ("08:00", "13:00")], "mon": []},
            exceptions={"2026-12-24": [], "12-31": [("08:00", "00:00")]},
            removed_holidays=["2026-05-17", "2026-05-01", "2026-05-01"],
        ),
    )
    known = calendar_for(SYSTEM, row.id).definition
    assert known.name == "Oslo"
    assert known.week == {"tue": [("08:00", "17:00")]}
    assert known.exceptions == {"12-31": [("08:00", "24:00")], "2026-12-24": []}
    assert known.removed_holidays == ["2026-05-01", "2026-05-17"]


def test_the_default_is_chosen_and_cannot_be_retired(cast):
    vera = cast.actor(cast.vera)
    first, second = (add_calendar(SYSTEM, definition=oslo(name=name)) for name in ("One", "Two"))
    run_command(cast, make_calendar_default, vera, second.id, announces=["calendar.made_default"])
    run_command(cast, make_calendar_default, vera, second.id, announces=[])
    assert default_calendar().id == second.id
    with pytest.raises(Refused, match="default_calendar"):
        retire_calendar(vera, second.id)
    run_command(cast, retire_calendar, vera, first.id, announces=["calendar.retired"])
    with pytest.raises(Refused, match="calendar_retired"):
        make_calendar_default(vera, first.id)
    run_command(cast, bring_back_calendar, vera, first.id, announces=["calendar.brought_back"])
    assert calendar_for(vera, first.id).is_active


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"name": " "}, "required", "name"),
        ({"name": "Taken"}, "name_taken", "name"),
        ({"zone": "Mars/Olympus"}, "bad_zone", "zone"),
        ({"week": {}}, "no_hours", "week"),
        ({"week": {"mon": [("17:00", "08:00")]}}, "bad_interval", "week.mon"),
        ({"week": {"someday": []}}, "bad_weekday", "week"),
        ({"country": "XX"}, "unknown_country", "country"),
        ({"region": "ZZ"}, "unknown_region", "region"),
        ({"country": "", "region": "BY"}, "unknown_region", "region"),
        ({"exceptions": {"soon": []}}, "bad_date", "exceptions"),
        ({"exceptions": {"12-24": [("8", "9")]}}, "bad_time", "exceptions.12-24"),
        ({"added_holidays": {"2026-13-01": "x"}}, "bad_date", "added_holidays"),
        ({"removed_holidays": ["x"]}, "bad_date", "removed_holidays"),
    ],
)
def test_nonsense_is_refused_with_its_place(cast, values, code, field):
    add_calendar(SYSTEM, definition=oslo(name="Taken"))
    with pytest.raises(Invalid) as refused:
        add_calendar(SYSTEM, definition=oslo(**values))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.sentence
    assert Calendar.objects.count() == 1


def test_every_desk_begins_with_office_hours_in_its_zone_and_language(cast):
    add_default_calendar(SYSTEM, zone="Europe/Oslo", language="nb")
    add_default_calendar(SYSTEM, zone="Asia/Tokyo", language="en")
    (known,) = calendars().values()
    assert (known.definition.zone, known.is_default, sorted(known.definition.week)) == (
        "Europe/Oslo",
        True,
        sorted(DAYS),
    )
    assert known.worktime.between(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)) == timedelta(
        hours=8
    )


def test_contacts_see_no_calendar(cast):
    row = add_calendar(SYSTEM, definition=oslo())
    assert [each.id for each in calendars_visible_to(cast.actor(cast.anna))] == [row.id]
    for person in (cast.clara, cast.dmitri):
        with pytest.raises(NotFound):
            calendar_for(cast.actor(person), row.id)
        with pytest.raises(NotFound):
            calendar_named(cast.actor(person), "Oslo")


def test_equal_definitions_share_what_was_worked_out(cast):
    add_calendar(SYSTEM, definition=oslo())
    assert default_calendar().worktime is calendar_named(SYSTEM, "Oslo").worktime


def test_sentences_name_the_calendar_in_the_readers_language(cast):
    with translation.override("ru"):
        sentence = Refusal("default_calendar").sentence
    assert "календар" in sentence
