"""Bringing in a table: giving it, saying what its columns mean, watching it, stopping and going on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tuki.desk.importing.columns import given_mapping, mapping_context
from tuki.desk.settings.forms import Errors, errors_of, number, posted
from tuki.desk.settings.pages import settings_page
from tuki.imports.commands.running import begin_import, map_columns, start_import, stop_import
from tuki.imports.commands.trashing import restore_import, trash_import
from tuki.imports.models import BUSY, ImportState, TableImport
from tuki.imports.permissions import IMPORT
from tuki.imports.proposing import read_table
from tuki.imports.queries import MOST_SHOWN, faults_of, import_for, imports_for, trash_counts
from tuki.imports.reading import LARGEST_BYTES
from tuki.imports.wording import STATE_NAMES, fault_words
from tuki.kernel import files
from tuki.kernel.refusals import Invalid, Refusal
from tuki.people.queries import departments_to_choose
from tuki.tickets.permissions import TRASH
from tuki.ui.access import SignedInRequest, open_to

ENDED = (ImportState.STOPPED, ImportState.FAILED, ImportState.DONE)
MAPPED_IN = (ImportState.MAPPING, ImportState.STOPPED, ImportState.FAILED, ImportState.TRASHED)


@open_to("staff", permission=IMPORT, methods=("GET", "POST"))
def imports(request: SignedInRequest) -> HttpResponse:
    """Earlier imports, and the form that begins one."""
    given = posted(request, ("source", "department"))
    if request.method != "POST":
        return _overview(request, given)
    try:
        run = _begin(request, given)
    except Refusal as refusal:
        return _overview(request, given, errors_of(refusal))
    return HttpResponseRedirect(reverse("desk:import", args=[run.id]))


@open_to("staff", permission=IMPORT, methods=("GET", "POST"))
def one(request: SignedInRequest, import_id: int) -> HttpResponse:
    """What the columns mean until it runs, then how far it is. Saving the columns starts it, or reads words anew."""
    run = import_for(request.actor, import_id)
    if request.method != "POST":
        return _shown(request, run)
    try:
        map_columns(request.actor, run.id, mapping=given_mapping(request.POST, run))
        if request.POST.get("way") == "start":
            start_import(request.actor, run.id)
    except Refusal as refusal:
        return _shown(request, run, errors_of(refusal))
    return HttpResponseRedirect(reverse("desk:import", args=[run.id]))


@open_to("staff", permission=IMPORT, passive=True)
def progress(request: SignedInRequest, import_id: int) -> HttpResponse:
    """How far it is; the page asks for it again until it ends."""
    return render(request, "desk/settings/_import_progress.html", _standing(import_for(request.actor, import_id)))


@open_to("staff", permission=IMPORT, methods=("POST",))
def start(request: SignedInRequest, import_id: int) -> HttpResponse:
    """Runs, or goes on."""
    start_import(request.actor, import_id)
    return HttpResponseRedirect(reverse("desk:import", args=[import_id]))


@open_to("staff", permission=IMPORT, methods=("POST",))
def stop(request: SignedInRequest, import_id: int) -> HttpResponse:
    """Stops after the cases in hand."""
    stop_import(request.actor, import_id)
    return HttpResponseRedirect(reverse("desk:import", args=[import_id]))


@open_to("staff", permission=IMPORT, methods=("GET", "POST"))
def trash(request: SignedInRequest, import_id: int) -> HttpResponse:
    """What going into the trash means, and the button that does it."""
    run = import_for(request.actor, import_id)
    if request.method == "POST":
        trash_import(request.actor, import_id)
        return HttpResponseRedirect(reverse("desk:import", args=[import_id]))
    return settings_page(request, "import_trash", _standing(run))


@open_to("staff", permission=IMPORT, methods=("POST",))
def restore(request: SignedInRequest, import_id: int) -> HttpResponse:
    """What went into the trash with the import comes out."""
    restore_import(request.actor, import_id)
    return HttpResponseRedirect(reverse("desk:import", args=[import_id]))


def _begin(request: SignedInRequest, given: dict[str, str]) -> TableImport:
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid("required", field="file")
    if (upload.size or 0) > LARGEST_BYTES:
        raise Invalid("table_too_large", field="file")
    content = upload.read()
    table, stored = read_table(content), files.store(content)
    return begin_import(
        request.actor,
        source=given["source"],
        file_name=upload.name or "",
        file_id=stored.id,
        table=table,
        department_id=number(given["department"], 0) or 0,
    )


def _overview(request: SignedInRequest, given: dict[str, str], errors: Errors | None = None) -> HttpResponse:
    context = {
        "imports": imports_for(request.actor)[:MOST_SHOWN],
        "states": STATE_NAMES,
        "given": given,
        "departments": departments_to_choose(request.actor),
        "largest": LARGEST_BYTES,
    }
    return settings_page(request, "imports", context, errors=errors)


def _shown(request: SignedInRequest, run: TableImport, errors: Errors | None = None) -> HttpResponse:
    context: dict[str, Any] = _standing(run)
    context["is_mapping"] = run.state in MAPPED_IN
    context["can_trash"] = run.state in ENDED and request.actor.holds(TRASH) and context["trash_all"]
    if context["is_mapping"]:
        context |= mapping_context(request.POST if errors else None, run)
    return settings_page(request, "import", context, errors=errors)


def _standing(run: TableImport) -> dict[str, Any]:
    found = faults_of(run) if run.faulty_count else []
    faults = [(each, fault_words(each.reason, each.details)) for each in found]
    trash_done, trash_all = trash_counts(run)
    return {
        "run": run,
        "state_name": STATE_NAMES[run.state],
        "is_busy": run.state in BUSY,
        "faults": faults,
        "trash_done": trash_done,
        "trash_all": trash_all,
    }
