"""Taking an import back: all tickets that it opened go into the trash, from which they can be restored."""

from __future__ import annotations

from django.db.models import QuerySet

from tuki.imports import events
from tuki.imports.commands.running import LANE, fetched, put
from tuki.imports.models import BUSY, ImportedCase, ImportState, TableImport
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.refusals import Conflict, Refused
from tuki.tickets.commands.trash import restore_ticket, trash_ticket
from tuki.tickets.permissions import TRASH

JOB = "imports.trash"
AT_ONCE = 20


@command
def trash_import(actor: Actor, import_id: int) -> TableImport:
    """All tickets that this import opened go into the trash, by a job; what it made besides stays.

    Announces `import.trashed`. Refuses `not_allowed` to who may not put each of them into the trash, and
    `import_runs`.
    """
    run = _ready(actor, import_id)
    departments = _to_trash(run).order_by().values_list("ticket__department_id", flat=True).distinct()
    if not all(actor.holds(TRASH, each) for each in departments):
        raise Refused("not_allowed")
    put(run, state=ImportState.TRASHING, problem="")
    announce(actor, events.ImportTrashed(subject=run.id, ticket_count=_to_trash(run).count()))
    go_on_trashing(actor, run.id)
    return run


@command
def restore_import(actor: Actor, import_id: int) -> TableImport:
    """What `trash_import` put into the trash comes out again, by a job.

    Announces `import.restored`. Refuses `not_allowed` to who may not, and `import_runs`.
    """
    run = _ready(actor, import_id)
    departments = _to_restore(run).order_by().values_list("ticket__department_id", flat=True).distinct()
    if not all(actor.holds(TRASH, each) for each in departments):
        raise Refused("not_allowed")
    put(run, state=ImportState.RESTORING, problem="")
    announce(actor, events.ImportRestored(subject=run.id))
    go_on_trashing(actor, run.id)
    return run


@command
def move_some(actor: Actor, import_id: int) -> bool:
    """Some tickets of an import into the trash or out of it; False when that is over."""
    run = fetched(actor, import_id)
    if actor.is_person:
        raise Refused("not_allowed")
    if run.state == ImportState.TRASHING:
        return _trash(actor, run)
    return run.state == ImportState.RESTORING and _restore(actor, run)


@command
def go_on_trashing(actor: Actor, import_id: int) -> None:
    """The next slice runs as a job of its own."""
    enqueue(JOB, lane=LANE, import_id=import_id)


def _trash(actor: Actor, run: TableImport) -> bool:
    cases = list(_to_trash(run)[:AT_ONCE])
    for case in cases:
        trash_ticket(actor, case.ticket.reference)
    ImportedCase.objects.filter(pk__in=[case.pk for case in cases]).update(is_trashed=True)
    if not cases:
        put(run, state=ImportState.TRASHED, ended_at=clock.now())
    return bool(cases)


def _restore(actor: Actor, run: TableImport) -> bool:
    cases = list(_to_restore(run)[:AT_ONCE])
    for case in cases:
        if case.ticket.trashed_at is not None:
            restore_ticket(actor, case.ticket.reference)
    ImportedCase.objects.filter(pk__in=[case.pk for case in cases]).update(is_trashed=False)
    if not cases:
        is_whole = bool(run.case_count) and run.next_case >= run.case_count
        put(run, state=ImportState.DONE if is_whole else ImportState.STOPPED, ended_at=clock.now())
    return bool(cases)


def _to_trash(run: TableImport) -> QuerySet[ImportedCase]:
    """Tickets that somebody put into the trash before are not touched, and so not restored either."""
    return run.cases.filter(is_trashed=False, ticket__trashed_at=None).select_related("ticket").order_by("id")


def _to_restore(run: TableImport) -> QuerySet[ImportedCase]:
    return run.cases.filter(is_trashed=True).select_related("ticket").order_by("id")


def _ready(actor: Actor, import_id: int) -> TableImport:
    run = fetched(actor, import_id)
    if run.state in BUSY:
        raise Conflict("import_runs")
    return run
