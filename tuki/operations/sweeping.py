"""Bytes that no row names, left by uploads that were refused or died: found, and removed after a day.

A file is touched by whoever is about to give it a row (`kernel.files`), so one that nobody touched for a day is on
nobody's way. It is moved aside before it goes: an upload that comes meanwhile finds nothing and writes its bytes anew,
and one that touched it before the move gets it back.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import structlog
from django.conf import settings

from tuki.kernel.models import StoredFile

logger = structlog.get_logger("tuki.files")

UNTOUCHED_SECONDS = 24 * 3600
ASIDE = ".gone-"
_HALF = ".new-"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Swept(msgspec.Struct, frozen=True):
    """How many files that no row names, and their bytes."""

    count: int = 0
    size: int = 0


def sweep_files() -> Swept:
    """Removes them; what a sweep that was killed had moved aside is put back or removed first. Harmless when repeated.

    Costs a look at every stored file's name, and a query per folder of them.
    """
    count = size = 0
    for folder in _folders():
        _end_last_sweep(folder)
        for path in _halves(folder):
            path.unlink(missing_ok=True)
        for path in _orphans(folder):
            removed = _remove(path)
            count, size = count + (removed is not None), size + (removed or 0)
    if count:
        logger.info("files_swept", count=count, size=size)
    return Swept(count, size)


def unnamed_files() -> Swept:
    """What the next sweep would remove; changes nothing."""
    sizes = [
        size for folder in _folders() for path in _orphans(folder) if (size := _size_if_untouched(path)) is not None
    ]
    return Swept(len(sizes), sum(sizes))


def _folders() -> list[Path]:
    root = Path(settings.FILES_DIR)
    return sorted(each for each in root.iterdir() if each.is_dir()) if root.is_dir() else []


def _orphans(folder: Path) -> list[Path]:
    """Files of a folder that nobody touched for a day and no row names."""
    old = {path.name: path for path in _listed(folder) if _DIGEST.fullmatch(path.name) and _is_untouched(path)}
    if not old:
        return []
    rows = StoredFile.objects.filter(digest__gte=folder.name, digest__lt=f"{folder.name}g")  # g follows all of hex
    named = set(rows.values_list("digest", flat=True))
    return [old[name] for name in sorted(old) if name not in named]


def _remove(path: Path) -> int | None:
    """Its size when it is gone; None when somebody needs it after all."""
    aside = path.with_name(f"{ASIDE}{path.name}")
    with contextlib.suppress(FileNotFoundError):
        path.rename(aside)
        size = _size_if_untouched(aside)
        if size is None or StoredFile.objects.filter(digest=path.name).exists():
            _put_back(aside, path)
            return None
        aside.unlink()
        return size
    return None


def _end_last_sweep(folder: Path) -> None:
    """What was moved aside when a sweep died belongs to its row, if it has one by now, and else to nobody."""
    for aside in [each for each in _listed(folder) if each.name.startswith(ASIDE)]:
        place = aside.with_name(aside.name.removeprefix(ASIDE))
        if _is_untouched(aside) and not StoredFile.objects.filter(digest=place.name).exists():
            aside.unlink(missing_ok=True)
        else:
            _put_back(aside, place)


def _put_back(aside: Path, place: Path) -> None:
    """Equal bytes that were written meanwhile are as good."""
    with contextlib.suppress(FileExistsError):
        os.link(aside, place)
    aside.unlink()


def _halves(folder: Path) -> list[Path]:
    """What a write that died left beside its place."""
    return [path for path in _listed(folder) if path.name.startswith(_HALF) and _is_untouched(path)]


def _listed(folder: Path) -> Iterator[Path]:
    yield from folder.iterdir()


def _is_untouched(path: Path) -> bool:
    return _size_if_untouched(path) is not None


def _size_if_untouched(path: Path) -> int | None:
    """Its size, or None when it is gone or was touched within a day by the clock of the disk's machine."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size if time.time() - found.st_mtime > UNTOUCHED_SECONDS else None
