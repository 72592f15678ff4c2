"""G14: a backup taken under load, restored into an empty place, is the same; damaged ones are refused."""

from __future__ import annotations

import random
import shutil
import threading
from pathlib import Path

import pytest

from tests.kills.mails import Mail, send_all
from tests.operations.test_archive import refused
from tests.serving import Desk, prepared, serving, wait_until
from tuki.operations.archive import read_archive

# Real processes, whatever database the other tests run on: once is enough.
pytestmark = pytest.mark.kill


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Path]:
    """A desk with mail in it that is stopped now, and a backup that was made while mail came in."""
    folder = tmp_path_factory.mktemp("backup")
    with serving(folder / "home") as desk:
        sending = threading.Thread(target=send_all, args=(desk, [Mail(number) for number in range(60)]))
        sending.start()
        assert wait_until(lambda: len(desk.all_of("/tickets")) > 5)
        done = desk.tuki("backup", str(folder / "desk.tar.gz"))
        sending.join()
    assert done.returncode == 0, done.stderr
    return desk, folder / "desk.tar.gz"


def test_the_restored_desk_is_the_one_that_was_saved(backup: tuple[Desk, Path], tmp_path: Path):
    source, archive = backup
    place = tmp_path / "home"
    place.mkdir()
    shutil.copy(source.home / "secret.key", place)
    done = source.tuki("restore", str(archive), "--home", str(place))
    assert done.returncode == 0, done.stderr
    manifest = read_archive(archive)
    restored = source.tuki("digest", "--files", "--home", str(place)).stdout.splitlines()
    found = {line.split(maxsplit=2)[2]: line.split()[0] for line in restored}
    assert {name: found[name] for name in manifest.tables} == {
        name: each.digest for name, each in manifest.tables.items()
    }
    assert manifest.tables["tickets_ticket"].count > 5
    assert manifest.missing_files == []
    stored = {path.name for path in (place / "files").rglob("*") if path.is_file()}
    assert stored == {name.removeprefix("files/") for name in manifest.members if name.startswith("files/")}


def test_a_restored_desk_works_and_sends_nothing_by_itself(backup: tuple[Desk, Path], tmp_path: Path):
    source, archive = backup
    desk = prepared(tmp_path / "home")
    shutil.rmtree(desk.home)
    desk.home.mkdir()
    shutil.copy(source.home / "secret.key", desk.home)
    assert desk.tuki("restore", str(archive), "--home", str(desk.home)).returncode == 0
    try:
        desk.start()
        assert len(desk.all_of("/tickets")) > 5
        assert desk.api("GET", "/search?q=request")["items"]
        found = desk.tuki("doctor", "--json").stdout
    finally:
        desk.kill()
    assert "outgoing_paused" in found


def test_a_place_that_is_used_and_a_key_that_is_missing_are_refused(backup: tuple[Desk, Path], tmp_path: Path):
    source, archive = backup
    used = source.tuki("restore", str(archive), "--home", str(source.home))
    keyless = source.tuki("restore", str(archive), "--home", str(tmp_path / "keyless"))
    assert (used.returncode, keyless.returncode) == (1, 1)
    assert "not empty" in used.stderr
    assert "secret key" in keyless.stderr
    assert list((tmp_path / "keyless").iterdir()) == []


def test_another_key_is_refused(backup: tuple[Desk, Path], tmp_path: Path):
    source, archive = backup
    other = prepared(tmp_path / "other")
    (tmp_path / "place").mkdir()
    shutil.copy(other.home / "secret.key", tmp_path / "place")
    done = source.tuki("restore", str(archive), "--home", str(tmp_path / "place"))
    assert done.returncode == 1
    assert "belongs to the secret key" in done.stderr
    assert [path.name for path in (tmp_path / "place").iterdir()] == ["secret.key"]


def test_with_the_key_inside_nothing_else_is_needed(backup: tuple[Desk, Path], tmp_path: Path):
    source, _ = backup
    assert source.tuki("backup", "--with-key", str(tmp_path / "all.tar.gz")).returncode == 0
    done = source.tuki("restore", str(tmp_path / "all.tar.gz"), "--home", str(tmp_path / "place"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "place" / "secret.key").read_bytes() == (source.home / "secret.key").read_bytes()
    assert (tmp_path / "place" / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("seed", range(20))
def test_a_flipped_bit_is_found_before_anything_is_touched(backup: tuple[Desk, Path], tmp_path: Path, seed: int):
    content = bytearray(backup[1].read_bytes())
    chance = random.Random(seed)
    place = chance.randrange(len(content)) if seed else 4
    content[place] ^= 1 << chance.randrange(8)
    refused(bytes(content), tmp_path)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_off_backup_is_refused(backup: tuple[Desk, Path], tmp_path: Path, share: float):
    content = backup[1].read_bytes()
    refused(content[: int(len(content) * share)], tmp_path)
