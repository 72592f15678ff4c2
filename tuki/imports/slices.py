"""A running import goes on for some seconds: what the worker's jobs and the command line share.

Both may be at it at once: each batch compares the place from which it goes on, so that nothing is brought in twice.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path

import msgspec
from django.conf import settings

from tuki.imports.commands.cases import end_import, import_cases, note_size, set_case_aside
from tuki.imports.mapping import ColumnMapping
from tuki.imports.models import ImportState, TableImport
from tuki.imports.reading import unpacked
from tuki.imports.sorting import Case, Fault, SortedCases, sort_into
from tuki.kernel import files
from tuki.kernel.actors import Actor, importer
from tuki.kernel.refusals import Refusal

AT_ONCE = 10


class Outcome(Enum):
    """OVER: it ended, or somebody stopped it. LATER: there is more. ELSEWHERE: another process brings it in."""

    OVER = "over"
    LATER = "later"
    ELSEWHERE = "elsewhere"


def bring_in(import_id: int, *, seconds: float, tell: Callable[[int], None] = lambda place: None) -> Outcome:
    """Brings in batches of cases, one at least, until the time is over; `tell` hears after each how far it is."""
    run = _running(import_id)
    if run is None:
        return Outcome.OVER
    actor, place = acting_for(run), run.next_case
    with SortedCases(_sorted(actor, run)) as store:
        ends_at = time.monotonic() + seconds
        while cases := store.some(beginning=place, most=AT_ONCE):
            if not _bring(actor, run.id, cases, place):
                return Outcome.ELSEWHERE if _running(import_id) else Outcome.OVER
            place += len(cases)
            tell(place)
            if time.monotonic() >= ends_at:
                return Outcome.LATER
    end_import(actor, run.id)
    _forget_sorted(run.id)
    return Outcome.OVER


def acting_for(run: TableImport) -> Actor:
    """Who brings it in."""
    return importer(run.source, f"import:{run.id}")


def _running(import_id: int) -> TableImport | None:
    runs = TableImport.objects.select_related("file").filter(pk=import_id, state=ImportState.RUNNING)
    return runs.first()


def _sorted(actor: Actor, run: TableImport) -> Path:
    """The table's cases in order, sorted once per mapping."""
    said = hashlib.sha256(msgspec.json.encode(run.mapping)).hexdigest()[:12]
    path = _folder() / f"{run.id}-{said}.sqlite3"
    if not path.exists():
        text = unpacked(files.read(run.file.digest) or b"")
        case_count = sort_into(path, text, msgspec.convert(run.mapping, ColumnMapping))
        note_size(actor, run.id, case_count=case_count)
    return path


def _forget_sorted(import_id: int) -> None:
    for each in _folder().glob(f"{import_id}-*"):
        each.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.HOME, "imports")


def _bring(actor: Actor, import_id: int, cases: list[Case], at: int) -> bool:
    """All of them together; when the desk refuses one, each for itself."""
    try:
        return import_cases(actor, import_id, cases, at=at)
    except Refusal:
        return all(_bring_one(actor, import_id, case, at + number) for number, case in enumerate(cases))


def _bring_one(actor: Actor, import_id: int, case: Case, at: int) -> bool:
    try:
        return import_cases(actor, import_id, [case], at=at)
    except Refusal as refusal:
        details = {name: str(value) for name, value in refusal.details.items()}
        return set_case_aside(actor, import_id, case, at=at, fault=Fault(refusal.code, details))
