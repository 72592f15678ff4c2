"""What the columns and words of a table are taken to mean before a person has said so."""

from __future__ import annotations

import pytest

from tuki.imports.proposing import read_table
from tuki.imports.reading import guessed_date_format

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["29/2/2016 01:16", "1/3/2016 02:00"], "%d/%m/%Y %H:%M"),
        (["01/02/2016 01:16", "01/29/2016 02:00"], "%m/%d/%Y %H:%M"),
        (["01/02/2016 01:16", "02/03/2016 02:00"], "%d/%m/%Y %H:%M"),
        (["1/29/2016 1:16 PM"], "%m/%d/%Y %I:%M %p"),
        (["2016-01-29T01:16:00Z", "2016-01-29T01:16:00+02:00"], "ISO 8601"),
        (["29.01.2016 01:16:09"], "%d.%m.%Y %H:%M:%S"),
        (["31.02.2016 10:00", "03.08.2016 09:00", "yesterday", "04.08.2016 10:00"], "%d.%m.%Y %H:%M"),
        (["yesterday"], "%Y-%m-%d %H:%M:%S"),
        ([], "%Y-%m-%d %H:%M:%S"),
    ],
)
def test_how_times_are_written(times, expected):
    assert guessed_date_format(times) == expected


@pytest.mark.parametrize(
    "header",
    [
        "Номер;Открыто;Изменено;Статус;Исполнитель",
        "Nummer;Åpnet;Endret;Status;Ansvarlig",
        "Numero;Avattu;Muutettu;Tila;Käsittelijä",
    ],
)
def test_columns_in_the_languages_of_the_desk(cast, header):
    rows = "X-1;03.08.2026 09:00;03.08.2026 12:00;;\nX-2;31.02.2026 10:00;04.08.2026 10:00;;\n"
    mapping = read_table(f"{header}\n{rows}".encode()).mapping
    assert mapping.columns == {"key": [0], "opened_at": [1], "row_at": [2], "status": [3], "assignee": [4]}
    assert mapping.date_format == "%d.%m.%Y %H:%M"


def test_the_day_is_found_far_down_in_the_table(cast):
    rows = [f"{number},{number % 12 + 1:02}/{number % 28 + 1:02}/2016 10:00" for number in range(400)]
    mapping = read_table("\n".join(["number,created", *rows]).encode()).mapping
    assert mapping.date_format == "%m/%d/%Y %H:%M"


@pytest.mark.parametrize(
    ("field", "header", "word", "code"),
    [
        ("status", "Статус", "Решена", "completed"),
        ("status", "Status", "Under arbeid", "in_progress"),
        ("status", "Tila", "Suljettu", "closed"),
        ("status", "State", "Awaiting Vendor", "external_processing"),
        ("priority", "Priority", "2 - High", "2"),
        ("priority", "Приоритет", "Критический", "1"),
    ],
)
def test_words_in_four_languages(cast, field, header, word, code):
    table = read_table(f"id;created;{header}\n1;2026-03-01 10:00:00;{word}\n".encode())
    assert table.mapping.values[field] == {word: code}
