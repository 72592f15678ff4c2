"""Restoring an unpacked backup into an empty place: put there, compared, and taken away again when it differs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from tuki.channels.email.outgoing.commands.outbox import hold_outgoing
from tuki.kernel import files
from tuki.kernel.actors import system
from tuki.kernel.database import is_postgres
from tuki.kernel.models import DeskValue
from tuki.kernel.secrets import keyring
from tuki.operations.digests import NOTES, Tell, digest_tables, say_nothing
from tuki.operations.manifest import COUNTERS, DATABASE, BackupTrouble, Manifest
from tuki.operations.migrating import create_all, migrations_on_disk
from tuki.operations.snapshots import copy_in
from tuki.operations.unpacking import other_key

RESTORED = f"{NOTES}restored"


def refuse_other_place(manifest: Manifest) -> None:
    """Raises `BackupTrouble` unless this version, key and database can hold the backup, and the database is empty."""
    if manifest.engine != connection.vendor:
        raise BackupTrouble(
            f"This backup was made on {manifest.engine} and cannot be restored on {connection.vendor}."
            " Restore it on the same kind of database (TUKI_DATABASE_URL)."
        )
    if not set(manifest.key_ids) & set(keyring().ids):
        raise BackupTrouble(other_key(manifest))
    if manifest.migrations != migrations_on_disk():
        raise BackupTrouble(
            f"This backup was made by Tuki {manifest.version}, whose tables differ from this version's."
            " Restore it with that version, then update."
        )
    if is_postgres() and connection.introspection.table_names():
        raise BackupTrouble("The database of TUKI_DATABASE_URL is not empty. Name an empty one.")


def restore(unpacked: Path, manifest: Manifest, *, tell: Tell = say_nothing) -> None:
    """Puts everything into the place that the settings name, and compares the digests of all tables.

    Outgoing mail is held from the first start on, until an administrator releases it (F231). When anything goes
    wrong the place is as empty as before, and the error goes on.
    """
    folder = Path(settings.FILES_DIR)
    try:
        _place_files(unpacked / "files")
        _restore_postgres(unpacked, manifest, tell) if is_postgres() else _restore_sqlite(unpacked, manifest, tell)
    except BaseException:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)
        if not is_postgres():
            _remove_sqlite()
        raise


def hold_if_restored() -> None:
    """At the first start after a restore: what was in the outbox stays there until an administrator releases it."""
    made_at = DeskValue.objects.filter(pk=RESTORED).values_list("value", flat=True).first()
    if made_at is not None:
        hold_outgoing(system("restore"), reason=f"Restored from the backup of {made_at}")
        DeskValue.objects.filter(pk=RESTORED).delete()


def _restore_sqlite(unpacked: Path, manifest: Manifest, tell: Tell) -> None:
    connection.close()
    _remove_sqlite()  # what asking for the settings may have made: an empty file
    shutil.move(unpacked / DATABASE, _sqlite_path())
    _compare(manifest, tell)
    _note_restored(manifest)


def _restore_postgres(unpacked: Path, manifest: Manifest, tell: Tell) -> None:
    with transaction.atomic():
        create_all()
        parts = sorted((unpacked / "tables").glob("*.copy"))
        for number, part in enumerate(parts):
            tell("tables", number, len(parts))
            with part.open("rb") as stream:
                copy_in(part.stem, stream)
        _count_on(unpacked)
        _compare(manifest, tell)
        _note_restored(manifest)


def _count_on(unpacked: Path) -> None:
    """No id and no number that was given out is given out again."""
    counters = msgspec.json.decode((unpacked / COUNTERS).read_bytes(), type=dict[str, int])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
        for name, last in counters.items():
            if not name.startswith("counter_") or not name.removeprefix("counter_").isalnum():
                raise BackupTrouble(f"The backup names a counter that cannot be: {name[:60]!r}.")
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {name}")
            if last:
                cursor.execute("SELECT setval(%s, %s)", [name, last])


def _place_files(unpacked: Path) -> None:
    Path(settings.FILES_DIR).mkdir(parents=True, exist_ok=True)
    for path in sorted(unpacked.glob("*")):
        target = files.path_of(path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    os.sync()


def _compare(manifest: Manifest, tell: Tell) -> None:
    found = {name: each.digest for name, each in digest_tables(tell=tell).items()}
    wanted = {name: each.digest for name, each in manifest.tables.items()}
    if found != wanted:
        names = sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))
        raise BackupTrouble(f"What was restored differs from the backup in {', '.join(names)}. Nothing was kept.")


def _note_restored(manifest: Manifest) -> None:
    made_at = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    DeskValue.objects.update_or_create(name=RESTORED, defaults={"value": made_at})


def _sqlite_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _remove_sqlite() -> None:
    path = _sqlite_path()
    for ending in ("", "-wal", "-shm", ".lock"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
