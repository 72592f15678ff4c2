"""The search page and the palette's source."""

from __future__ import annotations

import re
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuki.desk.frame import page
from tuki.kernel.actors import Actor
from tuki.search.queries import Hit, SearchPage, search
from tuki.search.query import QueryProblem
from tuki.tickets.queries.seeing import visible_to
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.jinja import url
from tuki.ui.kept import content_of

REFERENCE = re.compile(r"\s*([A-Za-z0-9]{1,12}-\d{1,12})\s*")
FORM = ("status", "assignee", "department", "tag", "requester")


@open_to("staff")
def results(request: SignedInRequest) -> HttpResponse:
    """`?q=` in the query language, or the form's fields, which become one; a ticket's number leads to it."""
    words = " ".join([request.GET.get("q", "").strip(), *_from_form(request)]).strip()
    if ticket := _exact(request.actor, words):
        return HttpResponseRedirect(reverse("desk:ticket", args=[ticket]))
    found = search(request.actor, words, cursor=request.GET.get("cursor"), zone=_zone()) if words else None
    here = reverse("desk:search")
    context = {
        "words": words,
        "hits": [_shown(each) for each in found.hits] if found else [],
        "about": content_of([_content(each) for each in found.hits]) if found else (),
        "people": [_shown(each) for each in found.people] if found else [],
        "problems": [_problem(words, each) for each in found.problems] if found else [],
        "following": f"{here}?{urlencode({'q': words, 'cursor': found.next})}" if found and found.next else None,
        "was_asked": bool(words),
    }
    return page(request, "desk/searching/results.html", context, current=here)


@open_to("staff", passive=True)
def palette(request: SignedInRequest) -> HttpResponse:
    """The best few tickets and people for what is typed: `[{label, href, hint}]`."""
    words = request.GET.get("q", "").strip()[:200]
    found: SearchPage | None = search(request.actor, words, limit=6, zone=_zone()) if words else None
    rows = [*found.hits, *found.people][:8] if found else []
    return JsonResponse(
        [{"label": each.subject, "href": _address(each), "hint": each.number} for each in rows], safe=False
    )


def _from_form(request: SignedInRequest) -> list[str]:
    given = [(name, request.GET.get(name, "").strip()) for name in FORM]
    return [f'{name}:"{value}"' if " " in value else f"{name}:{value}" for name, value in given if value]


def _exact(actor: Actor, words: str) -> str | None:
    match = REFERENCE.fullmatch(words)
    if not match:
        return None
    return visible_to(actor).filter(reference=match[1].upper()).values_list("reference", flat=True).first()


def _shown(hit: Hit) -> dict[str, object]:
    return {"hit": hit, "href": _address(hit)}


def _content(hit: Hit) -> tuple[object, ...]:
    """By what a hit is kept: all that is shown of it."""
    return _address(hit), hit.number, hit.subject, tuple(hit.snippet), hit.at


def _address(hit: Hit) -> str:
    if hit.type == "person":
        return url("desk:person", hit.id)
    mark = f"#message-{hit.message_id}" if hit.message_id else ""
    return url("desk:ticket", hit.number) + mark


def _problem(words: str, problem: QueryProblem) -> dict[str, str]:
    """What was not understood as a sentence, and the query as it was probably meant with the address that asks it."""
    sentences = {
        "unknown_filter": _("There is no filter called “%(text)s”."),
        "unknown_value": _("“%(text)s” names nothing there is."),
        "bad_date": _("“%(text)s” is no date. Write 2026-01-31, <7d or last-week."),
        "empty_value": _("“%(text)s” needs a value."),
    }
    sentence = sentences.get(problem.code, _("“%(text)s” was not understood and left out.")) % {"text": problem.text}
    if not problem.near:
        return {"sentence": sentence, "near": "", "href": ""}
    meant = f"{words[: problem.at]}{problem.near}{words[problem.at + problem.length :]}"
    return {"sentence": sentence, "near": problem.near, "href": f"{reverse('desk:search')}?{urlencode({'q': meant})}"}


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())
