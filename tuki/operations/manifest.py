"""What a backup says of itself, and what can be wrong with one."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

FORMAT = 1
DATABASE, COUNTERS, KEY, MANIFEST = "database.sqlite3", "counters.json", "secret.key", "manifest.json"
# Everything that may be in an archive; any other name refuses it whole, so no path can lead out (F147).
ALLOWED = re.compile(
    r"database\.sqlite3|counters\.json|secret\.key|manifest\.json|tables/[a-z][a-z0-9_]{0,62}\.copy|files/[0-9a-f]{64}"
)


class BackupTrouble(Exception):
    """A backup cannot be made, read or restored; the message says why and what was kept."""


class DamagedBackup(BackupTrouble):
    """The archive is not what `tuki backup` wrote: cut off, changed, or something else."""


class Digest(msgspec.Struct, frozen=True):
    """How many rows or files there are, and the sum of their SHA-256 in hexadecimal (`tuki digest`)."""

    count: int
    digest: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is in the archive. `members`: name → SHA-256. `missing_files` were rotten or gone already."""

    format: int = FORMAT
    version: str
    engine: str
    made_at: datetime
    key_ids: list[str]
    has_key: bool
    migrations: list[str]
    tables: dict[str, Digest]
    members: dict[str, str]
    missing_files: list[str]
    desk: str = ""
