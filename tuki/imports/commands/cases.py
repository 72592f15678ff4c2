"""Bringing in cases: each is played once, and goes on where a longer table continues it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from django.db.models import F

from tuki.imports import events
from tuki.imports.mapping import ColumnMapping
from tuki.imports.models import FaultyCase, ImportedCase, ImportState, TableImport
from tuki.imports.naming import Names
from tuki.imports.playing import opened, played
from tuki.imports.sorting import Case, Fault
from tuki.imports.unfolding import Step, unfolded
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.database.inserting import insert
from tuki.kernel.refusals import Refused
from tuki.tickets.models import Ticket

COUNTS = ("opened_count", "continued_count", "known_count", "faulty_count")


@command
def import_cases(actor: Actor, import_id: int, cases: Sequence[Case], *, at: int) -> bool:
    """Brings in the cases from the place `at` on, in one transaction; False when the import has stopped or is
    elsewhere already, and then nothing is done.

    A case whose rows were all played is known and stays as it is; one that has more rows now goes on.
    """
    run = _running(actor, import_id, at)
    if run is None:
        return False
    mapping = msgspec.convert(run.mapping, ColumnMapping)
    names = Names(actor, run.source, mapping)
    names.look_up(cases)
    rows = ImportedCase.objects.filter(source=run.source, key__in=[case.key for case in cases]).select_related("ticket")
    kept = {row.key: row for row in rows}
    counted = Counter(_bring(actor, run, case, kept.get(case.key), mapping, names) for case in cases)
    _advance(run, len(cases), counted)
    return True


@command
def set_case_aside(actor: Actor, import_id: int, case: Case, *, at: int, fault: Fault) -> bool:
    """A case that the desk refuses is noted with the reason, and the import goes on behind it."""
    run = _running(actor, import_id, at)
    if run is None:
        return False
    _note(run, case, fault)
    _advance(run, 1, Counter(["faulty_count"]))
    return True


@command
def note_size(actor: Actor, import_id: int, *, case_count: int) -> None:
    """How many cases the table has, for the progress; announces nothing."""
    TableImport.objects.filter(pk=import_id).update(case_count=case_count)


@command
def end_import(actor: Actor, import_id: int) -> None:
    """Every case was brought in or set aside. Announces `import.ended` with what became of them."""
    run = TableImport.objects.select_for_update().filter(pk=import_id, state=ImportState.RUNNING).first()
    if run is not None:
        run.state, run.ended_at = ImportState.DONE, clock.now()
        run.save(update_fields=["state", "ended_at"])
        counts = {name: getattr(run, name) for name in COUNTS}
        announce(actor, events.ImportEnded(subject=run.id, **counts))


def _bring(
    actor: Actor, run: TableImport, case: Case, kept: ImportedCase | None, mapping: ColumnMapping, names: Names
) -> str:
    if case.fault is not None:
        _note(run, case, case.fault)
        return "faulty_count"
    if kept is None or (kept.is_trashed and kept.ticket.trashed_at is not None):
        story = unfolded(case, mapping)
        ticket = opened(actor, story, case.key, names, run.department_id)
        _play(actor, ticket, story.steps, names)
        _remember(run, case, ticket, kept)
        return "opened_count"
    if kept.played_rows >= len(case.rows):
        return "known_count"
    _play(actor, kept.ticket, unfolded(case, mapping).steps[kept.played_rows :], names)
    kept.played_rows = len(case.rows)
    kept.save(update_fields=["played_rows"])
    return "continued_count"


def _play(actor: Actor, ticket: Ticket, rows: Sequence[list[Step]], names: Names) -> None:
    for steps in rows:
        played(actor, ticket, steps, names)


def _remember(run: TableImport, case: Case, ticket: Ticket, kept: ImportedCase | None) -> None:
    """One row for each key: the ticket in the trash, if there is one, is forgotten for the new one."""
    row = kept or ImportedCase(source=run.source, key=case.key)
    row.ticket, row.run, row.played_rows, row.is_trashed = ticket, run, len(case.rows), False
    if kept is None:
        insert(row)
    else:
        row.save()


def _running(actor: Actor, import_id: int, at: int) -> TableImport | None:
    if actor.is_person:
        raise Refused("not_allowed")
    runs = TableImport.objects.select_for_update().filter(pk=import_id, state=ImportState.RUNNING, next_case=at)
    return runs.first()


def _note(run: TableImport, case: Case, fault: Fault) -> None:
    row_number = fault.details.get("row", case.rows[0].number)
    FaultyCase.objects.create(run=run, key=case.key, row_number=row_number, reason=fault.code, details=fault.details)


def _advance(run: TableImport, by: int, counted: Counter[str]) -> None:
    values = {name: F(name) + counted[name] for name in COUNTS if counted[name]}
    TableImport.objects.filter(pk=run.pk).update(next_case=F("next_case") + by, **values)
