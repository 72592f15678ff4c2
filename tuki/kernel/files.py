"""Files by content: equal bytes are stored once, under their SHA-256, synced before they are attached."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from tuki.kernel import clock
from tuki.kernel.models import StoredFile
from tuki.kernel.refusals import Invalid


def store(content: bytes) -> StoredFile:
    """Stores bytes durably and gives their row; storing the same bytes again gives the same row.

    Refuses `disk_full` when there is no space; nothing half written stays behind.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        _write(path, content)
    row = StoredFile.objects.filter(digest=digest).first()
    return (
        row
        or StoredFile.objects.get_or_create(
            digest=digest, defaults={"size": len(content), "stored_at": clock.now()}
        )[0]
    )


def read(digest: str) -> bytes | None:
    """The bytes, or None when the file is missing on disk."""
    with contextlib.suppress(FileNotFoundError):
        return path_of(digest).read_bytes()
    return None


def path_of(digest: str) -> Path:
    """Where the bytes of this digest lie."""
    return Path(settings.FILES_DIR, digest[:2], digest[2:4], digest)


def is_sound(digest: str) -> bool:
    """Whether the file is there and its bytes still have this digest."""
    content = read(digest)
    return content is not None and hashlib.sha256(content).hexdigest() == digest


def _write(path: Path, content: bytes) -> None:
    """Writes beside the place, syncs, renames, and syncs the folder: whole or not at all, also after a power cut."""
    _make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Invalid("disk_full") from error
        raise


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
