"""The versions of one setting: who changed what, when, and the way back to any of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.desk.automation.versions import macro_in_words, rule_in_words
from tuki.desk.settings.pages import go, settings_page
from tuki.desk.settings.workflow_words import workflow_in_words
from tuki.kernel.differences import Difference, differences
from tuki.kernel.refusals import NotFound, Refusal
from tuki.kernel.telling import names_of_kind
from tuki.kernel.versions import Version, Versioned, restore_version, versioned_kinds, versions_of
from tuki.people.queries import names_of
from tuki.tickets.commands.workflow import SETTING as WORKFLOW
from tuki.ui.access import SignedInRequest, open_to

SHOWN = 100
# kind → the page on which all of them stand, and the page of one by its id where there is one
PLACES = {
    "absence": ("work", ""),
    "agent_roles": ("agents", "agent"),
    "agent_work": ("agents", "agent-work"),
    "assignment": ("teams", "team-assignment"),
    "brand": ("brands", "brand"),
    "calendar": ("calendars", "calendar"),
    "category": ("categories", "category-settings"),
    "department": ("departments", "department-settings"),
    "kinds": ("kinds", ""),
    "macro": ("macros", "macro"),
    "mail_account": ("mail-accounts", "mail-account"),
    "mail_text": ("texts", ""),
    "mailbox": ("mailboxes", "mailbox"),
    "outgoing": ("outgoing", ""),
    "pause_reasons": ("work", ""),
    "policy": ("policies", "policy"),
    "priority_matrix": ("priorities", ""),
    "reply_template": ("templates", "template"),
    "role": ("roles", ""),
    "rule": ("rules", "rule"),
    "skills": ("work", ""),
    "team": ("teams", "team"),
    "tiers": ("tiers", ""),
    "workflow": ("workflows", "workflow"),
}
# kind → how a definition of it is said in the words of its own page
WORDED: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "macro": macro_in_words,
    "rule": rule_in_words,
    WORKFLOW: workflow_in_words,
}
# A version, its author, and what it changed: place, before, after.
Row = tuple[Version, str, list[tuple[str, str, str]]]


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
    name = declared.titles([object_id]).get(object_id, str(object_id)) or str(declared.label)
    context = {
        "kind": kind,
        "crumbs_to": _way(kind, object_id, str(declared.label), name),
        "object_id": object_id,
        "name": name,
        "rows": _rows(declared, found),
    }
    errors = {"form": refusal.sentence} if refusal else None
    return settings_page(request, "versions", context, errors=errors, status=refusal.status if refusal else 200)


def _way(kind: str, object_id: int, label: str, name: str) -> list[tuple[str, str | None]]:
    """The way back to the setting: the page of all of its kind, and its own."""
    all_of_them, one = PLACES.get(kind, ("", ""))
    way: list[tuple[str, str | None]] = [(label, reverse(f"desk:{all_of_them}") if all_of_them else None)]
    if name != label:
        way.append((name, reverse(f"desk:{one}", args=[object_id]) if one else None))
    return way


def _rows(declared: Versioned, found: list[Version]) -> list[Row]:
    authors = names_of([each.actor_id for each in found if each.actor_kind == "person" and each.actor_id])
    in_words = WORDED.get(declared.kind, lambda definition: definition)
    said = {each.number: in_words(each.definition) for each in found[: SHOWN + 1]}
    changed = [
        (newer, differences(said[older.number], said[newer.number]) if older else [])
        for newer, older in pairwise([*found[: SHOWN + 1], None])
        if newer is not None
    ][:SHOWN]
    names = _names(declared, (each for _version, changes in changed for each in changes))
    return [
        (
            version,
            authors.get(version.actor_id or 0) or version.actor_name or "Tuki",
            [(_place(declared, each), *_both(declared, names, each)) for each in changes],
        )
        for version, changes in changed
    ]


def _names(declared: Versioned, changes: Iterable[Difference]) -> dict[str, Mapping[Any, str]]:
    """How everything is called whose ids the changes name; one query for each kind of it."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for each in changes:
        if kind := declared.refs.get(each.path[-1]):
            wanted[kind] |= {id_ for value in (each.old, each.new) for id_ in _listed(value)}
    return {kind: names_of_kind(kind, ids) for kind, ids in wanted.items()}


def _both(declared: Versioned, names: Mapping[str, Mapping[Any, str]], each: Difference) -> tuple[str, str]:
    known = names.get(declared.refs.get(each.path[-1], ""), {})
    return _said(each.old, known), _said(each.new, known)


def _place(declared: Versioned, each: Difference) -> str:
    return " › ".join(str(declared.words.get(part, part)) for part in each.path)


def _said(value: Any, names: Mapping[Any, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(str(names.get(part, part)) for part in _listed(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
