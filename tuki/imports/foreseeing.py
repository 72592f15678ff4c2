"""What an import would make, before anything is brought in; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from tuki.imports.mapping import ColumnMapping
from tuki.imports.models import ImportedCase
from tuki.imports.sorting import Case, SortedCases, sort_into
from tuki.imports.unfolding import Story, unfolded

SHOWN = 3
_AT_ONCE = 500


class Foreseen(msgspec.Struct):
    """How many cases the table has, how many of them are known already with all their rows, which cannot be brought
    in, and the stories of the first ones by key."""

    case_count: int
    known_count: int
    faulty: list[Case]
    stories: dict[str, Story]


def foreseen(text: str, mapping: ColumnMapping, source: str) -> Foreseen:
    """Sorts the whole table and compares it with what came from this source before: some seconds per 100,000 rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "sorted.sqlite3")
        found = Foreseen(sort_into(path, text, mapping), 0, [], {})
        with SortedCases(path) as store:
            for beginning in range(0, found.case_count, _AT_ONCE):
                _look_at(found, store.some(beginning=beginning, most=_AT_ONCE), mapping, source)
    return found


def _look_at(found: Foreseen, cases: Sequence[Case], mapping: ColumnMapping, source: str) -> None:
    sound = [case for case in cases if case.fault is None]
    found.faulty += [case for case in cases if case.fault is not None]
    found.known_count += _known(sound, source)
    for case in sound[: SHOWN - len(found.stories)]:
        found.stories[case.key] = unfolded(case, mapping)


def _known(cases: Sequence[Case], source: str) -> int:
    rows = ImportedCase.objects.filter(source=source, key__in=[case.key for case in cases])
    played = dict(rows.values_list("key", "played_rows"))
    return sum(played.get(case.key, 0) >= len(case.rows) for case in cases)
