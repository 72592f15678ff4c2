"""Tables of these tests, and the shared event log of a real desk."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from tests.cast import Cast
from tuki.imports.commands.running import begin_import, start_import
from tuki.imports.models import TableImport
from tuki.imports.proposing import read_table
from tuki.kernel import files
from tuki.kernel.jobs.running import run_due

SHARED = Path(os.environ.get("TUKI_SHARED", Path(__file__).parents[3] / "shared"))
LOG = SHARED / "data" / "eventlogs" / "servicenow-uci" / "incidents_opened_before_2016-05-01.csv.gz"

SMALL = """number,state,opened_at,updated_at,caller,assignment_group,assigned_to,priority,short_description
A-1,New,2026-03-02 09:00:00,2026-03-02 09:05:00,Olga,Network,,3,VPN is down
A-1,Active,2026-03-02 09:00:00,2026-03-02 09:30:00,Olga,Network,anna@desk.test,2,VPN is down
A-2,New,2026-03-01 08:00:00,2026-03-01 08:00:00,Карл,Сервис,,4,Принтер
A-1,Resolved,2026-03-02 09:00:00,2026-03-02 11:00:00,Olga,Network,anna@desk.test,2,VPN is down
A-1,Closed,2026-03-02 09:00:00,2026-03-05 11:00:00,Olga,Network,anna@desk.test,2,VPN is down
"""


def part_of_the_log(cases: int) -> bytes:
    """The header and the rows of the first cases of the shared log."""
    with gzip.open(LOG, "rt") as stream:
        lines = [next(stream)]
        seen: set[str] = set()
        for line in stream:
            seen.add(line.partition(",")[0])
            if len(seen) > cases:
                break
            lines.append(line)
    return "".join(lines).encode()


def begun(cast: Cast, content: bytes, source: str = "Old desk") -> TableImport:
    """An import of the content, not started yet."""
    table, stored = read_table(content), files.store(content)
    return begin_import(
        cast.actor(cast.vera),
        source=source,
        file_name="old.csv",
        file_id=stored.id,
        table=table,
        department_id=cast.support.id,
    )


def brought_in(cast: Cast, content: bytes, source: str = "Old desk") -> TableImport:
    """The whole content, imported by the worker's jobs."""
    run = begun(cast, content, source)
    start_import(cast.actor(cast.vera), run.id)
    run_due("slow")
    run.refresh_from_db()
    return run
