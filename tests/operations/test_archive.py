"""Archives that are no backup of ours are refused whole, before anything is placed: names that lead out, links."""

from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tuki.operations.archive import Writer
from tuki.operations.manifest import DamagedBackup, Manifest
from tuki.operations.unpacking import unpack


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "files/../../outside", "tables/../x.copy", "database.sqlite3/x", "files/abc"]
)
def test_a_name_that_leads_out_refuses_the_whole_archive(tmp_path: Path, name: str):
    stream = io.BytesIO()
    writer = Writer(stream)
    writer.add_bytes(name, b"evil")
    writer.close(_manifest(writer))
    refused(stream.getvalue(), tmp_path)
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_links_and_devices_refuse_the_whole_archive(tmp_path: Path, kind: bytes):
    stream = io.BytesIO()
    writer = Writer(stream)
    member = tarfile.TarInfo("database.sqlite3")
    member.type, member.linkname = kind, "/etc/passwd"
    writer._tar.addfile(member)
    writer.close(_manifest(writer))
    refused(stream.getvalue(), tmp_path)


def test_what_the_manifest_does_not_name_isrefused(tmp_path: Path):
    stream = io.BytesIO()
    writer = Writer(stream)
    writer.add_bytes("database.sqlite3", b"one")
    manifest = _manifest(writer)
    writer.add_bytes("secret.key", b"two")
    writer.close(manifest)
    refused(stream.getvalue(), tmp_path)


def _manifest(writer: Writer) -> Manifest:
    return Manifest(
        version="0",
        engine="sqlite",
        made_at=datetime.now(UTC),
        key_ids=["k"],
        has_key=False,
        migrations=[],
        tables={},
        members=dict(writer.members),
        missing_files=[],
    )


def refused(content: bytes, folder: Path) -> None:
    damaged = folder / "damaged.tar.gz"
    damaged.write_bytes(content)
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    with pytest.raises(DamagedBackup):
        unpack(damaged, unpacked, lambda what, done, total: None)
