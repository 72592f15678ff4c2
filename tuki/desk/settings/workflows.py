"""Workflows: the list, the form with its preview, and where tickets go that would lose their status."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from django.http import HttpResponse
from django.utils.translation import get_language, override

from tuki.catalogue.queries import kind_names
from tuki.desk.settings.forms import Errors, errors_of
from tuki.desk.settings.moves import asked_moves, given_moves
from tuki.desk.settings.pages import LANGUAGES, go, settings_page
from tuki.desk.settings.workflow_form import acted, read_definition
from tuki.desk.workflows.layout import drawn
from tuki.desk.workflows.words import rows
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.tickets.commands.workflow import (
    SETTING,
    add_workflow,
    change_workflow,
    found_faults,
    outlook,
    restore_workflow,
    retire_workflow,
)
from tuki.tickets.commands.workflow_versions import restore_workflow_version, said_in_version
from tuki.tickets.models import Resettlement
from tuki.tickets.permissions import WORKFLOW
from tuki.tickets.queries.workflow import KeptWorkflow, by_kind, stages, status_names, workflow_name, workflows
from tuki.tickets.wording import ROLE_NAMES, STAGE_NAMES, STATUS_NAMES
from tuki.tickets.workflow import WorkflowDefinition
from tuki.tickets.workflow.built_in import DEFAULT
from tuki.tickets.workflow.definition import CONFIRMATION
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=WORKFLOW)
def overview(request: SignedInRequest) -> HttpResponse:
    """Every workflow with the kinds it serves, and how far tickets are on their way after a change."""
    serving = by_kind(list(workflows().values()))
    kinds = kind_names()
    shown = [
        (each, [name for code, name in kinds.items() if serving[code] is each.definition])
        for each in workflows().values()
    ]
    names = {each.id: each.name for each, _kinds in shown}
    running = Resettlement.objects.filter(ended_at=None).order_by("id").select_related("workflow")
    return settings_page(request, "workflows", {"workflows": shown, "running": list(running), "names": names})


@open_to("staff", permission=WORKFLOW, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more workflow; it begins as a copy of the default one."""
    if request.method != "POST":
        return _form(request, None, msgspec.structs.replace(DEFAULT, name="", kinds=[]))
    return _posted(request, None)


@open_to("staff", permission=WORKFLOW, methods=("GET", "POST"))
def change(request: SignedInRequest, workflow_id: int) -> HttpResponse:
    """Statuses, transitions with their conditions, kinds. Every button works without script."""
    row = _kept(workflow_id)
    return _form(request, row, row.definition) if request.method != "POST" else _posted(request, row)


@open_to("staff", permission=WORKFLOW, methods=("POST",))
def retirement(request: SignedInRequest, workflow_id: int) -> HttpResponse:
    """Its kinds go by the default workflow from now on; asks where tickets go that would lose their status."""
    row = _kept(workflow_id)
    try:
        retire_workflow(request.actor, workflow_id, moves=given_moves(request))
    except Invalid:
        return _ask_moves(request, row, msgspec.structs.replace(row.definition, kinds=[]))
    return go("workflows", done="retired")


@open_to("staff", permission=WORKFLOW, methods=("POST",))
def restoration(request: SignedInRequest, workflow_id: int) -> HttpResponse:
    """A retired workflow can serve kinds again."""
    restore_workflow(request.actor, _kept(workflow_id).id)
    return go("workflow", workflow_id, done="restored")


@open_to("staff", permission=WORKFLOW, methods=("GET", "POST"))
def version_moves(request: SignedInRequest, workflow_id: int, number: int) -> HttpResponse:
    """An earlier version holds again; asks where tickets go that would lose their status, however often they change."""
    row, earlier = _kept(workflow_id), said_in_version(request.actor, workflow_id, number)
    if request.method == "POST":
        try:
            restore_workflow_version(request.actor, workflow_id, number=number, moves=given_moves(request))
            return go("versions", SETTING, workflow_id, done="restored")
        except Invalid as refusal:
            if refusal.code != "tickets_in_removed_status":
                return _form(request, row, earlier, errors_of(refusal))
    return _ask_moves(request, row, earlier, hidden=[])


def _posted(request: SignedInRequest, row: KeptWorkflow | None) -> HttpResponse:
    definition = _given(request)
    act = request.POST.get("act", "save")
    if act == "save":
        return _save(request, row, definition)
    changed = acted(definition, request.POST, stages())
    faults = {} if act != "preview" else {each.field or "form": each.sentence for each in found_faults(changed)}
    return _form(request, row, changed, faults, status=200)


def _given(request: SignedInRequest) -> WorkflowDefinition:
    """What the form says; the page that asks where tickets go carries it whole."""
    if "definition" not in request.POST:
        typed = read_definition(request.POST)
        is_built_in = typed.name == workflow_name(DEFAULT.name)
        return msgspec.structs.replace(typed, name=DEFAULT.name) if is_built_in else typed
    try:
        return msgspec.json.decode(request.POST["definition"], type=WorkflowDefinition)
    except msgspec.MsgspecError:
        raise Invalid("invalid", field="definition") from None


def _save(request: SignedInRequest, row: KeptWorkflow | None, definition: WorkflowDefinition) -> HttpResponse:
    faults = {each.field or "form": each.sentence for each in found_faults(definition)}
    if faults:
        return _form(request, row, definition, faults)
    try:
        if row is None:
            code, moves = _code(definition), given_moves(request)
            added = add_workflow(request.actor, code=code, definition=definition, moves=moves)
            return go("workflow", added.id, done="added")
        version = whole_number(request.POST.get("version", ""))
        change_workflow(request.actor, row.id, definition=definition, moves=given_moves(request), seen_version=version)
    except Refusal as refusal:
        if refusal.code == "tickets_in_removed_status":
            return _ask_moves(request, row, definition)
        return _form(request, row, definition, errors_of(refusal))
    return go("workflow", row.id)


def _ask_moves(
    request: SignedInRequest,
    row: KeptWorkflow | None,
    definition: WorkflowDefinition,
    *,
    hidden: Sequence[tuple[str, str]] | None = None,
) -> HttpResponse:
    """`hidden`: what the page posts back, the whole form when left out."""
    counts, after = outlook(row.id if row else 0, definition)
    if hidden is None:
        hidden = [
            ("definition", msgspec.json.encode(definition).decode()),
            ("version", request.POST.get("version", "")),
            ("act", "save"),
        ]
    return asked_moves(
        request,
        workflow_name(definition.name),
        counts,
        after,
        hidden=hidden,
        back="desk:workflows",
        names=_new_names(definition),
    )


def _form(
    request: SignedInRequest,
    row: KeptWorkflow | None,
    definition: WorkflowDefinition,
    errors: Errors | None = None,
    *,
    status: int = 0,
) -> HttpResponse:
    names = status_names() | _new_names(definition)
    language = (get_language() or "en").partition("-")[0]
    others = [(code, name) for code, name in status_names().items() if code not in definition.codes]
    wrong = dict(errors or {})
    context = {
        "workflow": row,
        "definition": definition,
        "name": workflow_name(definition.name),
        "names": names,
        "status_options": [(code, names.get(code, code)) for code in definition.codes],
        "placeholders": _placeholders(definition),
        "own_language": language,
        "languages": sorted(LANGUAGES, key=lambda each: each[0] != language),
        "stage_names": STAGE_NAMES,
        "roles": ROLE_NAMES,
        "optional_roles": CONFIRMATION,
        "ways": {(each.source, each.target): each for each in definition.transitions},
        "kinds": [(code, name) for code, name in kind_names().items()],
        "others": others,
        "drawing": drawn(definition, names) if definition.statuses else None,
        "rows": rows(definition, names),
        "faults": list(dict.fromkeys(wrong.values())),
    }
    return settings_page(request, "workflow", context, errors=wrong, status=status or (422 if wrong else 200))


def _new_names(definition: WorkflowDefinition) -> dict[str, str]:
    """What statuses are called as the form has them, in the reader's language or any."""
    language = (get_language() or "en").partition("-")[0]
    return {
        each.code: each.names.get(language) or str(STATUS_NAMES.get(each.code, "")) or next(iter(each.names.values()))
        for each in definition.statuses
        if each.names
    }


def _placeholders(definition: WorkflowDefinition) -> dict[tuple[str, str], str]:
    """What a status is called in a language in which the form says nothing."""
    found = {}
    for language, _name in LANGUAGES:
        with override(language):
            for each in definition.statuses:
                built_in = str(STATUS_NAMES.get(each.code, ""))
                found[each.code, language] = built_in or each.names.get("en") or next(iter(each.names.values()), "")
    return found


def _code(definition: WorkflowDefinition) -> str:
    """A code of the name, free among workflows."""
    taken = {each.code for each in workflows().values()}
    stem = re.sub(r"[^a-z0-9]+", "_", definition.name.lower()).strip("_")[:28].lstrip("0123456789_") or "workflow"
    return next(code for code in (stem, *(f"{stem}_{count}" for count in range(2, 10_000))) if code not in taken)


def _kept(workflow_id: int) -> KeptWorkflow:
    row = workflows().get(workflow_id)
    if row is None:
        raise NotFound()
    return row
