"""Which files hold the mails of an import, and the mails in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tuki.channels.email.importing.mbox import looks_like_mbox, mails_of_mbox

_MAILS = {".eml"}
_MBOXES = {".mbox", ".mbx"}
_MAILDIR = ("cur", "new")
_BUFFER = 1 << 20
_START = 1_000


class Source(NamedTuple):
    """A file with one mail or, where it may be an mbox, many; `size` in bytes. `is_mail` is false for other files."""

    path: Path
    may_be_mbox: bool
    size: int
    is_mail: bool = True


class Found(NamedTuple):
    """One mail, and how far in its file reading has come."""

    raw: bytes
    position: int


def sources_in(path: Path) -> Iterator[Source]:
    """The files at a path, in the order of their names: a mail, an mbox, a maildir, or a folder with any of these.

    Other files of such a folder come too, as none that hold mail; hidden ones do not. A maildir's hidden folders
    (`.Sent`, `.Trash`) are not taken unless they are named themselves. Raises OSError.
    """
    if path.is_file():
        yield _source(path, is_named=True)
        return
    if not path.is_dir():
        raise FileNotFoundError(f"{path}: there is no such file or folder")
    if all((path / each).is_dir() for each in _MAILDIR):
        for folder in _MAILDIR:
            yield from (_source(each) for each in sorted((path / folder).iterdir()) if each.is_file())
        return
    for each in sorted(path.iterdir()):
        is_hidden = each.name.startswith(".")
        if each.is_dir():
            yield from () if is_hidden else sources_in(each)
        elif each.suffix.lower() in _MAILS | _MBOXES and each.is_file():
            yield _source(each, is_named=True)
        elif not is_hidden:
            yield Source(each, may_be_mbox=False, size=0, is_mail=False)


def mails_in(source: Source) -> Iterator[Found]:
    """The mails of one file. Raises OSError."""
    with _where_it_is(source.path).open("rb", buffering=_BUFFER) as stream:
        is_mbox = source.may_be_mbox and looks_like_mbox(stream.read(_START))
        stream.seek(0)
        if not is_mbox:
            yield Found(stream.read(), source.size)
            return
        position = _Position(stream)
        for raw in mails_of_mbox(position):
            yield Found(raw, position.bytes)


class _Position:
    """The lines of a file, counting the bytes that were read."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines, self.bytes = lines, 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.bytes += len(line)
            yield line


def _source(path: Path, *, is_named: bool = False) -> Source:
    """Only a file that was named, or has the ending, can be an mbox: a mail of a maildir is one mail."""
    return Source(path, is_named, path.stat().st_size)


def _where_it_is(path: Path) -> Path:
    """A mail of a maildir in use: reading it elsewhere moves it to `cur` and changes the flags after its colon."""
    if path.exists() or path.parent.name not in _MAILDIR:
        return path
    unique = path.name.partition(":")[0]
    with os.scandir(path.parent.parent / "cur") as entries:
        return next((Path(each.path) for each in entries if each.name.partition(":")[0] == unique), path)
