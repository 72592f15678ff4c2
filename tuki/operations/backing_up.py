"""Making a backup: one moment of the database, the files that it names, everything read again before it counts."""

from __future__ import annotations

import errno
import os
import tempfile
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tuki import __version__
from tuki.kernel import clock, files
from tuki.kernel.models import DeskValue, StoredFile
from tuki.kernel.secrets import keyring
from tuki.operations import archive, snapshots
from tuki.operations.digests import NOTES, Tell, digest_tables, say_nothing
from tuki.operations.manifest import COUNTERS, DATABASE, KEY, BackupTrouble, Manifest

LAST = f"{NOTES}backup"


class Made(msgspec.Struct, frozen=True):
    """A backup that was read again and found whole: where it is and what it holds."""

    path: str
    made_at: datetime
    size: int
    rows: int
    files: int
    missing_files: list[str]


def make_backup(path: Path, *, with_key: bool = False, tell: Tell = say_nothing) -> Made:
    """Saves everything into one file while the desk works, reads it again, and only then gives it its name.

    The secret key stays out unless `with_key`: who holds both can read every sealed password. Raises
    `BackupTrouble`; then nothing lies at `path` that was not there before.
    """
    if path.is_dir():
        raise BackupTrouble(f"{path} is a folder; name a file.")
    made_at = clock.now()
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.absolute().parent) as folder:
            beside = Path(folder, "archive")
            manifest = _write(beside, Path(folder), made_at, with_key, tell)
            tell("verify", 0, 1)
            archive.read_archive(beside)
            tell("verify", 1, 1)
            beside.replace(path)
            _sync_folder(path.absolute().parent)
    except OSError as error:
        full = " The disk is full." if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        raise BackupTrouble(f"{path} could not be written: {error.strerror or error}.{full}") from error
    made = Made(
        path=str(path.absolute()),
        made_at=made_at,
        size=path.stat().st_size,
        rows=sum(each.count for each in manifest.tables.values()),
        files=sum(name.startswith("files/") for name in manifest.members),
        missing_files=manifest.missing_files,
    )
    DeskValue.objects.update_or_create(name=LAST, defaults={"value": msgspec.json.encode(made).decode()})
    return made


def last_backup() -> Made | None:
    """The last backup that was found whole."""
    value = DeskValue.objects.filter(pk=LAST).values_list("value", flat=True).first()
    return msgspec.json.decode(value, type=Made) if value else None


def _applied_migrations() -> list[str]:
    return sorted(f"{label}.{name}" for label, name in MigrationRecorder(connection).applied_migrations())


def _write(beside: Path, folder: Path, made_at: datetime, with_key: bool, tell: Tell) -> Manifest:
    with beside.open("wb") as stream, snapshots.taken(folder) as copy:
        writer = archive.Writer(stream)
        tables = digest_tables(snapshots.ALIAS, tell)
        _add_database(writer, copy, folder, tell)
        missing = _add_files(writer, tell)
        if with_key:
            writer.add_file(KEY, Path(settings.SECRET_KEY_FILE))
        manifest = Manifest(
            version=__version__,
            engine=connection.vendor,
            made_at=made_at,
            key_ids=keyring().ids,
            has_key=with_key,
            migrations=_applied_migrations(),
            tables=tables,
            members=dict(writer.members),
            missing_files=missing,
            desk=settings.BASE_URL,
        )
        writer.close(manifest)
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


def _add_database(writer: archive.Writer, copy: Path | None, folder: Path, tell: Tell) -> None:
    if copy is not None:
        writer.add_file(DATABASE, copy)
        return
    names = snapshots.copied_tables()
    part = folder / "table"
    for number, name in enumerate(names):
        tell("tables", number, len(names))
        with part.open("wb") as stream:
            snapshots.copy_out(name, stream)
        writer.add_file(f"tables/{name}.copy", part)
    writer.add_bytes(COUNTERS, msgspec.json.encode(snapshots.sequences()))


def _add_files(writer: archive.Writer, tell: Tell) -> list[str]:
    """Adds the files that the snapshot names; gives the digests of those that are gone or rotten."""
    rows = StoredFile.objects.using(snapshots.ALIAS).order_by("id").values_list("digest", flat=True)
    total, missing = rows.count(), []
    for number, digest in enumerate(rows.iterator(chunk_size=500)):
        tell("files", number, total)
        path = files.path_of(digest)
        if not path.exists() or writer.add_file(f"files/{digest}", path) != digest:
            missing.append(digest)
    tell("files", total, total)
    return missing


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
