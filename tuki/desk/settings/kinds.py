"""Kinds of tickets: what they are called, by which workflow they go, and whether they are offered."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language, override

from tuki.catalogue.commands.kinds import ALL_KINDS, SETTING, restore_kind, retire_kind
from tuki.catalogue.kinds import KindDefinition, kinds_now
from tuki.catalogue.permissions import EDIT
from tuki.catalogue.queries import all_kind_names
from tuki.catalogue.wording import KIND_NAMES
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.moves import asked_moves, given_moves
from tuki.desk.settings.pages import LANGUAGES, go, settings_page
from tuki.kernel.refusals import NotFound, Refusal
from tuki.setup.commands.kinds import set_up_kind
from tuki.tickets.commands.workflow import outlook, with_kind
from tuki.tickets.permissions import WORKFLOW
from tuki.tickets.queries.workflow import workflow_serving, workflows
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=EDIT)
def kinds(request: SignedInRequest) -> HttpResponse:
    """All kinds in their order, with their workflows."""
    shown = [(each, all_kind_names()[each.code], workflow_serving(each.code)) for each in kinds_now().kinds]
    return settings_page(request, "kinds", {"kinds": shown, "setting": SETTING, "all_kinds": ALL_KINDS})


@open_to("staff", permission=EDIT, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more kind."""
    if request.method != "POST":
        return _form(request, None, {"workflow": ""})
    return _save(request, None)


@open_to("staff", permission=EDIT, methods=("GET", "POST"))
def change(request: SignedInRequest, code: str) -> HttpResponse:
    """Its names by language, and its workflow; where tickets would lose their status, asks where they go."""
    kind = _kind(code)
    if request.method == "POST":
        return _save(request, kind)
    serving = workflow_serving(code)
    return _form(request, kind, {"workflow": serving.id if serving else ""})


@open_to("staff", permission=EDIT, methods=("POST",))
def retirement(request: SignedInRequest, code: str) -> HttpResponse:
    """No new ticket is of this kind."""
    try:
        retire_kind(request.actor, code)
    except Refusal as refusal:
        return _form(request, _kind(code), {"workflow": ""}, errors_of(refusal))
    return go("kinds", done="retired")


@open_to("staff", permission=EDIT, methods=("POST",))
def restoration(request: SignedInRequest, code: str) -> HttpResponse:
    """Tickets can be of this kind again."""
    restore_kind(request.actor, code)
    return go("kinds", done="offered")


def _save(request: SignedInRequest, kind: KindDefinition | None) -> HttpResponse:
    code = kind.code if kind else request.POST.get("code", "").strip()
    workflow_id = number(request.POST.get("workflow", ""))
    try:
        set_up_kind(
            request.actor,
            code,
            is_new=kind is None,
            names=_names(request),
            workflow_id=workflow_id if request.actor.holds(WORKFLOW) else None,
            moves=given_moves(request),
        )
    except Refusal as refusal:
        if refusal.code == "tickets_in_removed_status" and workflow_id is not None:
            return _ask(request, code, workflow_id)
        return _form(request, kind, {"workflow": workflow_id or ""}, errors_of(refusal))
    return go("kinds", done="saved" if kind else "added")


def _names(request: SignedInRequest) -> dict[str, str]:
    return {language: request.POST.get(f"name:{language}", "") for language, _name in LANGUAGES}


def _ask(request: SignedInRequest, code: str, workflow_id: int) -> HttpResponse:
    changed = with_kind(code, workflow_id)
    assert changed is not None  # else nothing would have been refused
    counts, after = outlook(*changed)
    hidden = [(name, str(value)) for name, value in request.POST.items() if name.startswith(("name:", "workflow"))]
    return asked_moves(request, all_kind_names()[code], counts, after, hidden=hidden, back="desk:kinds")


def _form(
    request: SignedInRequest, kind: KindDefinition | None, given: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    names = dict(kind.names) if kind else {}
    if request.method == "POST" and "name:en" in request.POST:
        names = _names(request)
    own = (get_language() or "en").partition("-")[0]
    context = {
        "kind": kind,
        "title": all_kind_names()[kind.code] if kind else None,
        "names": names,
        "given": given | {"code": request.POST.get("code", "")},
        "languages": sorted(LANGUAGES, key=lambda each: each[0] != own),
        "placeholders": _placeholders(kind.code if kind else ""),
        "workflows": [(each.id, each.name) for each in workflows().values() if not each.is_retired],
        "sets_workflow": request.actor.holds(WORKFLOW),
    }
    return settings_page(request, "kind", context, errors=errors)


def _placeholders(code: str) -> dict[str, str]:
    found = {}
    for language, _name in LANGUAGES:
        with override(language):
            found[language] = str(KIND_NAMES.get(code, ""))
    return found


def _kind(code: str) -> KindDefinition:
    found = next((each for each in kinds_now().kinds if each.code == code), None)
    if found is None:
        raise NotFound()
    return found
