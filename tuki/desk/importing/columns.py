"""The form that says what the columns of a table mean: a row for each column, and its words beside their codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from django.http import QueryDict

from tuki.desk.settings.pages import zones
from tuki.imports.mapping import CODED, DATE_FORMATS, FIELDS, ISO, NEEDED, ColumnMapping
from tuki.imports.models import TableImport
from tuki.imports.proposing import code_names
from tuki.imports.queries import Table, mapping_of, table_of
from tuki.imports.wording import FIELD_NAMES

FLAGS = ("makes_teams", "makes_categories", "makes_agents")
_MOMENT = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
NAMED = 12  # of what would be added


class Column(NamedTuple):
    """A column: its place, its name, what stands in it in the first rows, and the field that it says."""

    place: int
    name: str
    sample: list[str]
    field: str


class WordList(NamedTuple):
    """The words of a coded field: word and how often; the codes; word → code; how many say something."""

    field: str
    name: str
    words: list[tuple[int, str, int]]
    codes: list[tuple[str, str]]
    chosen: Mapping[str, str]
    translated: int


def given_mapping(post: QueryDict, run: TableImport) -> ColumnMapping:
    """The mapping as it was typed; what makes no sense is refused by the command."""
    before = mapping_of(run)
    columns: dict[str, list[int]] = {}
    for place in range(len(run.header)):
        if (field := post.get(f"column-{place}", "")) in FIELDS:
            columns.setdefault(field, []).append(place)
    return msgspec.structs.replace(
        before,
        columns=columns,
        values={field: _words(post, field) for field in CODED if columns.get(field)},
        date_format=post.get("date_format", before.date_format),
        zone=post.get("zone", before.zone),
        **{flag: post.get(flag) == "1" for flag in FLAGS},
    )


def mapping_context(post: QueryDict | None, run: TableImport) -> dict[str, Any]:
    """What the form shows: the mapping as it is, or as it was typed when something in it was refused."""
    mapping = given_mapping(post, run) if post is not None else mapping_of(run)
    table = table_of(run, mapping)
    making = table.making
    return {
        "mapping": mapping,
        "columns": _columns(run, mapping, table),
        "fields": [(field, FIELD_NAMES[field]) for field in FIELDS],
        "words": _word_lists(mapping, table),
        "formats": [(each, _as_written(each)) for each in DATE_FORMATS],
        "zones": zones(),
        "missing": [FIELD_NAMES[field] for field in NEEDED if not mapping.columns.get(field)],
        "making": making,
        "added": {flag: _named(names) for flag, names in
                  zip(FLAGS, (making.teams, making.categories, making.agents), strict=True)},
    }  # fmt: skip


def _as_written(date_format: str) -> str:
    """A moment that shows which part is the day."""
    return _MOMENT.isoformat() if date_format == ISO else _MOMENT.strftime(date_format)


def _columns(run: TableImport, mapping: ColumnMapping, table: Table) -> list[Column]:
    says = {place: field for field, places in mapping.columns.items() for place in places}
    return [
        Column(place, name, _sample(table.sample, place), says.get(place, "")) for place, name in enumerate(run.header)
    ]


def _sample(rows: list[list[str]], place: int) -> list[str]:
    """The different cells of the first rows."""
    return list(dict.fromkeys(cell for row in rows if place < len(row) and (cell := row[place].strip())))


def _word_lists(mapping: ColumnMapping, table: Table) -> list[WordList]:
    codes, found = code_names(), []
    for field, counts in table.words.items():
        chosen = mapping.values.get(field, {})
        words = [
            (place, word, count) for place, (word, count) in enumerate(counts.items()) if word not in mapping.empty
        ]
        translated = sum(word in chosen for _place, word, _count in words)
        found.append(WordList(field, str(FIELD_NAMES[field]), words, list(codes[field].items()), chosen, translated))
    return found


def _named(names: list[str]) -> str:
    """How many, and the most frequent of them."""
    return f"{len(names)}: {', '.join(names[:NAMED])}{' …' if len(names) > NAMED else ''}" if names else "0"


def _words(post: QueryDict, field: str) -> dict[str, str]:
    """Word → code: the word stands in a hidden field beside its choice."""
    prefix = f"word-{field}-"
    places = [name.removeprefix(prefix) for name in post if name.startswith(prefix)]
    return {post[f"{prefix}{place}"]: code for place in places if (code := post.get(f"value-{field}-{place}"))}
