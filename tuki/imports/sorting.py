"""The rows of a table, sorted by case in a database of their own on disk, and read case by case."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tuki.imports.mapping import ColumnMapping
from tuki.imports.reading import cell, moment, rows_in


class Row(msgspec.Struct, frozen=True):
    """One row: its number in the file (the header is 1), the time it speaks of, and field → text."""

    number: int
    at: datetime
    values: dict[str, str]


class Fault(msgspec.Struct, frozen=True):
    """Why a case cannot be brought in: the code of a refusal, and what fills its sentence."""

    code: str
    details: dict[str, Any] = {}


class Case(msgspec.Struct, frozen=True):
    """All rows of one case in the order of their times. `fault`: it cannot be brought in."""

    key: str
    opened_at: datetime | None
    rows: list[Row]
    fault: Fault | None = None


def sort_into(path: Path, text: str, mapping: ColumnMapping) -> int:
    """Sorts the rows of a table by case into a database of its own on disk; gives the number of cases.

    So a run that goes on does not read all of the table again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.new")  # another process may sort the same table
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(beside)) as store:
        store.execute("PRAGMA synchronous = OFF")  # it can be made again from the table at any time
        store.execute("CREATE TABLE part (key TEXT, number INTEGER, at REAL, opened REAL, fault BLOB, cells BLOB)")
        store.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)", _parts(text, mapping))
        store.execute(
            "CREATE TABLE opening AS SELECT row_number() OVER (ORDER BY min(opened), key) AS place, key"
            " FROM part GROUP BY key"
        )
        store.execute("CREATE INDEX opening_at ON opening (place)")
        store.execute("CREATE INDEX part_of ON part (key, at, number)")
        store.commit()
        count = store.execute("SELECT count(*) FROM opening").fetchone()[0]
    beside.replace(path)
    return count


class SortedCases:
    """Cases in the order of their openings, then of their keys; read while it is open, even if the file goes."""

    def __init__(self, path: Path) -> None:
        self._store = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)

    def __enter__(self) -> SortedCases:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def some(self, *, beginning: int = 0, most: int = 50) -> list[Case]:
        """From the place `beginning`, counted from 0; none when there are no more."""
        ordered = self._store.execute(
            "SELECT part.key, number, at, opened, fault, cells FROM opening JOIN part ON part.key = opening.key"
            " WHERE place > ? AND place <= ? ORDER BY place, at, number",
            [beginning, beginning + most],
        )
        return [_case(key, list(parts)) for key, parts in groupby(ordered, key=lambda part: part[0])]


Part = tuple[str, int, float | None, float | None, bytes | None, bytes]
_ENCODER = msgspec.json.Encoder()
_VALUES = msgspec.json.Decoder(dict[str, str])


def _parts(text: str, mapping: ColumnMapping) -> Iterator[Part]:
    rows = rows_in(text, mapping.delimiter)
    next(rows, None)
    zone = ZoneInfo(mapping.zone)
    for number, row in enumerate(rows, start=2):
        values = {field: cell(row, columns, mapping) for field, columns in mapping.columns.items()}
        key, opened, at = values.pop("key")[:120], values.pop("opened_at", ""), values.pop("row_at", "")
        times = [moment(each, mapping.date_format, zone) for each in (opened, at or opened)]
        fault = None
        if not key:
            key, fault = f"#{number}", Fault("case_without_number", {"row": number})
        elif None in times:
            fault = Fault("case_time_unreadable", {"row": number, "text": (opened if times[0] is None else at)[:60]})
        yield key, number, times[1], times[0], fault and _ENCODER.encode(fault), _ENCODER.encode(values)


def _case(key: str, parts: list[tuple]) -> Case:
    fault = next((msgspec.json.decode(part[4], type=Fault) for part in parts if part[4]), None)
    rows = [Row(number, _aware(at or 0), _VALUES.decode(cells)) for _key, number, at, _opened, _fault, cells in parts]
    opened = min((part[3] for part in parts if part[3] is not None), default=None)
    return Case(key, None if opened is None else _aware(opened), rows, fault)


def _aware(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
