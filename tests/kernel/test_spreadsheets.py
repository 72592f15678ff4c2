"""No cell of an export starts a formula."""

import csv
import io
import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.kernel.inert import SECURITY, naughty_strings, payload_lines
from tuki.kernel.spreadsheets import safe_cell, write_csv

STARTERS = tuple("=+-@\t\r\n|＝＋－＠–—")


def payloads() -> list[str]:
    text = (SECURITY / "payloads" / "csv-injection" / "payloads.md").read_text()
    return [line.strip() for line in text.split("\n")] + naughty_strings() + payload_lines("xss")


def exported(rows: list[list], delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    write_csv(stream, ["a"] * len(rows[0]), rows, delimiter=delimiter)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_payload_starts_a_formula(delimiter: str) -> None:
    rows = [[payload, f" {payload}", f"\ufeff{payload}", f"\x00{payload}"] for payload in payloads()]
    read = list(csv.reader(io.StringIO(exported(rows, delimiter), newline=""), delimiter=delimiter))
    assert len(read) == len(rows) + 1
    for row in read:
        for cell in row:
            assert not cell.lstrip(" \ufeff\u200b\xa0").startswith(STARTERS)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        " =1",
        "'=1",
        '"=1',
        "\u200b=1",
        "\x00=1",
        "-",
    ],
)
def test_formulas_become_text(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")


@pytest.mark.parametrize("text", ["", "a", "a=b", "1-2", "Müller & Co", "5 + 5", "字", "a\nb", "(=x)"])
def test_ordinary_text_stays(text: str) -> None:
    assert safe_cell(text) == text


def test_values_keep_their_kind() -> None:
    assert safe_cell(-5) == -5
    assert safe_cell(Decimal("-1.50")) == Decimal("-1.50")
    assert math.isclose(float(safe_cell(-0.5)), -0.5)
    assert safe_cell(None) == ""
    assert safe_cell(True) == "true"
    assert safe_cell(date(2026, 3, 1)) == "2026-03-01"
    assert safe_cell(datetime(2026, 3, 1, 12, tzinfo=UTC)) == "2026-03-01T12:00:00+00:00"


def test_every_cell_is_quoted_so_that_no_other_delimiter_splits_it() -> None:
    assert exported([["a;=1+1", 'say "hi"', -5]]).split("\r\n")[1] == '"a;=1+1","say ""hi""","-5"'
