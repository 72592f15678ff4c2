"""Macros: the list, and one with its steps, edited by plain forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tuki.automation.actions import ACTIONS, Action, Step, read_steps
from tuki.automation.actions.declaring import ParameterType
from tuki.automation.commands.macros import VERSIONS, add_macro, change_macro, remove_macro
from tuki.automation.definitions import MacroDefinition, macro_definition
from tuki.automation.models import Macro
from tuki.automation.owning import can_edit
from tuki.automation.permissions import SHARE
from tuki.automation.placeholders import PLACEHOLDERS
from tuki.automation.queries import macro_for, macros_for
from tuki.desk.automation.owners import owner_code, owner_of, owner_options
from tuki.desk.frame import page
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import DONE, go
from tuki.kernel.refusals import Refusal
from tuki.ui.access import SignedInRequest, open_to

MOST_READ = 40  # steps of a form; more than a macro may have


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
        added = request.POST.get("add", "")
        steps = (*given.steps, Step(added)) if added in ACTIONS else given.steps
        return _form(request, row, MacroDefinition(**_owned(given), steps=steps))
    try:
        ready = MacroDefinition(**_owned(given), steps=read_steps([_raw(each) for each in given.steps]))
        if row is None:
            add_macro(request.actor, definition=ready)
        else:
            change_macro(request.actor, row.id, definition=ready)
    except Refusal as refusal:
        return _form(request, row, given, errors_of(refusal))
    return go("macros", done="saved" if row else "added")


def _owned(given: MacroDefinition) -> dict[str, Any]:
    return {"name": given.name, "person_id": given.person_id, "team_id": given.team_id}


def _raw(step: Step) -> dict[str, Any]:
    return {"action": step.action, "given": step.given}


def _typed(request: SignedInRequest) -> MacroDefinition:
    """What stands in the form: steps in the order of their places, without those that are marked as gone."""
    found: list[tuple[int, int, Step]] = []
    for index in range(MOST_READ):
        action = ACTIONS.get(request.POST.get(f"step-{index}-action", ""))
        if action is not None and f"step-{index}-gone" not in request.POST:
            place = number(request.POST.get(f"step-{index}-place", ""), index)
            found.append((place or 0, index, Step(action.code, _given(request, action, index))))
    person_id, team_id = owner_of(request.actor, request.POST.get("owner", "me"))
    steps = tuple(step for _place, _index, step in sorted(found, key=lambda each: each[:2]))
    return MacroDefinition(name=request.POST.get("name", ""), steps=steps, person_id=person_id, team_id=team_id)


def _given(request: SignedInRequest, action: Action, index: int) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for parameter in action.parameters:
        typed = request.POST.get(f"step-{index}-{parameter.code}", "").replace("\r\n", "\n").strip()
        if typed:
            is_words = parameter.type is ParameterType.WORDS
            given[parameter.code] = [each.strip() for each in typed.split(",")] if is_words else typed
    return given


def _form(
    request: SignedInRequest, row: Macro | None, given: MacroDefinition, errors: Errors | None = None
) -> HttpResponse:
    context = {
        "row": row,
        "given": given,
        "steps": [(step, ACTIONS[step.action]) for step in given.steps],
        "actions": [(action.code, action.label) for action in ACTIONS.values()],
        "owner": owner_code(given.person_id, given.team_id),
        "owners": owner_options(request.actor),
        "placeholders": PLACEHOLDERS,
        "can_edit": row is None or can_edit(request.actor, row.person_id, row.team_id),
        "sees_versions": request.actor.holds(SHARE),
        "versions_of": VERSIONS,
        "is_choice": ParameterType.CHOICE,
        "is_text": ParameterType.TEXT,
    }
    return _page(request, "macro", context, errors)


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    around = {"errors": errors or {}, "done": DONE.get(request.GET.get("done", ""))}
    address = f"desk/automation/{template}.html"
    return page(request, address, around | context, current=reverse("desk:macros"), status=422 if errors else 200)
