"""Files by content: equal bytes are stored once, under their SHA-256, synced before they are attached."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from tuki.kernel import clock
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.database.prepared import Prepared, Slots
from tuki.kernel.models import StoredFile
from tuki.kernel.refusals import Invalid

_BY_DIGEST = Prepared(
    lambda: StoredFile.objects.filter(digest__in=Slots("digests", of="text")).values_list("digest", "id")
)


class Written(NamedTuple):
    """Bytes that are durable on disk but have no row yet."""

    digest: str
    size: int


class _NewFile(NamedTuple):
    """The columns of a file's row."""

    digest: str
    size: int
    stored_at: datetime


def write_all(contents: Sequence[bytes]) -> list[Written]:
    """Makes several contents durable at once, before the transaction that calls `ids_of`.

    Refuses `disk_full`.

    Cheaper than one after the other: all are written, then all synced, and each folder is synced once.
    """
    written = [Written(hashlib.sha256(content).hexdigest(), len(content)) for content in contents]
    missing = {
        each.digest: content for each, content in zip(written, contents, strict=True) if not _is_kept(each.digest)
    }
    _write_together(missing)
    return written


def ids_of(written: Iterable[Written]) -> dict[str, int]:
    """The ids of written contents by digest, with rows where they are new; runs in the caller's transaction."""
    sizes = {each.digest: each.size for each in written}
    if not sizes:
        return {}
    now = clock.now()
    new = [_NewFile(digest, size, now) for digest, size in sorted(sizes.items())]
    insert_all(new, model=StoredFile, ignore_conflicts=True)
    return dict(_BY_DIGEST.all(digests=list(sizes)))


def store(content: bytes) -> StoredFile:
    """Stores bytes durably and gives their row; storing the same bytes again gives the same row.

    Refuses `disk_full` when there is no space; nothing half written stays behind.
    """
    digest = hashlib.sha256(content).hexdigest()
    if not _is_kept(digest):
        _write_together({digest: content})
    row = StoredFile.objects.filter(digest=digest).first()
    return (
        row
        or StoredFile.objects.get_or_create(digest=digest, defaults={"size": len(content), "stored_at": clock.now()})[0]
    )


def read(digest: str) -> bytes | None:
    """The bytes, or None when the file is missing on disk."""
    with contextlib.suppress(FileNotFoundError):
        return path_of(digest).read_bytes()
    return None


def path_of(digest: str) -> Path:
    """Where the bytes of this digest lie: in one of 256 folders, which a busy desk has made after its first hundreds
    of files; each new folder costs two syncs more."""
    return Path(settings.FILES_DIR, digest[:2], digest)


def is_sound(digest: str) -> bool:
    """Whether the file is there and its bytes still have this digest."""
    content = read(digest)
    return content is not None and hashlib.sha256(content).hexdigest() == digest


def _is_kept(digest: str) -> bool:
    """Whether the bytes are there. They are touched, so that no sweep takes them before they have their row."""
    try:
        os.utime(path_of(digest))
    except FileNotFoundError:
        return False
    return True


def _write_together(contents: dict[str, bytes]) -> None:
    """Writes beside the places, syncs, renames, and syncs the folders: whole or not at all, also after a
    power cut. Plain paths of the system: objects for them cost as much as the writing."""
    beside: dict[str, str] = {}
    places = {str(path_of(digest)): content for digest, content in contents.items()}
    folders = {os.path.dirname(place) for place in places}  # noqa: PTH120  a Path costs as much as the writing
    try:
        for above in {above for folder in folders for above in _make_folder(Path(folder))}:
            _sync_folder(above)
        for place, content in places.items():
            beside[place] = _write_beside(place, content)
        for new in beside.values():
            _sync(new, os.O_RDONLY)
        for place, new in beside.items():
            os.replace(new, place)  # noqa: PTH105  a Path costs as much as the writing
        for folder in folders:
            _sync_folder(folder)
    except OSError as error:
        for new in beside.values():
            Path(new).unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Invalid("disk_full") from error
        raise


def _write_beside(place: str, content: bytes) -> str:
    """A new file under a random name, readable by its owner alone."""
    folder, name = os.path.split(place)
    new = f"{folder}/.new-{name[:8]}{secrets.token_hex(8)}"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
    except OSError:
        Path(new).unlink(missing_ok=True)
        raise
    return new


def _make_folder(folder: Path) -> list[Path]:
    """Makes it where it is missing; the folders to sync, so that it is there after a power cut."""
    if folder.is_dir():
        return []
    above = _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    return [*above, folder.parent]


def _sync_folder(folder: str | Path) -> None:
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: str | Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
