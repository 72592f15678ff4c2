"""The run of an import: a slice of cases at a time, so that it survives kills and lets others have their turn."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import msgspec
from django.conf import settings

from tuki.imports.commands.cases import end_import, import_cases, note_size, set_case_aside
from tuki.imports.commands.running import JOB, fail_import, go_on
from tuki.imports.mapping import ColumnMapping
from tuki.imports.models import ImportState, TableImport
from tuki.imports.reading import Case, cases_in, sort_into, unpacked
from tuki.kernel import files
from tuki.kernel.actors import Actor, importer
from tuki.kernel.jobs.registry import job
from tuki.kernel.refusals import Refusal

SLICE_SECONDS = 20.0
AT_ONCE = 10


def _gave_up(*, import_id: int, **_more: object) -> None:
    fail_import(importer("import", f"import:{import_id}"), import_id, problem="job_parked")


@job(JOB, on_parked=_gave_up)
def run(*, import_id: int) -> None:
    """Brings in cases for some seconds; then hands on to the next job, or ends the import."""
    row = TableImport.objects.filter(pk=import_id, state=ImportState.RUNNING).first()
    if row is None:
        return
    actor = importer(row.source, f"import:{import_id}")
    path = _sorted(actor, row)
    at, ends_at = row.next_case, time.monotonic() + SLICE_SECONDS
    while time.monotonic() < ends_at:
        cases = cases_in(path, beginning=at, most=AT_ONCE)
        if not cases:
            end_import(actor, import_id)
            for each in path.parent.glob(f"{import_id}-*"):
                each.unlink(missing_ok=True)
            return
        if not _bring(actor, import_id, cases, at):
            return
        at += len(cases)
    go_on(actor, import_id, at=at)


def _sorted(actor: Actor, row: TableImport) -> Path:
    """The table's cases in order, sorted once per mapping."""
    said = hashlib.sha256(msgspec.json.encode(row.mapping)).hexdigest()[:12]
    path = Path(settings.HOME, "imports", f"{row.id}-{said}.sqlite3")
    if not path.exists():
        text = unpacked(files.read(row.file.digest) or b"")
        case_count = sort_into(path, text, msgspec.convert(row.mapping, ColumnMapping))
        note_size(actor, row.id, case_count=case_count)
    return path


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
        return set_case_aside(actor, import_id, case, at=at, reason=refusal.sentence)
