"""Rehearsals: the list, and one with its progress, its numbers and the tickets behind each of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tuki.automation.commands.rehearsals import KEPT_DAYS, remove_rehearsal, stop_rehearsal
from tuki.automation.models import Rehearsal, RehearsalKind, RehearsalState
from tuki.automation.permissions import REHEARSE
from tuki.automation.rehearsed import findings_for, outcome_of, rehearsal_for, rehearsals_for
from tuki.desk.frame import page
from tuki.desk.rehearsals.limits import left_out_words
from tuki.desk.rehearsals.numbers import numbers_of
from tuki.desk.rehearsals.words import KIND_NAMES, STATE_NAMES, VERDICT_NAMES, found_words, title_of
from tuki.desk.settings.forms import number
from tuki.desk.settings.pages import DONE, go
from tuki.people.queries import names_of
from tuki.ui.access import SignedInRequest, open_to

LISTED, SHOWN = 50, 50
DIFFERING, ALL = "touched", "all"
_EDITORS = {"rule": "desk:rule", "policy": "desk:policy", "calendar": "desk:change-calendar"}
_NEW = {"rule": "desk:new-rule", "policy": "desk:new-policy", "calendar": "desk:new-calendar"}


@open_to("staff", permission=REHEARSE)
def rehearsals(request: SignedInRequest) -> HttpResponse:
    """The latest first; `?from=` goes on."""
    found = rehearsals_for(request.actor).defer("definition")
    if (beyond := number(request.GET.get("from", ""))) is not None:
        found = found.filter(id__lt=beyond)
    rows = list(found[: LISTED + 1])
    context = {
        "rows": rows[:LISTED],
        "older": f"?from={rows[LISTED - 1].id}" if len(rows) > LISTED else None,
        "names": names_of([row.started_by_id for row in rows if row.started_by_id]),
        "kinds": KIND_NAMES,
        "title_of": title_of,
        "states": STATE_NAMES,
        "kept_days": KEPT_DAYS,
    }
    return _page(request, "rehearsals", context)


@open_to("staff", permission=REHEARSE)
def rehearsal(request: SignedInRequest, rehearsal_id: int) -> HttpResponse:
    """What it has found: `?mark=`, `?was=` and `?would=` choose the tickets behind a number, `?from=` goes on.

    Unless something is chosen, only tickets that differ are shown; `?mark=all` shows all.
    """
    row = rehearsal_for(request.actor, rehearsal_id)
    return _page(request, "rehearsal", _found(request, row) | _tickets(request, row))


@open_to("staff", permission=REHEARSE, passive=True)
def progress(request: SignedInRequest, rehearsal_id: int) -> HttpResponse:
    """How far it is and its numbers so far; the page asks for it again until it ends, and then shows its tickets."""
    row = rehearsal_for(request.actor, rehearsal_id)
    response = render(request, "desk/rehearsals/_found.html", _found(request, row))
    if row.state != RehearsalState.RUNNING:
        response["HX-Refresh"] = "true"
    return response


@open_to("staff", permission=REHEARSE, methods=("POST",))
def stop(request: SignedInRequest, rehearsal_id: int) -> HttpResponse:
    """It ends with what it has found."""
    stop_rehearsal(request.actor, rehearsal_id)
    return HttpResponseRedirect(reverse("desk:rehearsal", args=[rehearsal_id]))


@open_to("staff", permission=REHEARSE, methods=("POST",))
def removal(request: SignedInRequest, rehearsal_id: int) -> HttpResponse:
    """It is gone with what it found; one that runs ends."""
    remove_rehearsal(request.actor, rehearsal_id)
    return go("rehearsals", done="removed")


def _found(request: HttpRequest, row: Rehearsal) -> dict[str, Any]:
    outcome = outcome_of(row)
    return {
        "row": row,
        "title": title_of(row),
        "outcome": outcome,
        "numbers": numbers_of(outcome),
        "is_rule": row.kind == RehearsalKind.RULE,
        "is_running": row.state == RehearsalState.RUNNING,
        "kind": KIND_NAMES[RehearsalKind(row.kind)],
        "state": STATE_NAMES[RehearsalState(row.state)],
        "editor": _editor(row),
        "left_out": left_out_words(row),
        "kept_until": row.ended_at + timedelta(days=KEPT_DAYS) if row.ended_at else None,
        "here": reverse("desk:rehearsal", args=[row.id]),
    }


def _tickets(request: SignedInRequest, row: Rehearsal) -> dict[str, Any]:
    """The chosen tickets, a page of them by id."""
    chosen = {name: request.GET.get(name, "")[:80] for name in ("mark", "was", "would")}
    only_differing = row.kind != RehearsalKind.RULE and not any(chosen.values())
    mark = DIFFERING if only_differing else "" if chosen["mark"] == ALL else chosen["mark"]
    found = findings_for(request.actor, row, mark=mark, before=chosen["was"], after=chosen["would"])
    found = found.filter(id__gt=number(request.GET.get("from", ""), 0) or 0)
    rows = list(found[: SHOWN + 1])
    query = {name: value for name, value in chosen.items() if value}
    return {
        "findings": found_words(rows[:SHOWN], row),
        "following": f"?{urlencode(query | {'from': rows[SHOWN - 1].id})}#tickets" if len(rows) > SHOWN else None,
        "chosen": chosen,
        "is_chosen": bool(query) and chosen["mark"] != ALL,
        "only_differing": only_differing,
        "all_tickets": f"?mark={ALL}#tickets",
        "verdicts": list(VERDICT_NAMES.items()),
    }


def _editor(row: Rehearsal) -> str:
    """Where one goes on with the draft."""
    if row.kind == RehearsalKind.MATRIX:
        address = reverse("desk:priorities")
    elif row.object_id is None:
        address = reverse(_NEW[row.kind])
    else:
        address = reverse(_EDITORS[row.kind], args=[row.object_id])
    of_brand = f"&brand={row.object_id}" if row.kind == RehearsalKind.MATRIX and row.object_id else ""
    return f"{address}?rehearsal={row.id}{of_brand}"


def _page(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    around: dict[str, Any] = {"errors": {}, "done": DONE.get(request.GET.get("done", ""))}
    return page(request, f"desk/rehearsals/{template}.html", around | context, current=reverse("desk:settings"))
