"""Macros: the list, and one with its steps, edited by plain forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tuki.automation.actions import read_steps
from tuki.automation.commands.macros import VERSIONS, add_macro, change_macro, remove_macro
from tuki.automation.definitions import MacroDefinition, macro_definition
from tuki.automation.models import Macro
from tuki.automation.owning import can_edit
from tuki.automation.permissions import SHARE
from tuki.automation.placeholders import PLACEHOLDERS
from tuki.automation.queries import macro_for, macros_for
from tuki.desk.automation.owners import owner_code, owner_of, owner_options
from tuki.desk.automation.steps import posted_steps, raw_steps, steps_context
from tuki.desk.frame import page
from tuki.desk.settings.forms import Errors, errors_of
from tuki.desk.settings.pages import DONE, go
from tuki.kernel.refusals import Refusal
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff")
def macros(request: SignedInRequest) -> HttpResponse:
    """Those that the reader may run."""
    return _page(request, "macros", {"rows": macros_for(request.actor)})


@open_to("staff", methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more macro; the button `add` adds a step and keeps nothing yet."""
    return _edit(request, None, MacroDefinition(name="", steps=(), person_id=request.actor.id))


@open_to("staff", methods=("GET", "POST"))
def change(request: SignedInRequest, macro_id: int) -> HttpResponse:
    """Name, owner and steps; only to read for those who may not change it."""
    row = macro_for(request.actor, macro_id)
    return _edit(request, row, macro_definition(row))


@open_to("staff", methods=("POST",))
def removal(request: SignedInRequest, macro_id: int) -> HttpResponse:
    """It is gone."""
    remove_macro(request.actor, macro_id)
    return go("macros", done="removed")


def _edit(request: SignedInRequest, row: Macro | None, before: MacroDefinition) -> HttpResponse:
    if request.method != "POST":
        return _form(request, row, before)
    given = _typed(request)
    if request.POST.get("way") == "add":
        return _form(request, row, given)
    try:
        ready = MacroDefinition(**_owned(given), steps=read_steps(raw_steps(given.steps)))
        if row is None:
            add_macro(request.actor, definition=ready)
        else:
            change_macro(request.actor, row.id, definition=ready)
    except Refusal as refusal:
        return _form(request, row, given, errors_of(refusal))
    return go("macros", done="saved" if row else "added")


def _owned(given: MacroDefinition) -> dict[str, Any]:
    return {"name": given.name, "person_id": given.person_id, "team_id": given.team_id}


def _typed(request: SignedInRequest) -> MacroDefinition:
    person_id, team_id = owner_of(request.actor, request.POST.get("owner", "me"))
    steps, name = posted_steps(request.POST), request.POST.get("name", "")
    return MacroDefinition(name=name, steps=steps, person_id=person_id, team_id=team_id)


def _form(
    request: SignedInRequest, row: Macro | None, given: MacroDefinition, errors: Errors | None = None
) -> HttpResponse:
    context = {
        "row": row,
        "given": given,
        **steps_context(given.steps),
        "owner": owner_code(given.person_id, given.team_id),
        "owners": owner_options(request.actor),
        "placeholders": PLACEHOLDERS,
        "can_edit": row is None or can_edit(request.actor, row.person_id, row.team_id),
        "sees_versions": request.actor.holds(SHARE),
        "versions_of": VERSIONS,
    }
    return _page(request, "macro", context, errors)


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    around = {"errors": errors or {}, "done": DONE.get(request.GET.get("done", ""))}
    address = f"desk/automation/{template}.html"
    return page(request, address, around | context, current=reverse("desk:templates"), status=422 if errors else 200)
