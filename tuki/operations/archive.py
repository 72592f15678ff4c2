"""The archive of a backup: a gzipped tar, written member by member, and read as if by an enemy. Needs no Django."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from tuki.operations.manifest import ALLOWED, FORMAT, MANIFEST, DamagedBackup, Manifest

_PIECE = 1024 * 1024
_LEVEL = 6
# What our own writing begins with: deflate, no name, no time (RFC 1952, 2.3). Nothing of it is covered by a checksum.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

Sink = Callable[[str, IO[bytes]], None]
Seen = Callable[[int], None]


class Writer:
    """Adds members to an archive and keeps their SHA-256."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.members: dict[str, str] = {}
        self._zip = gzip.GzipFile(filename="", mode="wb", fileobj=stream, compresslevel=_LEVEL, mtime=0)
        self._tar = tarfile.TarFile(fileobj=self._zip, mode="w", format=tarfile.PAX_FORMAT)

    def add_bytes(self, name: str, content: bytes) -> None:
        """A member with this content."""
        self._add(name, len(content), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> str:
        """A member with the content of a file; its SHA-256."""
        with path.open("rb") as stream:
            self._add(name, os.fstat(stream.fileno()).st_size, stream)
        return self.members[name]

    def close(self, manifest: Manifest) -> None:
        """Writes the manifest as the last member and ends the archive."""
        self.add_bytes(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        self._tar.close()
        self._zip.close()

    def _add(self, name: str, size: int, stream: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashing = _Hashing(stream)
        self._tar.addfile(member, hashing)
        self.members[name] = hashing.digest()


class _Hashing:
    """Hashes what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._hash = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._stream.read(size)
        self._hash.update(piece)
        return piece

    def digest(self) -> str:
        """SHA-256 of all that was read, in hexadecimal."""
        return self._hash.hexdigest()


def read_archive(path: Path, sink: Sink | None = None, seen: Seen = lambda position: None) -> Manifest:
    """Reads every byte, compares every digest and gives the manifest; `sink` gets each member's name and content.

    Nothing that a sink wrote may be used before this returns. Raises `DamagedBackup`, `OSError`.
    """
    found: dict[str, str] = {}
    manifest = b""
    with _opened(path) as (zipped, raw):
        for member in _members(zipped):
            seen(raw.tell())
            if not member.isreg() or not ALLOWED.fullmatch(member.name) or member.name in found:
                raise DamagedBackup(f"{path}: there is something in it that no backup has: {member.name[:80]!r}.")
            hashing = _Hashing(member.content)
            if member.name == MANIFEST:
                manifest = hashing.read()
            elif sink is not None:
                sink(member.name, hashing)  # type: ignore[arg-type]  # it reads, and nothing more is asked of it
            while hashing.read(_PIECE):
                pass
            found[member.name] = hashing.digest()
        while zipped.read(_PIECE):
            pass  # to the end, where the checksum of the whole is
    return _compared(path, manifest, found)


class _Member:
    def __init__(self, info: tarfile.TarInfo, content: IO[bytes]) -> None:
        self.name, self.isreg, self.content = info.name, info.isreg, content


@contextmanager
def _opened(path: Path) -> Iterator[tuple[gzip.GzipFile, IO[bytes]]]:
    try:
        with path.open("rb") as raw:
            if raw.read(len(_HEADER)) != _HEADER:
                raise DamagedBackup(f"{path} is no backup of Tuki, or its beginning is damaged.")
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) as zipped:
                yield zipped, raw
    except (EOFError, gzip.BadGzipFile, zlib.error, tarfile.TarError) as error:
        raise DamagedBackup(f"{path} is damaged ({error}).") from error


def _members(zipped: gzip.GzipFile) -> Iterator[_Member]:
    with tarfile.open(fileobj=zipped, mode="r|") as tar:
        for info in tar:
            content = tar.extractfile(info) if info.isreg() else None
            yield _Member(info, content or io.BytesIO())


def _compared(path: Path, content: bytes, found: dict[str, str]) -> Manifest:
    found.pop(MANIFEST, None)
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise DamagedBackup(f"{path} has no manifest that can be read.") from error
    if manifest.format != FORMAT:
        raise DamagedBackup(f"{path} was made by Tuki {manifest.version}, in a form that this version does not know.")
    if manifest.members != found:
        names = sorted(
            name for name in manifest.members.keys() | found if manifest.members.get(name) != found.get(name)
        )
        raise DamagedBackup(f"{path} is damaged: {len(names)} of its members differ, the first one is {names[0]}.")
    return manifest
