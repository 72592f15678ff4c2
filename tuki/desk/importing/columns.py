"""The form that says what the columns of a table mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import QueryDict

from tuki.catalogue.queries import kind_names
from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.desk.settings.pages import zones
from tuki.imports.mapping import CODED, DATE_FORMATS, FIELDS, SEVERAL, ColumnMapping
from tuki.imports.models import TableImport
from tuki.imports.queries import mapping_of, table_of
from tuki.imports.wording import FIELD_NAMES
from tuki.tickets.queries.workflow import resolution_names, status_names
from tuki.tickets.wording.names import PRIORITY_NAMES

FLAGS = ("makes_teams", "makes_categories", "makes_agents")


def given_mapping(post: QueryDict, run: TableImport) -> ColumnMapping:
    """The mapping as it was typed; what makes no sense is refused by the command."""
    before = mapping_of(run)
    columns = {field: [int(each) for each in post.getlist(f"column-{field}") if each.isdecimal()] for field in FIELDS}
    return msgspec.structs.replace(
        before,
        columns={field: chosen for field, chosen in columns.items() if chosen},
        values={field: _words(post, field) for field in CODED if columns.get(field)},
        date_format=post.get("date_format", before.date_format),
        zone=post.get("zone", before.zone),
        **{flag: post.get(flag) == "1" for flag in FLAGS},
    )


def mapping_context(post: QueryDict | None, run: TableImport) -> dict[str, Any]:
    """What the form shows: the mapping as it is, or as it was typed when something in it was refused."""
    table = table_of(run)
    mapping = given_mapping(post, run) if post is not None else mapping_of(run)
    codes = _codes()
    return {
        "mapping": mapping,
        "header": list(enumerate(table.shape.header)),
        "sample": table.shape.sample,
        "fields": [(field, FIELD_NAMES[field], field in SEVERAL) for field in FIELDS],
        "words": [
            (
                field,
                FIELD_NAMES[field],
                list(enumerate(words)),
                list(codes[field].items()),
                mapping.values.get(field, {}),
            )
            for field, words in table.words.items()
        ],
        "formats": [(each, each) for each in DATE_FORMATS],
        "zones": zones(),
        "flags": FLAGS,
    }


def _words(post: QueryDict, field: str) -> dict[str, str]:
    """Word → code: the word stands in a hidden field beside its choice."""
    found: dict[str, str] = {}
    place = 0
    while (word := post.get(f"word-{field}-{place}")) is not None:
        if code := post.get(f"value-{field}-{place}"):
            found[word] = code
        place += 1
    return found


def _codes() -> Mapping[str, Mapping[str, str]]:
    return {
        "status": status_names(),
        "priority": {str(level): str(name) for level, name in PRIORITY_NAMES.items()},
        "urgency": {str(level): str(name) for level, name in URGENCY_NAMES.items()},
        "impact": {str(level): str(name) for level, name in IMPACT_NAMES.items()},
        "kind": kind_names(),
        "resolution": resolution_names(),
    }
