"""Reads a table: its shape and words, and its rows case by case in the order of their openings."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from tuki.channels.email.reading.charsets import decode_text
from tuki.imports.mapping import DATE_FORMATS, ISO, ColumnMapping
from tuki.kernel.refusals import Invalid

LARGEST_BYTES = 512 * 1024 * 1024  # unpacked
MOST_COLUMNS = 300
MOST_WORDS = 60  # of a column whose words are translated
LONGEST_CELL = 200_000
_GZIP = b"\x1f\x8b"


class Shape(msgspec.Struct, frozen=True):
    """How a table looks: the names of its columns, its first rows, how many rows, and what parts its cells."""

    header: list[str]
    sample: list[list[str]]
    row_count: int
    delimiter: str


class Row(msgspec.Struct, frozen=True):
    """One row: its number in the file (the header is 1), the time it speaks of, and field → text."""

    number: int
    at: datetime
    values: dict[str, str]


class Case(msgspec.Struct, frozen=True):
    """All rows of one case in the order of their times. `fault` says why it cannot be brought in."""

    key: str
    opened_at: datetime | None
    rows: list[Row]
    fault: str = ""


def unpacked(content: bytes) -> str:
    """The text of a table, unpacked when it is packed by gzip; refuses `table_too_large`, `table_unreadable`."""
    if content[:2] == _GZIP:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
                content = stream.read(LARGEST_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            raise Invalid("table_unreadable", field="file") from None
    if len(content) > LARGEST_BYTES:
        raise Invalid("table_too_large", field="file")
    if b"\0" in content[:LONGEST_CELL] and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid("table_unreadable", field="file")
    return decode_text(content)[0]


def shape_of(text: str) -> Shape:
    """Refuses `table_unreadable` when there is no header and row, or too many columns."""
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    header = next(rows, [])
    sample: list[list[str]] = []
    count = 0
    for row in rows:
        count += 1
        if len(sample) < 5:
            sample.append(row)
    if not sample or not 2 <= len(header) <= MOST_COLUMNS:
        raise Invalid("table_unreadable", field="file")
    return Shape(header, sample, count, delimiter)


def words_in(text: str, delimiter: str, column: int) -> list[str]:
    """The different words of a column, the most frequent first."""
    rows = _rows(text, delimiter)
    next(rows, None)
    counted = Counter(row[column].strip() for row in rows if column < len(row))
    return [word for word, _count in counted.most_common(MOST_WORDS) if word]


def guessed_date_format(values: Sequence[str]) -> str:
    """The first format that reads all of these times; day before month where both would do. The usual one if none."""
    given = [value.strip() for value in values if value.strip()]
    for form in DATE_FORMATS:
        if given and all(_time(value, form, UTC) for value in given):
            return form
    return DATE_FORMATS[1]


def sort_into(path: Path, text: str, mapping: ColumnMapping) -> int:
    """Sorts the rows of a table by case into a database of its own on disk; gives the number of cases.

    So a table larger than the memory can be brought in, and a run that goes on does not read all of it again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(beside)) as store:
        store.execute("PRAGMA synchronous = OFF")  # it can be made again from the table at any time
        store.execute("CREATE TABLE part (key TEXT, number INTEGER, at REAL, opened REAL, fault TEXT, cells TEXT)")
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


def cases_in(path: Path, *, beginning: int = 0, most: int = 50) -> list[Case]:
    """Sorted cases in the order of their openings (then of their keys), from the place `beginning`, counted from 0."""
    with closing(sqlite3.connect(path)) as store:
        ordered = store.execute(
            "SELECT part.key, number, at, opened, fault, cells FROM opening JOIN part ON part.key = opening.key"
            " WHERE place > ? AND place <= ? ORDER BY place, at, number",
            [beginning, beginning + most],
        )
        return [_case(key, list(parts)) for key, parts in groupby(ordered, key=lambda part: part[0])]


Part = tuple[str, int, float | None, float | None, str, str]


def _parts(text: str, mapping: ColumnMapping) -> Iterator[Part]:
    rows = _rows(text, mapping.delimiter)
    next(rows, None)
    zone = ZoneInfo(mapping.zone)
    for number, row in enumerate(rows, start=2):
        values = {field: _cell(row, columns, mapping) for field, columns in mapping.columns.items()}
        if not (key := values.pop("key")[:120]):
            continue
        opened, at = values.pop("opened_at", ""), values.pop("row_at", "")
        times = [_moment(each, mapping.date_format, zone) for each in (opened, at or opened)]
        fault = "" if all(times) else f"{number}: {(opened if times[0] is None else at)[:60]}"
        yield key, number, times[1], times[0], fault, msgspec.json.encode(values).decode()


def _case(key: str, parts: list[tuple]) -> Case:
    fault = next((part[4] for part in parts if part[4]), "")
    rows = [
        Row(number, _aware(at or 0), msgspec.json.decode(cells, type=dict[str, str]))
        for _key, number, at, _opened, _fault, cells in parts
    ]
    opened = min((part[3] for part in parts if part[3] is not None), default=None)
    return Case(key, None if opened is None else _aware(opened), rows, fault)


def _aware(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _cell(row: Sequence[str], columns: Sequence[int], mapping: ColumnMapping) -> str:
    cells = (row[column].strip()[:LONGEST_CELL] for column in columns if column < len(row))
    return " · ".join(cell for cell in cells if cell and cell not in mapping.empty)


def _moment(value: str, form: str, zone: ZoneInfo) -> float | None:
    """Seconds since 1970; None when it is no time in this format, or one that no desk can have seen."""
    moment = _time(value, form, zone)
    return None if moment is None or not 1970 <= moment.year <= 2200 else moment.timestamp()


def _time(value: str, form: str, zone: tzinfo) -> datetime | None:
    try:
        if form != ISO:
            return datetime.strptime(value, form).replace(tzinfo=zone)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LARGEST_BYTES)
    try:
        yield from (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)
    except csv.Error:
        raise Invalid("table_unreadable", field="file") from None


def _delimiter(text: str) -> str:
    line = text.partition("\n")[0]
    return max(",;\t|", key=line.count)
