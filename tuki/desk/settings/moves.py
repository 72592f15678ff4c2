"""The page that asks where tickets go that would lose their status; nothing is saved before that is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.http import HttpResponse
from django.urls import reverse

from tuki.desk.settings.pages import settings_page
from tuki.tickets.queries.workflow import stages, status_names
from tuki.tickets.workflow import WorkflowDefinition
from tuki.ui.access import SignedInRequest


class Asked(msgspec.Struct):
    """A status in which tickets stand, how many, where they may go, and what is nearest."""

    name: str
    count: int
    codes: list[str]
    nearest: str


def given_moves(request: SignedInRequest) -> dict[str, str]:
    """What the page was answered: status → where its tickets go."""
    prefix = "move:"
    return {name.removeprefix(prefix): str(to) for name, to in request.POST.items() if name.startswith(prefix)}


def asked_moves(
    request: SignedInRequest,
    title: str,
    counts: Mapping[tuple[str, str], int],
    after: Mapping[str, WorkflowDefinition],
    *,
    hidden: Sequence[tuple[str, str]],
    back: str,
    names: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Asks, with counts by kind and status, and the workflows by which the kinds would go; posts back to its address.

    `hidden` are the fields of the form that led here, `names` those of statuses that are new.
    """
    known = status_names() | dict(names or {})
    asked: dict[str, Asked] = {}
    for (kind, status), count in counts.items():
        there = after[kind]
        each = asked.get(status)
        if each is None:
            nearest = there.nearest(status, stages()[status])
            asked[status] = Asked(known.get(status, status), count, there.codes, nearest)
        else:
            each.count += count
            each.codes = [code for code in each.codes if code in there.codes]
    options = {code: [(to, known.get(to, to)) for to in each.codes] for code, each in asked.items()}
    context = {"title": title, "asked": asked, "options": options, "hidden": hidden, "back": reverse(back)}
    return settings_page(request, "moves", context)
