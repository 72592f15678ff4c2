"""Beginning an import, saying what its columns mean, starting, stopping, going on."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.imports import events
from tuki.imports.mapping import ColumnMapping, check_mapping
from tuki.imports.models import BUSY, ImportState, TableImport
from tuki.imports.permissions import IMPORT
from tuki.imports.proposing import Proposal, codes_here
from tuki.imports.queries import mapping_of
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.html import plain_line
from tuki.kernel.jobs import queue
from tuki.kernel.refusals import Conflict, Invalid, NotFound, Refused
from tuki.people.models import Department

JOB, LANE = "imports.run", "slow"


@command
def begin_import(
    actor: Actor, *, source: str, file_name: str, file_id: int, table: Proposal, department_id: int
) -> TableImport:
    """A stored table is to be brought in; what its columns mean is proposed, for a person to correct.

    Announces `import.begun`. Refuses `required` for the source, and `not_found`.
    """
    insist(actor)
    source = plain_line(source, 80)
    if not source:
        raise Invalid("required", field="source")
    if not Department.objects.filter(pk=department_id, is_active=True).exists():
        raise NotFound()
    run = TableImport.objects.create(
        source=source,
        file_name=plain_line(file_name, 200) or "table.csv",
        file_id=file_id,
        department_id=department_id,
        header=table.header,
        mapping=msgspec.to_builtins(table.mapping),
        row_count=table.row_count,
        started_by_id=actor.id,
        made_at=clock.now(),
    )
    announce(actor, events.ImportBegun(subject=run.id, row_count=table.row_count))
    return run


@command
def map_columns(actor: Actor, import_id: int, *, mapping: ColumnMapping) -> TableImport:
    """This is what the columns mean; an import that had begun otherwise begins anew, and knows what it brought in.

    Nothing to do when it is so already. Refuses `import_runs`, and what `check_mapping` refuses.
    """
    run = fetched(actor, import_id)
    said = msgspec.json.decode(msgspec.json.encode(mapping))
    if run.mapping == said:
        return run
    if run.state in BUSY:
        raise Conflict("import_runs")
    check_mapping(mapping, len(run.header), codes=codes_here())
    _begin_again(run)
    put(run, mapping=said, case_count=0)
    return run


@command
def start_import(actor: Actor, import_id: int) -> TableImport:
    """The import runs, or goes on where it stopped. Announces `import.started`; nothing to do while it runs.

    Refuses what `check_mapping` refuses, and `import_runs` while its tickets go into the trash or come out.
    """
    run = fetched(actor, import_id)
    if run.state == ImportState.RUNNING:
        return run
    if run.state in BUSY:
        raise Conflict("import_runs")
    check_mapping(mapping_of(run), len(run.header), codes=codes_here())
    if run.state in (ImportState.DONE, ImportState.TRASHED):
        _begin_again(run)
    put(run, state=ImportState.RUNNING, problem="", ended_at=None)
    announce(actor, events.ImportStarted(subject=run.id))
    queue.drop_parked(_job_key(run))
    _enqueue(run)
    return run


@command
def stop_import(actor: Actor, import_id: int) -> TableImport:
    """It stops after the cases in hand; what was brought in stays. Announces `import.stopped`."""
    run = fetched(actor, import_id)
    if run.state == ImportState.RUNNING:
        put(run, state=ImportState.STOPPED, ended_at=clock.now())
        announce(actor, events.ImportStopped(subject=run.id))
    return run


@command
def fail_import(actor: Actor, import_id: int, *, problem: str) -> None:
    """It cannot go on; a person may start it again. Announces `import.stopped`."""
    run = fetched(actor, import_id)
    put(run, state=ImportState.FAILED, problem=problem[:300], ended_at=clock.now())
    announce(actor, events.ImportStopped(subject=run.id))


@command
def go_on(actor: Actor, import_id: int) -> None:
    """The next slice runs as a job of its own."""
    _enqueue(fetched(actor, import_id))


def _enqueue(run: TableImport) -> None:
    enqueue(JOB, lane=LANE, key=_job_key(run), import_id=run.id)


def _job_key(run: TableImport) -> str:
    return f"{JOB}:{run.id}:{run.next_case}"


def _begin_again(run: TableImport) -> None:
    run.faulty_cases.all().delete()
    counts = ("next_case", "opened_count", "continued_count", "known_count", "faulty_count")
    put(run, **dict.fromkeys(counts, 0))


def put(run: TableImport, **values: Any) -> None:
    """Writes the named fields."""
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


def insist(actor: Actor) -> None:
    """Refuses `not_allowed`."""
    if not actor.holds(IMPORT):
        raise Refused("not_allowed")


def fetched(actor: Actor, import_id: int) -> TableImport:
    """The import, locked; refuses `not_allowed` and `not_found`."""
    insist(actor)
    run = TableImport.objects.select_for_update().filter(pk=import_id).first()
    if run is None:
        raise NotFound()
    return run
