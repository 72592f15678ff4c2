"""What stands around every page of the desk: the rail with its counts, who is signed in, the brand."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tuki.automation.permissions import REHEARSE, RULES
from tuki.automation.rules.notices import unseen_by as rule_notices_unseen_by
from tuki.automation.rules.queries import held_for
from tuki.desk.states.choices import StateChoice, state_choices
from tuki.kernel.actors import Actor
from tuki.kernel.database.counting import RowCount
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.models import EventRow
from tuki.people.permissions import AUDIT, MANAGE_AGENTS, SETTINGS
from tuki.people.queries import main_brand
from tuki.sla.clocks.notices import unseen_by
from tuki.sla.permissions import HEAR
from tuki.tickets.queries.views import view_counts
from tuki.ui.access import SignedInRequest
from tuki.ui.form_tokens import FIELD
from tuki.ui.jinja import macro
from tuki.ui.kept import content_of, kept_bytes
from tuki.ui.kept_pages import kept_page

COUNTED_VIEWS = ("mine", "unassigned", "waiting", "customer", "open")
FRESH_SECONDS = 1.0
# The rail's further groups: label, address, icon.
_WORK = (
    (gettext_lazy("Search"), "desk:search", "search"),
    (gettext_lazy("Board"), "desk:board", "columns-2"),
    (gettext_lazy("Unanswered for long"), "desk:unanswered", "hourglass"),
    (gettext_lazy("Approvals"), "desk:approvals", "shield-check"),
    (gettext_lazy("People"), "desk:people", "users"),
    (gettext_lazy("Templates and macros"), "desk:templates", "file-text"),
)
_RECORDS = (
    (gettext_lazy("Mail ledger"), "desk:ledger", "mails"),
    (gettext_lazy("Event log"), "desk:log", "scroll-text"),
    (gettext_lazy("Trash"), "desk:trash", "trash-2"),
)
_SETTINGS = ((gettext_lazy("Settings"), "desk:settings", "settings"),)

# The log's last event, and how many notices the reader has not seen, of clocks and of rules.
_STANDING = Prepared(
    lambda: EventRow.objects.order_by("-id").values_list(
        "id", RowCount(unseen_by(Slot("person_id"))), RowCount(rule_notices_unseen_by(Slot("person_id")))
    )[:1]
)
_counts: dict[tuple[int | None, int], tuple[int, float, dict[str, int]]] = {}


def page(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    *,
    current: str = "",
    status: int = 200,
    apart: Mapping[str, Sequence[bytes]] | None = None,
    about: Any = None,
) -> HttpResponse:
    """Renders a page of the desk; `current` is the address of the rail's entry that is lit.

    With `apart` the page is kept (`kept_page`), by its context or by what the view says that it is `about`; the rail
    stands apart too, as its counts change with most looks.
    """
    around = frame(request, current)
    if apart is None:
        return render(request, template, around | context, status=status)
    own = around.pop("rail"), around.pop("viewer"), around["brand_name"], around["home_url"], FIELD
    drawn = kept_bytes(macro("ui/rail.html", "rails"), [own])
    known = None if about is None else (content_of(around), about)
    whole = kept_page(request, template, around | context, apart={"drawn_rail": drawn, **apart}, about=known)
    return HttpResponse(whole, status=status)


def frame(request: SignedInRequest, current: str = "") -> dict[str, Any]:
    """The context that the desk's layout needs."""
    brand = main_brand()
    return {
        "rail": rail(request.actor, current),
        "viewer": _viewer(request),
        "brand_name": brand.name if brand else "Tuki",
        "stream_url": "/events",
        "new_ticket_url": reverse("desk:new-ticket") if request.actor.holds("tickets.open") else "",
        **_addresses(),
    }


@lru_cache(maxsize=1)
def _addresses() -> dict[str, str]:
    return {
        "home_url": reverse("desk:home"),
        "palette_url": reverse("desk:palette"),
        "search_url": reverse("desk:search"),
    }


@lru_cache(maxsize=1)
def _viewer_addresses() -> dict[str, str]:
    return {"href": reverse("account"), "sign_out_url": reverse("sign-out"), "state_url": reverse("desk:own-state")}


class Viewer(NamedTuple):
    """Who is signed in, at the foot of the rail."""

    name: str
    href: str
    sign_out_url: str
    state: str = ""
    state_words: str = ""
    states: tuple[StateChoice, ...] = ()
    state_url: str = ""


def _viewer(request: SignedInRequest) -> Viewer:
    state = request.signed_in.state
    return Viewer(
        request.person_name,
        state=state.tone,
        state_words=state.words,
        states=state_choices(state),
        **_viewer_addresses(),
    )


class Item(msgspec.Struct, frozen=True):
    """A link of the rail. `live` is the view whose count it shows, `key` its hotkey."""

    label: str
    href: str
    icon: str
    key: str
    count: int
    live: str
    current: bool


class Group(msgspec.Struct, frozen=True):
    """Links of the rail under a title."""

    title: str
    items: tuple[Item, ...]


def rail(actor: Actor, current: str) -> tuple[Group, ...]:
    """The groups of links on the left, only those that lead somewhere for this actor."""
    position, of_clocks, of_rules = _STANDING.first(person_id=actor.id) or (0, 0, 0)
    counts = _counted(actor, position)
    numbers, held = tuple(counts.get(view, 0) for view in COUNTED_VIEWS), held_for(actor)
    return _rail(get_language(), current, numbers, held, of_clocks + of_rules, _rooms_of(actor))


@lru_cache(maxsize=1000)
def _rail(
    language: str | None, current: str, counts: tuple[int, ...], held: int, unseen: int, rooms: frozenset[str]
) -> tuple[Group, ...]:
    """`language` is only the key; it is the active one."""
    number = dict(zip(COUNTED_VIEWS, counts, strict=True))
    views = [
        ("mine", _("Mine"), "user", "g m"),
        ("unassigned", _("Unassigned"), "circle-dashed", "g u"),
        ("waiting", _("Waiting for us"), "reply", "g w"),
        ("due", _("About to breach"), "timer", "g d"),
        ("customer", _("Waiting for them"), "pause", ""),
        ("open", _("All open"), "inbox", "g i"),
        ("all", _("Everything"), "archive", ""),
    ]
    lists = tuple(
        _item(label, reverse("desk:tickets", args=[view]), icon, current, key=key, count=number.get(view, 0), view=view)
        for view, label, icon, key in views
    )
    shown = _items(current, rooms, _WORK)
    if held:
        shown = (_item(_("Rules that wait for you"), reverse("desk:rules"), "pause", current, count=held), *shown)
    notices = _item(_("Notices"), reverse("desk:notices"), "bell", current, count=unseen)
    groups = (
        Group("", (*lists, notices)),
        Group(_("Work"), shown),
        Group(_("Records"), _items(current, rooms, _RECORDS)),
        Group("", _items(current, rooms, _SETTINGS)),
    )
    return tuple(group for group in groups if group.items)


def _items(current: str, rooms: frozenset[str], named: Sequence[tuple[str | Promise, str, str]]) -> tuple[Item, ...]:
    """Those of the links that lead somewhere for the reader."""
    return tuple(_item(str(label), reverse(name), icon, current) for label, name, icon in named if name in rooms)


def _rooms_of(actor: Actor) -> frozenset[str]:
    """The addresses of the rail's second group that lead somewhere for this actor."""
    needed = {
        "desk:board": ("tickets.dispatch",),
        "desk:unanswered": (HEAR,),
        "desk:people": ("people.see",),
        "desk:approvals": ("tickets.approve",),
        "desk:ledger": ("mail.ledger",),
        "desk:trash": ("tickets.see_trash",),
        "desk:log": (AUDIT,),
        "desk:settings": (SETTINGS, MANAGE_AGENTS, RULES, REHEARSE),
    }
    return frozenset(
        {"desk:search", "desk:templates"} | {name for name, any_of in needed.items() if any(map(actor.holds, any_of))}
    )


def _item(label: str, href: str, icon: str, current: str, *, key: str = "", count: int = 0, view: str = "") -> Item:
    return Item(label, href, icon, key, count, view, href == current)


def _counted(actor: Actor, position: int) -> dict[str, int]:
    """Open tickets per view; counted anew only when something was committed, and at most once a second."""
    key = (actor.id, hash(frozenset(actor.access.items())))
    at, counted, counts = _counts.get(key, (-1, 0.0, {}))
    now = time.monotonic()
    if at == position or (counts and now - counted < FRESH_SECONDS):
        return counts
    counts = view_counts(actor, *COUNTED_VIEWS)
    if len(_counts) > 2000:
        _counts.clear()
    _counts[key] = (position, now, counts)
    return counts
