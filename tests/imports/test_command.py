"""`tuki import`: checked first, brought in once, gone on with, and wrong use explained."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.imports.tables import SMALL, begun
from tuki.cli.__main__ import main
from tuki.imports.commands.running import start_import
from tuki.imports.models import ImportedCase, TableImport
from tuki.kernel.jobs.running import run_due
from tuki.kernel.models import StoredFile
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db
Said = tuple[int, str, str]
RUSSIAN = """Номер;Статус;Создан;Тема
1;Новая;05.03.2026 09:00;Принтер
1;Решена;05.03.2026 09:00;Принтер
2;Ждём;06.03.2026 09:00;Почта
"""


@pytest.fixture
def tuki(cast: Cast, tmp_path: Path, capsys) -> Callable[..., Said]:
    """Runs `tuki import` on a table: its exit code, what it printed and what it said."""

    def run(content: str, *more: str, source: str = "Old desk", department: str = "Support") -> Said:
        table = tmp_path / "old.csv"
        table.write_text(content, encoding="utf-8")
        try:
            code = main(["import", str(table), "--source", source, "--department", department, *more])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_table_comes_in_once_without_a_worker(tuki):
    code, _, said = tuki(SMALL)
    assert code == 0 and "2 tickets opened, 0 went on, 0 known already, 0 set aside." in said
    assert "Number of the case   key                number" in said
    assert Ticket.objects.count() == 2 and TableImport.objects.get().state == "done"
    code, _, said = tuki(SMALL)
    assert code == 0 and "0 tickets opened, 0 went on, 2 known already, 0 set aside." in said
    assert (Ticket.objects.count(), TableImport.objects.count()) == (2, 1)


def test_a_check_tells_and_changes_nothing(tuki):
    code, printed, _ = tuki(RUSSIAN, "--check")
    assert code == 0
    assert "status: Ждём (1)" in printed
    assert "2 cases: 2 new or longer, 0 known, 0 faulty." in printed
    assert "  2026-03-05 09:00 status: completed" in printed
    assert not (Ticket.objects.exists() or TableImport.objects.exists() or StoredFile.objects.exists())


def test_a_mapping_is_written_corrected_and_read(tuki, tmp_path):
    mapping = tmp_path / "mapping.toml"
    assert tuki(RUSSIAN, "--check", "--save-mapping", str(mapping))[0] == 0
    text = mapping.read_text(encoding="utf-8")
    assert 'key = "Номер"' in text and '"Решена" = "completed"' in text
    corrected = text.replace('"Решена" = "completed"', '"Решена" = "completed"\n"Ждём" = "information_needed"')
    mapping.write_text(corrected.replace('zone = "UTC"', 'zone = "Europe/Moscow"'), encoding="utf-8")
    code, _, said = tuki(RUSSIAN, "--mapping", str(mapping))
    assert code == 0, said
    second = ImportedCase.objects.get(key="2").ticket
    assert (second.status_id, second.opened_at.hour) == ("information_needed", 6)


def test_columns_with_one_name_are_told_apart(tuki, tmp_path):
    mapping = tmp_path / "mapping.toml"
    twice = "number,opened_at,category,category\nA,2026-03-05 09:00:00,Hardware,Printer\n"
    tuki(twice, "--check", "--save-mapping", str(mapping))
    mapping.write_text(mapping.read_text().replace('category = "category"', "category = 3"))
    assert tuki(twice, "--mapping", str(mapping))[0] == 0
    assert ImportedCase.objects.get().ticket.category.name == "Printer"
    tuki(twice, "--check", "--mapping", str(mapping), "--save-mapping", str(mapping))
    assert "category = 3\n" in mapping.read_text()


def test_it_goes_on_where_a_stopped_worker_ended(tuki, cast):
    run = begun(cast, SMALL.encode())
    start_import(cast.actor(cast.vera), run.id)
    assert tuki(SMALL)[0] == 0
    run.refresh_from_db()
    assert (run.state, run.opened_count, TableImport.objects.count()) == ("done", 2, 1)
    run_due("slow")
    assert Ticket.objects.count() == 2


def test_what_was_set_aside_is_told(tuki):
    code, _, said = tuki(SMALL + "A-9,New,soon,,Olga,,,3,x\n,New,2026-03-02 09:00:00,,Olga,,,3,x\n")
    assert code == os.EX_DATAERR and "2 tickets opened" in said
    assert "set aside: A-9: The time in row 7 cannot be read: soon" in said
    assert "set aside: #8: There is no number in row 8" in said


@pytest.mark.parametrize(
    ("content", "more", "code", "words"),
    [
        (SMALL, ("--department", "Sales"), os.EX_USAGE, "known: Billing, Support"),
        ("nothing", (), os.EX_DATAERR, "no table with a header"),
        ("a,b\n1,2\n", (), os.EX_DATAERR, "key: Say which column this is."),
        (SMALL, ("--mapping", "/nowhere/at/all"), os.EX_NOINPUT, "No such file"),
        (SMALL, ("--nonsense",), os.EX_USAGE, "unrecognized"),
    ],
)
def test_what_makes_no_sense_is_explained(tuki, content, more, code, words):
    ended, _, said = tuki(content, *more)
    assert (ended, words in said) == (code, True), said
    assert not Ticket.objects.exists() and not TableImport.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = 1", "columns"),
        ("[columns]\nkey = 'nonsense'\nopened_at = 'opened_at'", "key: The table has no such column."),
        ("[columns]\nkey = 'number'\nopened_at = 'opened_at'\n[more]", "more"),
        ("[columns]\nkey = 'number'\nopened_at = 'opened_at'\nstatus = 'state'\n[values.status]\nNew = 'nowhere'",
         "values.status: The desk does not know this value."),
        ("[[[", "mapping.toml"),
    ],
)  # fmt: skip
def test_a_mapping_without_sense_is_explained(tuki, tmp_path, text, words):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text)
    code, _, said = tuki(SMALL, "--mapping", str(mapping))
    assert (code, words in said) == (os.EX_DATAERR, True), said
    assert not TableImport.objects.exists()
