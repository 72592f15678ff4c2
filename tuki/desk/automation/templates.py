"""Reply templates: the list, and one with its texts per language."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tuki.automation.commands.templates import (
    VERSIONS,
    add_template,
    change_template,
    prefer_template,
    remove_template,
)
from tuki.automation.definitions import TemplateDefinition, template_definition
from tuki.automation.models import ReplyTemplate
from tuki.automation.owning import can_edit
from tuki.automation.permissions import SHARE
from tuki.automation.placeholders import PLACEHOLDERS
from tuki.automation.queries import template_for, templates_for
from tuki.desk.automation.owners import owner_code, owner_of, owner_options
from tuki.desk.frame import page
from tuki.desk.settings.forms import Errors, errors_of
from tuki.desk.settings.pages import DONE, LANGUAGES, go
from tuki.kernel.refusals import Refusal
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff")
def templates(request: SignedInRequest) -> HttpResponse:
    """Those that the reader may use, favourites first."""
    return _page(request, "templates", {"rows": templates_for(request.actor)})


@open_to("staff", methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more template, of oneself unless said otherwise."""
    if request.method != "POST":
        return _form(request, None, TemplateDefinition(name="", texts={}, person_id=request.actor.id))
    given = _typed(request)
    try:
        add_template(request.actor, definition=given)
    except Refusal as refusal:
        return _form(request, None, given, errors_of(refusal))
    return go("templates", done="added")


@open_to("staff", methods=("GET", "POST"))
def change(request: SignedInRequest, template_id: int) -> HttpResponse:
    """Name, owner and texts; only to read for those who may not change it."""
    row = template_for(request.actor, template_id)
    if request.method != "POST":
        return _form(request, row, template_definition(row))
    given = _typed(request)
    try:
        change_template(request.actor, template_id, definition=given)
    except Refusal as refusal:
        return _form(request, row, given, errors_of(refusal))
    return go("templates")


@open_to("staff", methods=("POST",))
def removal(request: SignedInRequest, template_id: int) -> HttpResponse:
    """It is gone."""
    row = template_for(request.actor, template_id)
    try:
        remove_template(request.actor, template_id)
    except Refusal as refusal:
        return _form(request, row, template_definition(row), errors_of(refusal))
    return go("templates", done="removed")


@open_to("staff", methods=("POST",))
def favourite(request: SignedInRequest, template_id: int) -> HttpResponse:
    """`on`: first in the list; otherwise no longer."""
    prefer_template(request.actor, template_id, is_favourite=bool(request.POST.get("on")))
    return go("templates")


def _form(
    request: SignedInRequest, row: ReplyTemplate | None, given: TemplateDefinition, errors: Errors | None = None
) -> HttpResponse:
    context = {
        "row": row,
        "given": given,
        "owner": owner_code(given.person_id, given.team_id),
        "owners": owner_options(request.actor),
        "languages": LANGUAGES,
        "placeholders": PLACEHOLDERS,
        "can_edit": row is None or can_edit(request.actor, row.person_id, row.team_id),
        "sees_versions": request.actor.holds(SHARE),
        "versions_of": VERSIONS,
    }
    return _page(request, "template", context, errors)


def _typed(request: SignedInRequest) -> TemplateDefinition:
    person_id, team_id = owner_of(request.actor, request.POST.get("owner", "me"))
    texts = {code: request.POST.get(f"text_{code}", "") for code, _name in LANGUAGES}
    texts = {code: text.replace("\r\n", "\n") for code, text in texts.items() if text.strip()}
    return TemplateDefinition(name=request.POST.get("name", ""), texts=texts, person_id=person_id, team_id=team_id)


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    around = {"errors": errors or {}, "done": DONE.get(request.GET.get("done", ""))}
    address = f"desk/automation/{template}.html"
    return page(request, address, around | context, current=reverse("desk:templates"), status=422 if errors else 200)
