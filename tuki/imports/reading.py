"""Reads a table: its shape, its words, its cells and times."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from tuki.channels.email.reading.charsets import decode_text
from tuki.imports.mapping import DATE_FORMATS, DELIMITERS, ISO, ColumnMapping
from tuki.kernel.refusals import Invalid

LARGEST_BYTES = 500_000_000  # unpacked
MOST_COLUMNS = 300
MOST_WORDS = 60  # of a column whose words are translated
MOST_TIMES = 3000  # that are looked at to see how times are written
LONGEST_CELL = 200_000
_GZIP = b"\x1f\x8b"


class Shape(msgspec.Struct, frozen=True):
    """How a table looks: the names of its columns, its first rows, how many rows, and what parts its cells."""

    header: list[str]
    sample: list[list[str]]
    row_count: int
    delimiter: str


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
    rows = rows_in(text, delimiter)
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


def words_in(text: str, delimiter: str, columns: Collection[int]) -> dict[int, Counter[str]]:
    """The different words of each of these columns with how often they stand there; reads the table once."""
    counted: dict[int, Counter[str]] = {column: Counter() for column in columns}
    rows = rows_in(text, delimiter)
    next(rows, None)
    for row in rows:
        for column, counter in counted.items():
            if column < len(row) and (word := row[column].strip()):
                counter[word] += 1
    return counted


def most_frequent(words: Counter[str]) -> list[str]:
    """Those that a person is asked about, the most frequent first."""
    return [word for word, _count in words.most_common(MOST_WORDS)]


def guessed_date_format(values: Collection[str]) -> str:
    """The format that reads most of these times, some thousand of them at most: a few that nobody can read do not hide
    how the others are written. Day before month where both would do. The usual one if none."""
    given = list(values)[:: len(values) // MOST_TIMES + 1]
    best, fewest = DATE_FORMATS[1], len(given)
    for form in DATE_FORMATS:
        if (unread := _unread(given, form, fewest)) < fewest:
            best, fewest = form, unread
    return best


def _unread(values: Sequence[str], form: str, enough: int) -> int:
    """How many times the format does not read; counts no further than `enough`."""
    return sum(1 for _each in islice((value for value in values if not _time(value, form, UTC)), enough))


def cell(row: Sequence[str], columns: Sequence[int], mapping: ColumnMapping) -> str:
    """What stands in these columns of a row, joined; words that stand for nothing are left out."""
    cells = (row[column].replace("\0", "").strip()[:LONGEST_CELL] for column in columns if column < len(row))
    return " · ".join(cell for cell in cells if cell and cell not in mapping.empty)


def moment(value: str, form: str, zone: ZoneInfo) -> float | None:
    """Seconds since 1970; None when it is no time in this format, or one that no desk can have seen."""
    read = _time(value, form, zone)
    return None if read is None or not 1970 <= read.year <= 2200 else read.timestamp()


def _time(value: str, form: str, zone: tzinfo) -> datetime | None:
    try:
        if form != ISO:
            return datetime.strptime(value, form).replace(tzinfo=zone)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def rows_in(text: str, delimiter: str) -> Iterator[list[str]]:
    """Its rows that are not empty, the header first; refuses `table_unreadable` where it comes to that."""
    csv.field_size_limit(LARGEST_BYTES)
    try:
        yield from (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)
    except csv.Error:
        raise Invalid("table_unreadable", field="file") from None


def _delimiter(text: str) -> str:
    line = text.partition("\n")[0]
    return max(DELIMITERS, key=line.count)
