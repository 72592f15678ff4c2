"""A calendar as its form gives it: hours are typed as people write them, 8–12, 13–17."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict

from tuki.kernel.refusals import Invalid
from tuki.sla.definition import CalendarDefinition, Pairs
from tuki.sla.worktime import WEEKDAYS

ONCE, YEARLY = "once", "yearly"
SPARE_ROWS, MORE_ROWS = 2, 5
_LEAP_YEAR = 2028
_RANGE = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d\d))?")
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+")
_AROUND_DASH = re.compile(r"\s*(?:-|–|—)\s*")

Given = dict[str, Any]


def read_typed_hours(text: str, *, field: str) -> Pairs:
    """Hours such as “8–12, 13:00–17:30” or “24 h”. Refuses `bad_interval`."""
    tidy = _AROUND_DASH.sub("–", text.strip().lower())
    if tidy in ("24 h", "24h", "24"):
        return [("00:00", "24:00")]
    pairs: Pairs = []
    for each in filter(None, _BETWEEN.split(tidy)):
        found = _RANGE.fullmatch(each)
        if found is None:
            raise Invalid("bad_interval", field=field, value=text)
        from_hour, from_minute, to_hour, to_minute = found.groups()
        pairs.append((f"{from_hour:0>2}:{from_minute or '00'}", f"{to_hour:0>2}:{to_minute or '00'}"))
    return pairs


def typed_hours(pairs: Pairs) -> str:
    """The inverse: 08:00–12:00, 13:00–17:00."""
    return ", ".join(f"{start}–{end}" for start, end in pairs)


def given_of(definition: CalendarDefinition, today: date) -> Given:
    """The form as it shows a calendar that is there."""
    return {
        "name": definition.name,
        "zone": definition.zone,
        "country": definition.country,
        "region": definition.region,
        "week": {day: typed_hours(definition.week.get(day, [])) for day in WEEKDAYS},
        "exceptions": _spare([_exception(day, pairs, today) for day, pairs in definition.exceptions.items()], 3),
        "added": _spare([[day, name] for day, name in definition.added_holidays.items()], 2),
        "removed": list(definition.removed_holidays),
    }


def posted_of(post: QueryDict) -> Given:
    """The form as it was typed; with `more` it gets more empty rows."""
    spare = MORE_ROWS if "more" in post else SPARE_ROWS
    exceptions = _rows(post, "exception_on", "exception_each", "exception_hours")
    return {
        **{name: post.get(name, "").strip() for name in ("name", "zone", "country", "region")},
        "week": {day: post.get(day, "").strip() for day in WEEKDAYS},
        "exceptions": _spare([each for each in exceptions if each[0]], 3, spare),
        "added": _spare([each for each in _rows(post, "added_on", "added_name") if each[0]], 2, spare),
        "removed": post.getlist("removed"),
    }


def definition_from(given: Given) -> CalendarDefinition:
    """What the form says. Refuses `bad_interval` with the field, and nothing else: the command knows the rest."""
    week = {day: read_typed_hours(text, field=day) for day, text in given["week"].items()}
    return CalendarDefinition(
        name=given["name"],
        zone=given["zone"],
        week={day: pairs for day, pairs in week.items() if pairs},
        country=given["country"],
        region=given["region"],
        exceptions={
            on[5:] if each == YEARLY and len(on) == len("2026-12-24") else on: read_typed_hours(
                hours, field="exceptions"
            )
            for on, each, hours in given["exceptions"]
            if on
        },
        added_holidays={on: name.strip() for on, name in given["added"] if on},
        removed_holidays=given["removed"],
    )


def shown_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """Refusals name the definition's fields; these are the form's."""
    return {_shown_field(field): words for field, words in errors.items()}


def _shown_field(field: str) -> str:
    head, _dot, rest = field.partition(".")
    return rest if head == "week" and rest in WEEKDAYS else head


def _exception(day: str, pairs: Pairs, today: date) -> list[str]:
    if len(day) > len("12-24"):
        return [day, ONCE, typed_hours(pairs)]
    year = _LEAP_YEAR if day == "02-29" else today.year
    return [f"{year}-{day}", YEARLY, typed_hours(pairs)]


def _rows(post: QueryDict, *names: str) -> list[list[str]]:
    columns = [[each.strip() for each in post.getlist(name)] for name in names]
    return [list(row) for row in zip(*columns, strict=False)]


def _spare(rows: list[list[str]], width: int, count: int = SPARE_ROWS) -> list[list[str]]:
    return [*rows, *([""] * width for _ in range(count))]
