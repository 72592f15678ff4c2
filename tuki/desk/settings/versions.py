"""The versions of one setting: who changed what, when, and the way back to any of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import NotFound, Refusal
from tuki.kernel.versions import Difference, Versioned, differences, restore_version, versioned_kinds, versions_of
from tuki.people.queries import names_of
from tuki.tickets.commands.workflow import SETTING as WORKFLOW
from tuki.ui.access import SignedInRequest, open_to

SHOWN = 100


@open_to("staff")
def versions(request: SignedInRequest, kind: str, object_id: int) -> HttpResponse:
    """Every version, newest first, with what it changed; who may read them is declared by the kind of setting."""
    return _page(request, kind, object_id)


@open_to("staff", methods=("POST",))
def restoration(request: SignedInRequest, kind: str, object_id: int, number: int) -> HttpResponse:
    """An earlier version holds again, as a new one."""
    try:
        restore_version(request.actor, kind, object_id, number=number)
    except Refusal as refusal:
        if kind not in versioned_kinds():
            raise
        if refusal.code == "tickets_in_removed_status" and kind == WORKFLOW:
            return HttpResponseRedirect(reverse("desk:workflow-version-moves", args=[object_id, number]))
        return _page(request, kind, object_id, refusal)
    return go("versions", kind, object_id, done="restored")


def _page(request: SignedInRequest, kind: str, object_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = versions_of(request.actor, kind, object_id)
    if not found:
        raise NotFound()
    declared = versioned_kinds()[kind]
    authors = names_of([each.actor_id for each in found if each.actor_kind == "person" and each.actor_id])
    rows = [
        (newer, authors.get(newer.actor_id or 0) or newer.actor_name or "Tuki", _rows(declared, older, newer))
        for newer, older in pairwise([*found[: SHOWN + 1], None])
        if newer is not None
    ]
    context = {
        "kind": kind,
        "label": declared.label,
        "object_id": object_id,
        "name": declared.titles([object_id]).get(object_id, str(object_id)),
        "rows": rows[:SHOWN],
    }
    errors = {"form": refusal.sentence} if refusal else None
    return settings_page(request, "versions", context, errors=errors, status=refusal.status if refusal else 200)


def _rows(declared: Versioned, older: Any, newer: Any) -> list[tuple[str, str, str]]:
    if older is None:
        return []
    return [
        (_place(declared, each), _said(each.old), _said(each.new))
        for each in differences(older.definition, newer.definition)
    ]


def _place(declared: Versioned, each: Difference) -> str:
    return " › ".join(str(declared.words.get(part, part)) for part in each.path)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
