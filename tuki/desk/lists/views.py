"""The lists: a view with its filters, its order and its page."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.catalogue.categories import categories_to_choose
from tuki.catalogue.queries import kind_names
from tuki.desk.frame import page
from tuki.desk.lists.rows import drawn
from tuki.desk.settings.forms import number
from tuki.kernel.actors import Actor
from tuki.people.queries import active_agents, departments_to_choose
from tuki.sla.clocks.queries import unanswered_for_long
from tuki.sla.permissions import HEAR
from tuki.sla.policies.library import library
from tuki.tickets.queries.lists import Page, TicketRow, capped_count, filtered, in_view, page_of, view_count, view_page
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.wording import PRIORITY_NAMES
from tuki.ui.access import SignedInRequest, open_to

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
    return _list(request, view, reverse("desk:tickets", args=[view]))


@open_to("staff", permission=HEAR)
def unanswered(request: SignedInRequest) -> HttpResponse:
    """For managers: what has waited for an answer for `?hours=` or more, longest first."""
    hours = min(max(number(request.GET.get("hours", ""), LONG_HOURS) or LONG_HOURS, 1), 24 * 365)
    actor, here = request.actor, reverse("desk:unanswered")
    chosen = unanswered_for_long(actor, longer_than=timedelta(hours=hours))
    found = page_of(chosen, order="waiting", cursor=request.GET.get("cursor", ""))
    context = {
        "rows": drawn(actor, found.rows, order="waiting", form="bulk"),
        "hours": hours,
        "choices": [(each, f"{here}?hours={each}") for each in HOURS],
        "total": capped_count(chosen),
        "title": _("Unanswered for long"),
        "order": "waiting",
        "view": "waiting",
        "here": here,
        "newer": f"{here}?hours={hours}&cursor={found.newer}" if found.newer else None,
        "older": f"{here}?hours={hours}&cursor={found.older}" if found.older else None,
    }
    return page(request, "desk/lists/unanswered.html", context, current=here)


@open_to("staff", permission="tickets.see_trash")
def trash(request: SignedInRequest) -> HttpResponse:
    """What lies in the trash, to restore it."""
    return _list(request, "trash", reverse("desk:trash"))


def _list(request: SignedInRequest, view: str, here: str) -> HttpResponse:
    actor = request.actor
    order = request.GET.get("order", _OWN_ORDERS.get(view, "updated"))
    order = order if order in ORDERS else "updated"
    filters = {name: values for name in FILTERS if (values := [v for v in request.GET.getlist(name) if v])}
    found, total = _found(actor, view, filters, order, request.GET.get("cursor", ""))
    context = {
        "view": view,
        "title": _title(view),
        "rows": drawn(actor, found.rows, order=order, form="bulk"),
        "total": total,
        "order": order,
        "filters": tuple((name, tuple(values)) for name, values in filters.items()),
        "options": _options(actor),
        "newer": _address(here, filters, order, found.newer),
        "older": _address(here, filters, order, found.older),
        "here": here,
        "is_promised": not library().present.is_empty,
        "orders": (
            (_("Last change"), _address(here, filters, "updated", ""), order == "updated"),
            (_("Longest waiting"), _address(here, filters, "waiting", ""), order == "waiting"),
            (_("Time left"), _address(here, filters, "due", ""), order == "due"),
            (_("Value and waiting"), _address(here, filters, "value", ""), order == "value"),
        ),
    }
    template = (
        "desk/lists/_rows.html" if request.headers.get("hx-target", "").endswith("rows") else "desk/lists/list.html"
    )
    return page(request, template, context, current=here)


def _found(
    actor: Actor, view: str, filters: dict[str, list[str]], order: str, cursor: str
) -> tuple[Page[TicketRow], int | None]:
    """The page, and how many tickets there are where the rail does not say it."""
    if not filters:
        total = view_count(actor, view) if view == "all" else None
        return view_page(actor, view, order=order, cursor=cursor), total
    chosen = filtered(in_view(actor, view), actor, filters)
    return page_of(chosen, order=order, cursor=cursor), capped_count(chosen)


def _title(view: str) -> str:
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
        priority=tuple((level, str(name)) for level, name in PRIORITY_NAMES.items()),
        kind=tuple(kind_names().items()),
        category=tuple(categories_to_choose()),
    )


def _address(here: str, filters: dict[str, list[str]], order: str, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = {**filters, "order": [order], **({"cursor": [cursor]} if cursor else {})}
    return f"{here}?{urlencode(query, doseq=True)}"
