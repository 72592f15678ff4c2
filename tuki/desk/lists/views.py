"""The lists: a view with its filters, its order and its page."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tuki.catalogue.categories import categories_to_choose
from tuki.catalogue.queries import kind_names
from tuki.desk.frame import page
from tuki.desk.lists.chips import chips
from tuki.desk.lists.misunderstood import misunderstood
from tuki.desk.lists.rows import drawn
from tuki.desk.settings.forms import number
from tuki.desk.states.choices import agents_to_choose
from tuki.kernel.actors import Actor
from tuki.people.queries import active_agents, departments_to_choose
from tuki.search.filter_values import UnknownValue, unknown_values
from tuki.sla.clocks.queries import unanswered_for_long
from tuki.sla.permissions import HEAR
from tuki.sla.policies.library import library
from tuki.tickets.permissions import ASSIGN
from tuki.tickets.queries.lists import Page, TicketRow, filtered, page_of, view_page
from tuki.tickets.queries.views import capped_count, in_view, view_count
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.wording import PRIORITY_NAMES
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.jinja import url

# Filters with their values, as they stand in an address.
Chosen = tuple[tuple[str, tuple[str, ...]], ...]
FILTERS = ("status", "department", "assignee", "priority", "kind", "category", "tag", "requester", "organisation")
ORDERS = ("updated", "waiting", "due", "value")
# Views that are read in another order than by last change, unless somebody asks for it.
_OWN_ORDERS = {"waiting": "waiting", "due": "due"}


HOURS = (4, 8, 24, 72)
LONG_HOURS = 24


@open_to("staff")
def home(request: SignedInRequest) -> HttpResponse:
    """The desk begins with one's own tickets, or with all open ones when there are none."""
    view = "mine" if in_view(request.actor, "mine").exists() else "open"
    return HttpResponseRedirect(reverse("desk:tickets", args=[view]))


@open_to("staff")
def tickets(request: SignedInRequest, view: str) -> HttpResponse:
    """A list: `?status=&department=&assignee=&priority=&kind=&tag=&order=&cursor=`."""
    return _list(request, view, url("desk:tickets", view))


@open_to("staff", permission=HEAR)
def unanswered(request: SignedInRequest) -> HttpResponse:
    """For managers: what has waited for an answer for `?hours=` or more, longest first."""
    hours = min(max(number(request.GET.get("hours", ""), LONG_HOURS) or LONG_HOURS, 1), 24 * 365)
    actor, here = request.actor, reverse("desk:unanswered")
    chosen = unanswered_for_long(actor, longer_than=timedelta(hours=hours))
    found = page_of(chosen, order="waiting", cursor=request.GET.get("cursor", ""))
    context = {
        "hours_tabs": [_hours_tab(each, f"{here}?hours={each}", each == hours) for each in HOURS],
        "total": capped_count(chosen),
        "title": _("Unanswered for long"),
        "order": "waiting",
        "view": "waiting",
        "here": here,
        "address": request.get_full_path(),
        "agents": _to_give(actor, "waiting") if found.rows else (),
        "newer": f"{here}?hours={hours}&cursor={found.newer}" if found.newer else None,
        "older": f"{here}?hours={hours}&cursor={found.older}" if found.older else None,
    }
    rows = drawn(actor, found.rows, order="waiting", form="bulk")
    return page(request, "desk/lists/unanswered.html", context, current=here, apart={"rows": rows})


def _hours_tab(hours: int, href: str, is_current: bool) -> dict[str, object]:
    words = ngettext("%(num)s hour and more", "%(num)s hours and more", hours) % {"num": hours}
    return {"label": words, "href": href, "current": is_current}


@open_to("staff", permission="tickets.see_trash")
def trash(request: SignedInRequest) -> HttpResponse:
    """What lies in the trash, to restore it."""
    return _list(request, "trash", reverse("desk:trash"))


def _list(request: SignedInRequest, view: str, here: str) -> HttpResponse:
    actor = request.actor
    order = request.GET.get("order", _OWN_ORDERS.get(view, "updated"))
    order = order if order in ORDERS else "updated"
    filters = {name: values for name in FILTERS if (values := [v for v in request.GET.getlist(name) if v])}
    chosen = tuple((name, tuple(values)) for name, values in filters.items())
    unknown, options = unknown_values(actor, filters), _options(actor)
    found, total = _found(actor, view, _known(filters, unknown), order, request.GET.get("cursor", ""))
    context = {
        "view": view,
        "title": _title(get_language(), view),
        "total": total,
        "order": order,
        "filters": chosen,
        "chips": chips(actor, chosen, options._asdict(), here, order),
        "misunderstood": misunderstood(unknown, request.GET, here, options._asdict()),
        "options": options,
        "newer": _address(here, chosen, order, found.newer),
        "older": _address(here, chosen, order, found.older),
        "here": here,
        "address": request.get_full_path(),
        "is_promised": not library().present.is_empty,
        "orders": _orders(get_language(), here, chosen, order),
        "agents": _to_give(actor, view) if found.rows else (),
    }
    template = (
        "desk/lists/_rows.html" if request.META.get("HTTP_HX_TARGET", "").endswith("rows") else "desk/lists/list.html"
    )
    return page(
        request, template, context, current=here, apart={"rows": drawn(actor, found.rows, order=order, form="bulk")}
    )


def _to_give(actor: Actor, view: str) -> tuple[tuple[int, str], ...]:
    """Agents to whom picked tickets can be given, with how they are; one query, none where nothing is given."""
    return agents_to_choose(active_agents()) if view != "trash" and actor.holds(ASSIGN) else ()


def _found(
    actor: Actor, view: str, filters: dict[str, list[str]], order: str, cursor: str
) -> tuple[Page[TicketRow], int | None]:
    """The page, and how many tickets there are where the rail does not say it."""
    if not all(filters.values()):
        return Page([], newer=None, older=None), 0
    if not filters:
        total = view_count(actor, view) if view == "all" else None
        return view_page(actor, view, order=order, cursor=cursor), total
    chosen = filtered(in_view(actor, view), actor, filters)
    return page_of(chosen, order=order, cursor=cursor), capped_count(chosen)


def _known(filters: dict[str, list[str]], unknown: tuple[UnknownValue, ...]) -> dict[str, list[str]]:
    """The filters without values that name nothing: one that has no other value fits no ticket."""
    wrong = {(each.name, each.value) for each in unknown}
    return {name: [each for each in values if (name, each) not in wrong] for name, values in filters.items()}


@lru_cache(maxsize=500)
def _orders(language: str | None, here: str, chosen: Chosen, order: str) -> tuple[tuple[str, str | None, bool], ...]:
    """`language` is only the key; it is the active one."""
    words = {
        "updated": _("Last change"),
        "waiting": _("Longest waiting"),
        "due": _("Time left"),
        "value": _("Value and waiting"),
    }
    return tuple((name, _address(here, chosen, code, ""), code == order) for code, name in words.items())


@lru_cache(maxsize=100)
def _title(language: str | None, view: str) -> str:
    """`language` is only the key; it is the active one."""
    return {
        "mine": _("Mine"),
        "unassigned": _("Unassigned"),
        "waiting": _("Waiting for us"),
        "due": _("About to breach"),
        "customer": _("Waiting for them"),
        "open": _("All open"),
        "all": _("Everything"),
        "trash": _("Trash"),
    }.get(view, view)


@lru_cache(maxsize=16)
def _priorities(language: str | None) -> tuple[tuple[int, str], ...]:
    """`language` is only the key; it is the active one."""
    return tuple((level, str(name)) for level, name in PRIORITY_NAMES.items())


class Options(NamedTuple):
    """What can be filtered by: values with their names, under each filter."""

    status: tuple[tuple[str, str], ...]
    department: tuple[tuple[int, str], ...]
    assignee: tuple[tuple[int | str, str], ...]
    priority: tuple[tuple[int, str], ...]
    kind: tuple[tuple[str, str], ...]
    category: tuple[tuple[int, str], ...]


def _options(actor: Actor) -> Options:
    return Options(
        status=tuple(status_names().items()),
        department=tuple(departments_to_choose(actor)),
        assignee=(("me", _("Me")), ("none", _("Nobody")), *active_agents()),
        priority=_priorities(get_language()),
        kind=tuple(kind_names().items()),
        category=categories_to_choose(),
    )


def _address(here: str, chosen: Chosen, order: str, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = [*chosen, ("order", order), *([("cursor", cursor)] if cursor else [])]
    return f"{here}?{urlencode(query, doseq=True)}"
