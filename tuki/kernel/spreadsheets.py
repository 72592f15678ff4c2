"""Cells for spreadsheets: a value from a stranger must never start a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol

# Formula starters in half and full width, behind white space and characters that programs overlook.
_FORMULA = re.compile(
    r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff'\"]*[=+\-@|%＝＋－＠﹢﹣﹦﹫−–—]"
)
_LEADING_CONTROL = re.compile(r"[\t\r\n\x00]")
_CONTROLS = {code: "" for code in range(0x20) if chr(code) not in "\t\r\n"}

Cell = str | int | float | Decimal | date | datetime | time | bool | None


class Output(Protocol):
    """What a table can be written to: a text file, an HTTP response."""

    def write(self, text: str, /) -> object:
        """Adds the text."""


def safe_cell(value: Cell) -> str | int | float | Decimal:
    """The value for a cell of CSV, TSV or XLSX: numbers stay numbers, dates become ISO 8601, and a text
    that a spreadsheet could take for a formula gets an apostrophe in front, which makes it text (OWASP, CSV
    injection)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    starts_badly = _LEADING_CONTROL.match(value) or _FORMULA.match(value)
    text = value.translate(_CONTROLS)
    return f"'{text}" if starts_badly else text


def write_csv(stream: Output, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ",") -> None:
    """Write a table (RFC 4180) row by row. Every cell is quoted, so that no other delimiter splits it in a
    program with another language setting. Open the stream with `newline=""`, and as `utf-8-sig` for
    Excel."""
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
