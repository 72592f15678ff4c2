"""What the columns of a table mean, as data, and a first guess at it from their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from zoneinfo import available_timezones

import msgspec

from tuki.kernel.refusals import Invalid

# What a column may mean. A case needs its key and the time of its opening.
FIELDS = (
    "key", "opened_at", "row_at", "subject", "text", "status", "priority", "urgency", "impact", "category", "kind",
    "requester", "requester_address", "assignee", "team", "resolution", "channel", "tags",
)  # fmt: skip
NEEDED = ("key", "opened_at")
# Fields whose values are codes of this desk, so that the source's words need translating.
CODED = ("status", "priority", "urgency", "impact", "kind", "resolution")
SEVERAL = ("subject", "text", "tags")

DELIMITERS = (",", ";", "\t", "|")
ISO = "ISO 8601"  # with an offset or without
DATE_FORMATS = (
    ISO, "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p",
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M",
    "%Y/%m/%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M",
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y",
)  # fmt: skip

_NAMES: dict[str, tuple[str, ...]] = {
    "key": ("number", "case id", "ticket id", "ticket number", "incident", "id", "номер", "nummer", "numero"),
    "opened_at": (
        "opened_at",
        "opened",
        "created_at",
        "created",
        "создан",
        "создано",
        "открыт",
        "открыто",
        "дата создания",
        "дата открытия",
        "opprettet",
        "åpnet",
        "luotu",
        "avattu",
    ),
    "row_at": (
        "sys_updated_at",
        "updated_at",
        "updated",
        "complete timestamp",
        "timestamp",
        "обновлен",
        "обновлён",
        "обновлено",
        "изменено",
        "дата изменения",
        "дата обновления",
        "oppdatert",
        "endret",
        "päivitetty",
        "muutettu",
    ),
    "subject": ("subject", "short_description", "title", "summary", "тема", "emne", "otsikko"),
    "text": ("description", "text", "body", "описание", "beskrivelse", "kuvaus"),
    "status": ("status", "state", "incident_state", "ident_state", "activity", "статус", "tila"),
    "priority": ("priority", "приоритет", "prioritet", "prioriteetti"),
    "urgency": ("urgency", "срочность", "hastegrad", "hast", "kiireellisyys"),
    "impact": ("impact", "влияние", "innvirkning", "vaikutus"),
    "category": ("category", "категория", "kategori", "kategoria"),
    "kind": ("type", "kind", "request_type", "тип"),
    "requester": ("caller_id", "caller", "requester", "customer", "reporter", "заявитель", "innmelder", "ilmoittaja"),
    "requester_address": ("email", "requester email", "caller_email", "e-mail", "почта", "epost"),
    "assignee": ("assigned_to", "assignee", "owner", "resource", "исполнитель", "ansvarlig", "käsittelijä"),
    "team": ("assignment_group", "group", "team", "workgroup", "queue", "группа", "gruppe", "ryhmä", "tiimi"),
    "resolution": ("closed_code", "close_code", "resolution", "решение", "løsning", "ratkaisu"),
    "channel": ("contact_type", "channel", "source", "канал", "kanal"),
    "tags": ("tags", "labels", "метки", "merker"),
}
_STATUS_WORDS = {
    "new": "new", "open": "new", "assigned": "assigned", "active": "in_progress", "in progress": "in_progress",
    "work in progress": "in_progress", "awaiting user info": "information_needed",
    "awaiting evidence": "information_needed", "on hold": "information_needed", "pending": "information_needed",
    "awaiting vendor": "external_processing", "awaiting problem": "external_processing",
    "resolved": "completed", "solved": "completed", "completed": "completed", "closed": "closed", "cancelled": "closed",
    "reopened": "in_progress",
    "новый": "new", "новая": "new", "новое": "new", "открыта": "new", "открыт": "new",
    "назначен": "assigned", "назначена": "assigned", "назначено": "assigned",
    "в работе": "in_progress", "ожидание": "information_needed", "ждём заявителя": "information_needed",
    "ждем заявителя": "information_needed", "решён": "completed", "решен": "completed", "решена": "completed",
    "решено": "completed", "выполнен": "completed", "выполнена": "completed", "выполнено": "completed",
    "закрыт": "closed", "закрыта": "closed", "закрыто": "closed", "отменена": "closed", "отменено": "closed",
    "ny": "new", "åpen": "new", "tildelt": "assigned", "under arbeid": "in_progress", "pågår": "in_progress",
    "på vent": "information_needed", "venter på bruker": "information_needed", "løst": "completed",
    "lukket": "closed", "avbrutt": "closed",
    "uusi": "new", "avoin": "new", "työn alla": "in_progress", "odottaa": "information_needed",
    "ratkaistu": "completed", "suljettu": "closed", "peruttu": "closed",
}  # fmt: skip


class ColumnMapping(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns mean what. `columns`: field → positions of the columns, counted from 0; several are joined.

    `values`: field → word of the source → code of this desk. `zone` is that of times without an offset. `empty` are
    words that stand for nothing. `makes_teams`, `makes_categories`, `makes_agents`: what the source names and the
    desk does not know is added (agents as former ones, who cannot sign in); otherwise it is left out.
    """

    columns: dict[str, list[int]] = {}
    values: dict[str, dict[str, str]] = {}
    date_format: str = "%Y-%m-%d %H:%M:%S"
    zone: str = "UTC"
    delimiter: str = ","
    empty: tuple[str, ...] = ("?", "-", "NULL", "null", "N/A")
    makes_teams: bool = True
    makes_categories: bool = True
    makes_agents: bool = False


def guessed_columns(header: Sequence[str]) -> dict[str, list[int]]:
    """Field → column, from the names of the columns; the first column that is called so."""
    called = [re.sub(r"[\s_]+", " ", name).strip().casefold() for name in header]
    found: dict[str, list[int]] = {}
    for field, names in _NAMES.items():
        for name in names:
            if (wanted := name.replace("_", " ")) in called:
                found[field] = [called.index(wanted)]
                break
    return found


def guessed_values(field: str, words: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Codes of this desk for words of the source: by the desk's own `names` for them (in lower case), by usual words
    for a status, by the digit with which a level begins."""
    found = {word: code for word in words if (code := names.get(word.strip().casefold()))}
    if field == "status":
        found |= {word: code for word in words if (code := _STATUS_WORDS.get(word.strip().casefold()))}
    if field in ("priority", "urgency", "impact"):
        digits = ((word, re.match(r"\s*([1-5])\b", word)) for word in words)
        found |= {word: match[1] for word, match in digits if match}
    return found


def placed(columns: Mapping[str, Sequence[int | str]], header: Sequence[str]) -> dict[str, list[int]]:
    """Field → positions, of columns that are given by name or position; refuses `unknown_column`."""
    return {
        field: [each if isinstance(each, int) else _place(each, header, field) for each in given]
        for field, given in columns.items()
        if given
    }


def _place(name: str, header: Sequence[str], field: str) -> int:
    if name not in header:
        raise Invalid("unknown_column", field=field)
    return header.index(name)


def check_mapping(mapping: ColumnMapping, width: int, *, codes: Mapping[str, frozenset[str]]) -> None:
    """Refuses by its place what makes no sense: `column_needed`, `unknown_column`, `one_column_only`, `unknown_value`,
    `unknown_date_format`, `unknown_zone`, `invalid`."""
    for field in NEEDED:
        if not mapping.columns.get(field):
            raise Invalid("column_needed", field=field)
    for field, columns in mapping.columns.items():
        if field not in FIELDS or not all(0 <= column < width for column in columns):
            raise Invalid("unknown_column", field=field)
        if len(columns) > 1 and field not in SEVERAL:
            raise Invalid("one_column_only", field=field)
    if mapping.date_format not in DATE_FORMATS:
        raise Invalid("unknown_date_format", field="date_format")
    if mapping.zone not in available_timezones():
        raise Invalid("unknown_zone", field="zone")
    if mapping.delimiter not in DELIMITERS:
        raise Invalid("invalid", field="delimiter")
    for field, values in mapping.values.items():
        if field not in CODED or not set(values.values()) <= codes[field]:
            raise Invalid("unknown_value", field=f"values.{field}")
