"""The events of a calendar part (RFC 5545, RFC 5546), as plain data."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.mail import CalendarEvent

_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^=:;]+=(?:"[^"]*"|[^;:"]*))*):(.*)', re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")
_TEXT_CHARACTERS = 500_000
_Properties = dict[str, tuple[str, str]]


def read_calendar(text: str) -> tuple[CalendarEvent, ...]:
    """The first 20 events of a calendar text; lines that cannot be read are passed over."""
    events: list[CalendarEvent] = []
    method = ""
    block: _Properties | None = None
    nested = 0
    for line in _FOLD.sub("", text[:_TEXT_CHARACTERS]).split("\n"):
        match = _LINE.match(line.strip())
        if match is None:
            continue
        name, value = match[1].upper(), match[3].strip()
        if block is None:
            if name == "METHOD":
                method = value.upper()[:50]
            elif name == "BEGIN" and value.upper() == "VEVENT":
                block, nested = {}, 0
        elif name == "BEGIN":
            nested += 1  # an alarm within the event has its own summary
        elif name == "END" and nested:
            nested -= 1
        elif name == "END":
            events.append(_event(method, block))
            block = None
            if len(events) >= limits.CALENDAR_EVENTS:
                break
        elif not nested:
            block.setdefault(name, (match[2], value))
    return tuple(events)


def _event(method: str, properties: _Properties) -> CalendarEvent:
    start, all_day = _moment(*properties.get("DTSTART", ("", "")))
    end, _ = _moment(*properties.get("DTEND", ("", "")))
    if end is None and start is not None and "DURATION" in properties:
        end = _add_duration(start, properties["DURATION"][1])
    return CalendarEvent(
        method=method,
        uid=_text(properties, "UID"),
        summary=_text(properties, "SUMMARY"),
        start=start,
        end=end,
        all_day=all_day,
        location=_text(properties, "LOCATION"),
        organiser=_organiser(properties),
    )


def _text(properties: _Properties, name: str) -> str:
    value = properties.get(name, ("", ""))[1]
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)[:2_000].strip()


def _organiser(properties: _Properties) -> str:
    return re.sub(r"^mailto:", "", _text(properties, "ORGANIZER"), flags=re.IGNORECASE)


def _moment(parameters: str, value: str) -> tuple[datetime | None, bool]:
    """The moment of a DATE-TIME or DATE value and whether it is a day; unknown zones leave it naive."""
    try:
        if re.fullmatch(r"\d{8}", value):
            return datetime.strptime(value, "%Y%m%d"), True  # noqa: DTZ007 - a day has no zone
        moment = datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - zone follows below
        if value.endswith("Z"):
            return moment.replace(tzinfo=UTC), False
        zone = re.search(r";TZID=\"?([A-Za-z0-9_+/-]{1,60})\"?", parameters, re.IGNORECASE)
        return (moment.replace(tzinfo=ZoneInfo(zone[1])) if zone else moment), False
    except (ValueError, OSError, KeyError):
        return _naive(value), False


def _naive(value: str) -> datetime | None:
    try:
        return datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone is unknown to us
    except ValueError:
        return None


def _add_duration(start: datetime, value: str) -> datetime | None:
    match = _DURATION.match(value)
    if match is None:
        return None
    try:
        weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (OverflowError, ValueError):
        return None
