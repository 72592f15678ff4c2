"""A backup before it is restored: read whole into a folder of its own, while nothing else is touched. No Django."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tuki.operations.archive import read_archive
from tuki.operations.manifest import KEY, BackupTrouble, Manifest

_PIECE = 1024 * 1024


def unpack(path: Path, folder: Path, tell: Callable[[str, int, int], None]) -> Manifest:
    """Unpacks into an empty folder and compares every digest. Raises `DamagedBackup`, and then nothing in it counts."""
    size = max(path.stat().st_size, 1)

    def keep(name: str, content: IO[bytes]) -> None:
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as stream:
            shutil.copyfileobj(content, stream, _PIECE)
            stream.flush()
            os.fsync(stream.fileno())

    return read_archive(path, keep, lambda position: tell("read", position, size))


def refuse_used_home(home: Path, key_file: Path, manifest: Manifest) -> None:
    """Raises `BackupTrouble` when the folder holds a desk already, or when the key is neither there nor here."""
    used = [name for name in ("tuki.sqlite3", "files") if (home / name).exists()]
    if used:
        raise BackupTrouble(f"{home} is not empty: {used[0]} is there. Restore into an empty folder.")
    if not manifest.has_key and not key_file.exists():
        raise BackupTrouble(other_key(manifest))


def place_key(unpacked: Path, key_file: Path) -> None:
    """Puts the key of the backup where there is none; never over another one."""
    if key_file.exists():
        return
    key_file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".key-", dir=key_file.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write((unpacked / KEY).read_bytes())
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).replace(key_file)


def other_key(manifest: Manifest) -> str:
    """What to say and do when the key of a backup is not here."""
    return (
        f"This backup belongs to the secret key {manifest.key_ids[0]}, which is not here: what it holds sealed could"
        " not be opened. Put that desk's key file at secret.key in the folder, or name it by TUKI_SECRET_KEY_FILE."
    )
