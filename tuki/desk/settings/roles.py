"""Roles: the matrix, one role's permissions, roles of one's own."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tuki.desk.settings.forms import Errors, errors_of, posted
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.permissions import permissions
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.people.access import EVERYTHING
from tuki.people.commands.roles import remove_role, set_role
from tuki.people.definitions import ROLE
from tuki.people.models import Grant, Role
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.queries.explaining import role_lines
from tuki.people.wording.roles import kept_role_name, role_name
from tuki.ui.access import SignedInRequest, open_to

CODE = re.compile(r"[a-z][a-z0-9_]{1,31}")


@open_to("staff", permission=MANAGE_AGENTS)
def roles(request: SignedInRequest) -> HttpResponse:
    """Every role with what it holds; each is changed on a page of its own."""
    context = {"roles": role_lines(), "permissions": list(permissions().items())}
    return settings_page(request, "roles", context)


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """A role of one's own."""
    given = _given(request, None)
    if request.method != "POST":
        return _form(request, None, given)
    code = given["code"]
    if not CODE.fullmatch(code):
        return _form(request, None, given, errors_of(Invalid("invalid", field="code")))
    if Role.objects.filter(code=code).exists():
        return _form(request, None, given, errors_of(Invalid("name_taken", field="code")))
    return _save(request, None, given, code)


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def change(request: SignedInRequest, code: str) -> HttpResponse:
    """What a role may do."""
    row = Role.objects.filter(code=code).first()
    if row is None:
        raise NotFound()
    given = _given(request, row)
    return _save(request, row, given, code) if request.method == "POST" else _form(request, row, given)


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def removal(request: SignedInRequest, code: str) -> HttpResponse:
    """Removes a role of one's own that nobody holds."""
    row = Role.objects.filter(code=code).first()
    if row is None:
        raise NotFound()
    try:
        remove_role(request.actor, code=code)
    except Refusal as refusal:
        return _form(request, row, _given(None, row), errors_of(refusal), status=refusal.status)
    return go("roles", done="removed")


def _save(request: SignedInRequest, row: Role | None, given: dict[str, Any], code: str) -> HttpResponse:
    try:
        if not given["permissions"]:
            raise Invalid("required", field="permissions")
        set_role(request.actor, code=code, name=kept_role_name(code, given["name"]), listed=given["permissions"])
    except Refusal as refusal:
        return _form(request, row, given, errors_of(refusal))
    return go("roles", done="saved" if row else "added")


def _given(request: SignedInRequest | None, row: Role | None) -> dict[str, Any]:
    if request is not None and request.method == "POST":
        return {**posted(request, ("code", "name")), "permissions": request.POST.getlist("permissions")}
    if row is None:
        return {"code": "", "name": "", "permissions": []}
    return {"code": row.code, "name": role_name(row.code, row.name), "permissions": row.permissions}


def _form(
    request: SignedInRequest,
    row: Role | None,
    given: dict[str, Any],
    errors: Errors | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    everything = (EVERYTHING, _("Everything"), _("All permissions, those of later versions too."))
    options = [everything, *((code, sentence, code) for code, sentence in permissions().items())]
    is_own = row is not None and Grant.objects.filter(person_id=request.actor.id, role=row).exists()
    name = role_name(row.code, row.name) if row else ""
    context = {"role": row, "name": name, "given": given, "options": options, "is_own": is_own, "versions_of": ROLE}
    return settings_page(request, "role", context, errors=errors, status=status)
