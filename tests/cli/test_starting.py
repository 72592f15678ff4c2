"""Commands that need a desk say so where there is none, and starting one again changes nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.files import DESK
from tuki.operations.digests import digest_tables
from tuki.setup.applying import apply_content
from tuki.setup.commands.begin import begin_desk
from tuki.setup.complaints import Nonsense

ROOT = Path(__file__).resolve().parents[2]


def tuki(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs one command in a process of its own, with no setting but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUKI_")}
    environment = {**kept, "TUKI_HOME": str(home), **settings}
    command = [sys.executable, "-m", "tuki.cli", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("digest",),
        ("backup", "desk.tar.gz"),
        ("mail", "import", "mails", "--department", "Support"),
        ("import", "table.csv", "--source", "old", "--department", "Support"),
    ],
    ids=lambda words: words[0],
)
def test_without_a_desk_one_line_says_so(tmp_path: Path, words: tuple[str, ...]):
    done = tuki(tmp_path / "empty", *words)
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith("tuki: TUKI_HOME: no desk of this release is there.")
    assert done.stderr.endswith(" Nothing was done.\n")
    assert done.stderr.count("\n") == 1


def test_while_the_database_is_away_one_line_says_so(tmp_path: Path):
    done = tuki(tmp_path / "home", "digest", TUKI_DATABASE_URL="postgres://nobody:x@127.0.0.1:1/none")
    assert done.returncode == 69
    assert done.stderr.startswith("tuki: TUKI_DATABASE_URL: the database does not answer: ")
    assert done.stderr.count("\n") == 1


def test_setup_prints_its_link_on_a_machine_that_never_served(tmp_path: Path):
    done = tuki(tmp_path, "setup", "--home", str(tmp_path / "new"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "/setup/" in done.stdout
    assert (tmp_path / "new" / "secret.key").exists()


def test_starting_again_and_applying_nonsense_change_no_row(db: None):
    begin_desk()
    apply_content(DESK.encode(), "desk.toml")
    begin_desk()
    before = digest_tables()
    begin_desk()
    with pytest.raises(Nonsense):
        apply_content(DESK.replace('role = "administrator"', 'role = "god"').encode(), "desk.toml")
    assert digest_tables() == before
