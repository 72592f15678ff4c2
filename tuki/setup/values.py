"""What may stand in a single value of `desk.toml`: each check gives a complaint, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tuki.assignment.definition import AssignmentDefinition
from tuki.catalogue.priorities import read_matrix
from tuki.channels.email.accounts.providers import PROVIDERS
from tuki.channels.email.mailboxes.address import read_after, read_mailbox_url
from tuki.channels.email.outgoing.server import HOURLY_LIMIT, read_smtp_url
from tuki.channels.email.outgoing.texts import LANGUAGES, PLACEHOLDERS
from tuki.kernel.permissions import permissions
from tuki.kernel.refusals import Refusal
from tuki.people.access import EVERYTHING
from tuki.people.addresses import FREE_MAIL, ascii_domain, is_address
from tuki.people.commands.insisting import is_zone
from tuki.people.models import Standing
from tuki.sla.definition import as_refusals
from tuki.sla.policies.definition import TARGETS
from tuki.sla.worktime import read_calendar, read_holidays, read_week

Check = Callable[[Any], str | None]

SHORTEST_PASSWORD = SHORTEST_TOKEN = 5
LONGEST_TOKEN = 512


def address(value: str) -> str | None:
    """A mail address."""
    return None if is_address(value) else f"{value!r} is no mail address; write it like name@example.org"


def addresses(value: list[str]) -> str | None:
    """Several mail addresses."""
    return next((complaint for each in value if (complaint := address(each))), None)


def domains(value: list[str]) -> str | None:
    """Domains of an organisation."""
    for each in value:
        name = ascii_domain(each)
        if not is_address(f"x@{name}") or "." not in name:
            return f"{each!r} is no domain; write it like example.org"
        if name in FREE_MAIL:
            return f"anybody can have an address at {each}, so it cannot stand for an organisation; leave it out"
    return None


def prefix(value: str) -> str | None:
    """The beginning of ticket numbers."""
    is_good = value.isascii() and value.isalnum() and len(value) <= 12
    return None if is_good else f"{value!r} is no prefix; take up to 12 Latin letters and digits"


def language(value: str) -> str | None:
    """A language in which the desk has texts."""
    return None if value in LANGUAGES else f"there are no texts in {value!r}; take one of {', '.join(LANGUAGES)}"


def time_zone(value: str) -> str | None:
    """A name of the time zone database."""
    return None if is_zone(value) else f"{value!r} is no time zone; write it like Europe/Helsinki"


def password(value: str) -> str | None:
    """A password that the operator chose: not the first one that everybody would try."""
    if len(value) < SHORTEST_PASSWORD or len(set(value)) < 3 or value.lower() in ("password", "12345678"):
        return f"the password is too weak; take at least {SHORTEST_PASSWORD} characters, not a common word"
    return None


def token(value: str) -> str | None:
    """The value of an API token."""
    if not SHORTEST_TOKEN <= len(value) <= LONGEST_TOKEN or not value.isascii() or not value.isprintable():
        return f"the token is too weak; take {SHORTEST_TOKEN} to {LONGEST_TOKEN} ASCII characters"
    if " " in value:
        return "the token holds a space, which no program can send; take another one"
    return None


def imap(value: str) -> str | None:
    """The address of a mailbox."""
    return _refused(read_mailbox_url, value)


def after(value: str) -> str | None:
    """What happens to a mail on the server."""
    return _refused(read_after, value)


def smtp(value: str) -> str | None:
    """The address of the server through which mail leaves."""
    return _refused(read_smtp_url, value)


def mail_provider(value: str) -> str | None:
    """A provider of mail accounts."""
    return None if value in PROVIDERS else f"there is no provider {value!r}; take one of {', '.join(PROVIDERS)}"


def between(least: int, most: int) -> Check:
    """A whole number within limits."""
    return lambda value: None if least <= value <= most else f"{value} is not between {least} and {most}; correct it"


def permission_codes(value: list[str]) -> str | None:
    """Declared permissions, or `*` for all."""
    unknown = [each for each in value if each != EVERYTHING and each not in permissions()]
    return f"there is no permission {unknown[0]!r}; take some of {', '.join(permissions())}" if unknown else None


def template_code(value: str) -> str | None:
    """A text that the desk writes by itself."""
    return None if value in PLACEHOLDERS else f"there is no text {value!r}; take one of {', '.join(PLACEHOLDERS)}"


def standing(value: str) -> str | None:
    """Whether a customer tries or pays."""
    return None if value in Standing.values else f'{value!r} is no standing; write "trial", "paying" or nothing'


def names(value: list[str]) -> str | None:
    """Names in other languages."""
    for each in value:
        code, colon, name = each.partition(":")
        if not colon or code.strip() not in LANGUAGES or not name.strip():
            return f'{each!r} is no name in a language; write it like "ru: Принтеры"'
    return None


def texts_by_language(value: dict[str, Any]) -> str | None:
    """Texts of a reply template."""
    for code, text in value.items():
        if code not in LANGUAGES or not isinstance(text, str):
            return f'{code!r} is no language with a text; write them like {{ en = "Hello", ru = "Привет" }}'
    return None


def matrix_rows(value: list[str]) -> str | None:
    """The rows of a priority matrix."""
    try:
        read_matrix([[int(number) for number in row.split()] for row in value])
    except ValueError:
        return (
            "these are no priorities; write five rows (urgency from very high to none) of five numbers from 1 to 4"
            ' (impact from major to none), like "1 1 2 2 3"'
        )
    return None


def levels(value: dict[str, Any]) -> str | None:
    """Skills of an agent with their levels."""
    wrong = next((each for each in value.values() if each not in (1, 2, 3)), None)
    return None if wrong is None else f"{wrong!r} is no level; write 1 (knows it), 2 (experienced) or 3 (expert)"


_NAMED = ("skills", "calendar")  # of an assignment: what names others, known once the whole file is


def assignment(value: dict[str, Any]) -> str | None:
    """How a team's tickets find their agent."""
    try:
        msgspec.convert({name: each for name, each in value.items() if name not in _NAMED}, AssignmentDefinition)
    except msgspec.ValidationError as error:
        return f"{error}; docs/assignment.md says what may stand there"
    return None


def promises(value: dict[str, Any]) -> str | None:
    """What a policy promises, by kind of promise."""
    wrong = next((code for code in value if code not in TARGETS), None)
    if wrong is not None:
        return f"{wrong!r} is no promise; write one of {', '.join(TARGETS)}"
    for given in value.values():
        minutes = given.get("minutes") if isinstance(given, dict) else given
        if not isinstance(minutes, list) or len(minutes) != 4 or not all(type(each) is int for each in minutes):
            return "write four numbers of working minutes for priorities 1 to 4, 0 for none: [30, 60, 240, 480]"
    return None


def week(value: dict[str, Any]) -> str | None:
    """The hours of weekdays."""
    return _worktime(lambda: read_week(value))


def exceptions(value: dict[str, Any]) -> str | None:
    """The hours of single dates."""
    return _worktime(lambda: read_calendar(zone="UTC", week={}, exceptions=value))


def named_days(value: dict[str, Any]) -> str | None:
    """Dates with a name."""
    wrong = next((each for each in value.values() if not isinstance(each, str)), None)
    return _worktime(lambda: read_holidays(value)) if wrong is None else f"{wrong!r} is no name; write it in quotes"


def days(value: list[str]) -> str | None:
    """Dates."""
    return _worktime(lambda: read_holidays(value))


def _worktime(read: Callable[[], object]) -> str | None:
    try:
        with as_refusals():
            read()
    except Refusal as refusal:
        return refusal.sentence
    return None


def _refused(read: Callable[[str], object], value: str) -> str | None:
    try:
        read(value)
    except Refusal as refusal:
        return refusal.sentence
    return None


__all__ = ["HOURLY_LIMIT", "Check"]
