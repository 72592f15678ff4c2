"""Pages for customers; agents who follow a portal link are sent to the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from tuki.catalogue.categories import categories_to_choose, category_tree
from tuki.catalogue.priorities import LEVELS, MEDIUM
from tuki.catalogue.queries import usual_kind
from tuki.catalogue.wording import URGENCY_NAMES
from tuki.kernel.actors import Actor
from tuki.kernel.html import text_to_html
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid, Refusal
from tuki.people.queries import departments_visible_to, main_brand
from tuki.portal.standing import in_words, promises_of, way
from tuki.tickets import rules
from tuki.tickets.commands.files import upload
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.priority import change_urgency
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.status import confirm_completion, reject_completion
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Ticket
from tuki.tickets.queries import ticket_for, visible_to
from tuki.tickets.queries.conversation import ShownMessage, conversation
from tuki.tickets.queries.lists import Page, page_of
from tuki.tickets.queries.workflow import stage_of, statuses_in
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.commands.once import once

URGENCIES = frozenset(map(str, LEVELS))


@open_to("staff", "customer")
def requests(request: SignedInRequest) -> HttpResponse:
    """My requests, open and closed apart; `?closed=1`, `?cursor=`."""
    if request.actor.is_staff:
        return HttpResponseRedirect(reverse("desk:home"))
    is_closed = request.GET.get("closed") == "1"
    tickets = visible_to(request.actor)
    closed = statuses_in("closed")
    tickets = tickets.filter(status_id__in=closed) if is_closed else tickets.exclude(status_id__in=closed)
    found = page_of(tickets, cursor=request.GET.get("cursor", ""), size=30)
    here = reverse("portal:requests")
    context = {
        "rows": [(row, in_words(row.status), stage_of(row.status)) for row in found.rows],
        "is_closed": is_closed,
        "sees_others": request.actor.organisation_id is not None,
        **_pages(here, found, is_closed=is_closed),
    }
    return page(request, "portal/requests.html", context)


@open_to("staff", "customer")
def one(request: SignedInRequest, reference: str) -> HttpResponse:
    """One request with its conversation."""
    if request.actor.is_staff:
        return HttpResponseRedirect(reverse("desk:ticket", args=[reference]))
    return _show(request, ticket_for(request.actor, reference, in_trash=False))


@open_to("customer", methods=("POST",))
def answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Writes into the conversation, or into a follow-up of a closed one; a refusal shows what was typed."""
    ticket = ticket_for(request.actor, reference, in_trash=False)
    text = request.POST.get("text", "")
    try:
        address = once(request.actor, request, lambda: _answered(request, reference, text))
    except Refusal as refusal:
        return _show(request, ticket, text=text, error=refusal.sentence, status=refusal.status)
    return HttpResponseRedirect(address)


@open_to("customer", methods=("POST",))
def confirm(request: SignedInRequest, reference: str) -> HttpResponse:
    """Yes, it is solved."""
    confirm_completion(request.actor, reference)
    return HttpResponseRedirect(reverse("portal:request", args=[reference]))


@open_to("customer", methods=("POST",))
def reject(request: SignedInRequest, reference: str) -> HttpResponse:
    """No, not yet; what is still wrong may be said at once."""
    return HttpResponseRedirect(once(request.actor, request, lambda: _rejected(request, reference)))


@open_to("customer", methods=("POST",))
def urgency(request: SignedInRequest, reference: str) -> HttpResponse:
    """It has become more urgent; a refusal shows the page with its sentence."""
    ticket = ticket_for(request.actor, reference, in_trash=False)
    try:
        change_urgency(request.actor, reference, urgency=_level(request.POST.get("urgency", "")))
    except Refusal as refusal:
        return _show(request, ticket, error=refusal.sentence, status=refusal.status)
    return HttpResponseRedirect(reverse("portal:request", args=[reference]))


@open_to("customer", methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """Asks for something new."""
    given = {name: request.POST.get(name, "") for name in ("subject", "text", "department", "category", "urgency")}
    if request.method == "GET":
        return _form(request, given, {})
    try:
        address = once(request.actor, request, lambda: _opened(request, given))
    except Refusal as refusal:
        return _form(request, given, refusal.by_field, status=refusal.status)
    return HttpResponseRedirect(address)


def _answered(request: SignedInRequest, reference: str, text: str) -> str:
    message = write_as_customer(request.actor, reference, writing=_writing(request, text))
    return reverse("portal:request", args=[message.ticket.reference]) + "#answer"


def _rejected(request: SignedInRequest, reference: str) -> str:
    reject_completion(request.actor, reference)
    if text := request.POST.get("text", "").strip():
        write_as_customer(request.actor, reference, writing=_writing(request, text))
    return reverse("portal:request", args=[reference]) + "#answer"


def _opened(request: SignedInRequest, given: dict[str, str]) -> str:
    if not given["subject"].strip():
        raise Invalid("required", field="subject")
    category = whole_number(given["category"])
    ticket = open_ticket(
        request.actor,
        department_id=_department(request.actor, given["department"], category),
        requester_id=request.actor.id or 0,
        subject=given["subject"],
        writing=_writing(request, given["text"]),
        kind=usual_kind("information_request"),
        category_id=category,
        urgency=_level(given["urgency"] or str(MEDIUM)),
    )
    return reverse("portal:request", args=[ticket.reference])


def _department(actor: Actor, chosen: str, category: int | None) -> int:
    """Where the request goes: as chosen, else where its category goes."""
    row = category_tree().get(category or 0)
    wanted = whole_number(chosen)
    if wanted is None and row:
        wanted = row.definition.department_id
    if wanted not in [id_ for id_, _name in _departments(actor)]:
        raise Invalid("required", field="department")
    return wanted or 0


def _level(text: str) -> int:
    """An urgency as it was chosen; 0, which no command takes, for anything else."""
    return int(text) if text in URGENCIES else 0


def _writing(request: SignedInRequest, text: str) -> Writing:
    ids = [
        upload(request.actor, name=each.name or "", type=each.content_type or "", content=each.read()).id
        for each in request.FILES.getlist("files")
    ]
    text = text.strip()
    return Writing(text=text, full_text=text, attachment_ids=ids, channel="portal")


def _show(
    request: SignedInRequest, ticket: Ticket, *, text: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    messages = conversation(request.actor, ticket)
    context = {
        "ticket": ticket,
        "way": way(ticket),
        "words": in_words(ticket.status_id),
        "promises": promises_of(ticket),
        "messages": [_message(request.actor, each) for each in reversed(messages)],
        "can_judge": rules.can_judge_completion(request.actor, ticket),
        "urgency": URGENCY_NAMES[ticket.urgency],
        "more_urgent": _more_urgent(request.actor, ticket),
        "text": text,
        "error": error,
    }
    return page(request, "portal/request.html", context, status=status)


def _more_urgent(actor: Actor, ticket: Ticket) -> list[tuple[int, Any]]:
    """To which urgencies the reader may raise the request, the nearest first."""
    if not rules.can_set_urgency(actor, ticket):
        return []
    return [(level, name) for level, name in reversed(URGENCY_NAMES.items()) if level < ticket.urgency]


def _message(actor: Actor, message: ShownMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "side": "out" if message.is_from_desk else "in",
        "author": message.author,
        "at": message.created_at,
        "mine": message.author_id == actor.id,
        "html": mark_safe(text_to_html(message.text)),  # noqa: S308  escaped by text_to_html
        "frame": reverse("frame", args=[message.id]) if message.has_html else "",
        "language": message.language,
        "files": [
            {"name": file.name, "size": file.size, "type": file.type, "href": reverse("file", args=[file.key])}
            for file in message.files
        ],
    }


def _form(
    request: SignedInRequest, given: dict[str, str], errors: dict[str, str], *, status: int = 200
) -> HttpResponse:
    context = {
        "given": given,
        "errors": errors,
        "departments": _departments(request.actor),
        "categories": categories_to_choose(),
        "urgencies": list(URGENCY_NAMES.items()),
    }
    return page(request, "portal/new.html", context, status=status)


def _departments(actor: Actor) -> list[tuple[int, str]]:
    return list(departments_visible_to(actor).values_list("id", "name"))


def _pages(here: str, found: Page, *, is_closed: bool) -> dict[str, str | None]:
    mark = "closed=1&" if is_closed else ""
    return {
        "newer": f"{here}?{mark}cursor={found.newer}" if found.newer else None,
        "older": f"{here}?{mark}cursor={found.older}" if found.older else None,
    }


def page(request: SignedInRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the portal with what stands around each."""
    brand = main_brand()
    around = {
        "viewer": {"name": request.person_name},
        "brand_name": brand.name if brand else "Tuki",
        "home_url": reverse("portal:requests"),
        "sign_out_url": reverse("sign-out"),
    }
    return render(request, template, around | context, status=status)
