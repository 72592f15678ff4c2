"""The calculator: when working minutes run out, and why then."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tuki.desk.calendars.sums import moment_words, shown_sum
from tuki.desk.frame import page
from tuki.desk.settings.forms import number
from tuki.kernel import clock
from tuki.kernel.refusals import Invalid, Refusal
from tuki.sla.definition import as_refusals
from tuki.sla.queries import KnownCalendar, calendars_visible_to, known
from tuki.sla.worktime import MOST_MINUTES, Calendar, Pause, due, read_minutes, read_moment
from tuki.ui.access import SignedInRequest, open_to

PAUSE_ROWS, MOST_ROWS = 2, 50


@open_to("staff")
def calculator(request: SignedInRequest) -> HttpResponse:
    """Calendar, start, minutes and pauses stand in the address, so that an answer can be sent to somebody."""
    offered = [known(row) for row in calendars_visible_to(request.actor).filter(is_active=True)]
    chosen = _chosen(request, offered)
    given = _given(request, chosen)
    context: dict[str, Any] = {
        "calendars": [(each.id, each.name) for each in offered],
        "chosen": chosen,
        "given": given,
        "errors": {},
    }
    if chosen and "minutes" in request.GET:
        try:
            context |= _answer(chosen.worktime, given)
        except Refusal as refusal:
            context["errors"] = refusal.by_field
    status = 422 if context["errors"] else 200
    return page(request, "desk/calendars/calculator.html", context, current=reverse("desk:settings"), status=status)


def _chosen(request: SignedInRequest, offered: list[KnownCalendar]) -> KnownCalendar | None:
    wanted = number(request.GET.get("calendar", ""))
    named = next((each for each in offered if each.id == wanted), None)
    return named or next((each for each in offered if each.is_default), None)


def _given(request: SignedInRequest, chosen: KnownCalendar | None) -> dict[str, Any]:
    columns = (request.GET.getlist(name) for name in ("pause_from", "pause_to", "pause_reason"))
    pauses = list(zip_longest(*columns, fillvalue=""))
    filled = [each for each in pauses[:MOST_ROWS] if each[0] or each[1]]
    now = clock.now().astimezone(chosen.worktime.zone) if chosen else clock.now()
    return {
        "start": request.GET.get("start", f"{now:%Y-%m-%dT%H:%M}").strip(),
        "minutes": request.GET.get("minutes", "240").strip(),
        "pauses": filled + [("", "", "")] * PAUSE_ROWS,
    }


def _answer(calendar: Calendar, given: dict[str, Any]) -> dict[str, Any]:
    zone = calendar.zone
    minutes = number(given["minutes"])
    if minutes is None:
        raise Invalid("invalid", field="minutes")
    with as_refusals():
        start = read_moment(given["start"], zone, field="start")
        pauses = [
            Pause(read_moment(begins, zone, field="pauses"), read_moment(ends, zone, field="pauses"), reason[:120])
            for begins, ends, reason in given["pauses"]
            if begins or ends
        ]
        found = due(calendar, start, read_minutes(min(minutes, MOST_MINUTES + 1)), pauses)
    return {"due": found.due, "due_words": moment_words(found.due, zone), "sum": shown_sum(found.sum, zone)}
