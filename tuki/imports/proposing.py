"""What the columns of a table probably mean here, before a person has said so."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.conf import settings
from django.utils import translation

from tuki.catalogue.priorities import LEVELS, PRIORITIES
from tuki.catalogue.queries import active_kinds, kind_names
from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.imports.mapping import CODED, ColumnMapping, guessed_columns, guessed_values
from tuki.imports.reading import Shape, guessed_date_format, most_frequent, shape_of, unpacked, words_in
from tuki.people.queries import main_brand
from tuki.tickets.queries.workflow import resolution_names, stages, status_names
from tuki.tickets.wording.names import PRIORITY_NAMES


class Proposal(msgspec.Struct, frozen=True):
    """A table as it was read, and what its columns probably mean."""

    header: list[str]
    row_count: int
    mapping: ColumnMapping


def read_table(content: bytes) -> Proposal:
    """Reads a table before any transaction begins; refuses `table_unreadable` and `table_too_large`."""
    text = unpacked(content)
    shape = shape_of(text)
    return Proposal(shape.header, shape.row_count, proposed_mapping(text, shape))


def proposed_mapping(text: str, shape: Shape) -> ColumnMapping:
    """Columns by their names, words by what they say themselves, times by how they look, the main brand's zone."""
    columns = guessed_columns(shape.header)
    coded = {field: columns[field][0] for field in CODED if field in columns}
    times = columns.get("opened_at", [])
    words, known = words_in(text, shape.delimiter, {*coded.values(), *times}), codes_here()
    called = _codes_by_name()
    values = {
        field: {
            word: code
            for word, code in guessed_values(field, most_frequent(words[column]), called.get(field, {})).items()
            if code in known[field]
        }
        for field, column in coded.items()
    }
    brand = main_brand()
    return ColumnMapping(
        columns=columns,
        values=values,
        date_format=guessed_date_format(words[times[0]] if times else ()),
        zone=brand.time_zone if brand else "UTC",
        delimiter=shape.delimiter,
    )


def codes_here() -> dict[str, frozenset[str]]:
    """The codes of this desk into which words of a source may be translated, by field."""
    return {
        "status": frozenset(stages()),
        "priority": frozenset(str(each) for each in PRIORITIES),
        "urgency": frozenset(str(each) for each in LEVELS),
        "impact": frozenset(str(each) for each in LEVELS),
        "kind": frozenset(active_kinds()),
        "resolution": frozenset(resolution_names()),
    }


def code_names() -> Mapping[str, Mapping[str, str]]:
    """By field: code → what it is called here, in the reader's language."""
    return {
        "status": status_names(),
        "priority": {str(level): str(name) for level, name in PRIORITY_NAMES.items()},
        "urgency": {str(level): str(name) for level, name in URGENCY_NAMES.items()},
        "impact": {str(level): str(name) for level, name in IMPACT_NAMES.items()},
        "kind": kind_names(),
        "resolution": resolution_names(),
    }


def _codes_by_name() -> dict[str, dict[str, str]]:
    """By field: name in lower case → code, in every language of the desk."""
    found: dict[str, dict[str, str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for field, names in code_names().items():
                found.setdefault(field, {}).update({str(name).casefold(): code for code, name in names.items()})
    return found
