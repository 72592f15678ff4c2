"""Settings of the database without which mail could be lost after it was acknowledged."""

from __future__ import annotations

from django.db import connection

from tuki.kernel.database import is_postgres

NETWORK_DISKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"}


def weak_settings() -> list[str]:
    """Each weakness as one line with the setting's name; empty when the database keeps what it was given."""
    return _weak_postgres() if is_postgres() else _weak_sqlite()


def _weak_postgres() -> list[str]:
    problems = []
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        if cursor.fetchone()[0] == "off":
            problems.append("synchronous_commit is off: PostgreSQL may lose acknowledged mail. Set it to on.")
        cursor.execute("SHOW server_version_num")
        if int(cursor.fetchone()[0]) < 140000:
            problems.append("TUKI_DATABASE_URL: PostgreSQL 14 or newer is needed.")
    return problems


def _weak_sqlite() -> list[str]:
    problems = []
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA synchronous").fetchone()[0] < 2:
            problems.append("PRAGMA synchronous is below FULL: SQLite may lose acknowledged mail.")
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            problems.append("PRAGMA journal_mode is not WAL; the folder may not support it.")
    disk = _kind_of_disk(str(connection.settings_dict["NAME"]))
    if disk in NETWORK_DISKS:
        problems.append(f"TUKI_HOME lies on a network disk ({disk}); SQLite needs a local one, or use PostgreSQL.")
    return problems


def _kind_of_disk(path: str) -> str:
    best, kind = "", ""
    try:
        with open("/proc/mounts", encoding="utf-8", errors="replace") as mounts:  # noqa: PTH123  a kernel file
            for line in mounts:
                _, place, type_, *_ = line.split()
                if path.startswith(place.rstrip("/") + "/") and len(place) >= len(best):
                    best, kind = place, type_
    except OSError:
        return ""
    return kind
