"""Bytes that no row names are removed after a day, and never those of an upload on its way."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tuki.kernel import files
from tuki.kernel.models import StoredFile
from tuki.operations import sweeping
from tuki.operations.examination import examine
from tuki.operations.sweeping import ASIDE, UNTOUCHED_SECONDS, Swept, sweep_files, unnamed_files

pytestmark = pytest.mark.django_db
LONG_AGO = time.time() - UNTOUCHED_SECONDS - 60


@pytest.fixture(autouse=True)
def place(settings, tmp_path) -> Iterator[Path]:
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def written(content: bytes, *, touched: float = LONG_AGO) -> Path:
    (one,) = files.write_all([content])
    path = files.path_of(one.digest)
    os.utime(path, (touched, touched))
    return path


def test_only_what_no_row_names_and_nobody_touched_goes():
    orphan, fresh = written(b"orphan"), written(b"fresh", touched=time.time())
    kept = files.path_of(files.store(b"kept").digest)
    os.utime(kept, (LONG_AGO, LONG_AGO))
    half = orphan.with_name(".new-half")
    half.write_bytes(b"half")
    os.utime(half, (LONG_AGO, LONG_AGO))
    assert unnamed_files() == Swept(1, 6)
    with capture_logs() as told:
        assert sweep_files() == Swept(1, 6)
    assert told == [{"event": "files_swept", "log_level": "info", "count": 1, "size": 6}]
    assert (orphan.exists(), half.exists(), fresh.exists(), kept.exists()) == (False, False, True, True)
    assert sweep_files() == unnamed_files() == Swept()


def test_an_upload_of_the_same_bytes_keeps_them():
    path = written(b"again")
    (one,) = files.write_all([b"again"])
    assert sweep_files() == Swept() and path.exists()
    assert files.ids_of([one]) and files.is_sound(one.digest)
    written(b"stored")
    assert files.is_sound(files.store(b"stored").digest) and sweep_files() == Swept()


@pytest.mark.parametrize("moment", ["before it is moved", "after it is moved"])
def test_an_upload_while_the_sweep_removes_finds_or_writes_its_bytes(monkeypatch, moment):
    path, rename = written(b"raced"), Path.rename

    def raced(self: Path, target: Path) -> Path:
        if moment == "before it is moved":
            files.write_all([b"raced"])
            return rename(self, target)
        moved = rename(self, target)
        files.write_all([b"raced"])
        return moved

    monkeypatch.setattr(Path, "rename", raced)
    sweep_files()
    monkeypatch.undo()
    assert path.read_bytes() == b"raced"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_bytes_that_got_their_row_meanwhile_stay(monkeypatch):
    path = written(b"named")
    monkeypatch.setattr(sweeping, "_orphans", lambda folder: [path] if folder == path.parent else [])
    StoredFile.objects.create(digest=path.name, size=5, stored_at="2026-01-01T00:00Z")
    assert sweep_files() == Swept() and path.read_bytes() == b"named"


@pytest.mark.parametrize("has_row", [True, False])
def test_what_a_killed_sweep_left_aside_is_put_back_or_goes(monkeypatch, has_row):
    path = written(b"aside")
    path.rename(path.with_name(f"{ASIDE}{path.name}"))
    if has_row:
        StoredFile.objects.create(digest=path.name, size=5, stored_at="2026-01-01T00:00Z")
    sweep_files()
    assert [each.name for each in path.parent.iterdir()] == ([path.name] if has_row else [])


def test_doctor_counts_them(cast):
    written(b"x" * 2048)
    found = {each.name: each for each in examine()}["stored files"]
    assert [(each.code, each.severity) for each in found.problems] == [("files_unnamed", "warning")]
    assert str(found.problems[0].sentence).startswith("1 files (2.0\xa0KB) belong to nothing any more.")
