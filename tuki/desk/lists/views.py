"""The lists: a view with its filters, its order and its page."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.catalogue.categories import categories_to_choose
from tuki.catalogue.queries import kind_names
from tuki.desk.frame import page
from tuki.desk.lists.rows import drawn
from tuki.kernel.actors import Actor
from tuki.people.queries import active_agents, departments_to_choose
from tuki.tickets.queries.lists import Page, TicketRow, capped_count, filtered, in_view, page_of, view_count, view_page
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.wording import PRIORITY_NAMES
from tuki.ui.access import SignedInRequest, open_to

FILTERS = ("status", "department", "assignee", "priority", "kind", "category", "tag", "requester", "organisation")
ORDERS = ("updated", "waiting", "value")


@open_to("staff")
def home(request: SignedInRequest) -> HttpResponse:
    """The desk begins with one's own tickets, or with all open ones when there are none."""
    view = "mine" if in_view(request.actor, "mine").exists() else "open"
    return HttpResponseRedirect(reverse("desk:tickets", args=[view]))


@open_to("staff")
def tickets(request: SignedInRequest, view: str) -> HttpResponse:
    """A list: `?status=&department=&assignee=&priority=&kind=&tag=&order=&cursor=`."""
    return _list(request, view, reverse("desk:tickets", args=[view]))


@open_to("staff", permission="tickets.see_trash")
def trash(request: SignedInRequest) -> HttpResponse:
    """What lies in the trash, to restore it."""
    return _list(request, "trash", reverse("desk:trash"))


def _list(request: SignedInRequest, view: str, here: str) -> HttpResponse:
    actor = request.actor
    order = request.GET.get("order", "waiting" if view == "waiting" else "updated")
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
        "orders": (
            (_("Last change"), _address(here, filters, "updated", ""), order == "updated"),
            (_("Longest waiting"), _address(here, filters, "waiting", ""), order == "waiting"),
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
