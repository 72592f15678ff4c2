"""The page of one ticket, its live fragments, and the quick look from a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.channels.email.outgoing.recipients import recipients_of
from tuki.desk.frame import page
from tuki.desk.tickets.facts import facts
from tuki.desk.tickets.timeline import timeline
from tuki.kernel.actors import Actor
from tuki.live.queries import present_on, read_at
from tuki.people.models import Person
from tuki.tickets.models import Message, Ticket
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.conversation import draft_of
from tuki.ui.access import SignedInRequest, open_to

MODES = ("reply", "note")


@open_to("staff")
def ticket(request: SignedInRequest, reference: str) -> HttpResponse:
    """Conversation, composer, facts. The page itself says that it is looked at (`presence`); that marks it as read."""
    return show(request, ticket_for(request.actor, reference))


@open_to("staff", passive=True)
def talk(request: SignedInRequest, reference: str) -> HttpResponse:
    """The conversation alone, fetched again when the ticket changes."""
    found = ticket_for(request.actor, reference)
    return render(request, "desk/tickets/_talk.html", talking(request.actor, found))


@open_to("staff", passive=True)
def side(request: SignedInRequest, reference: str) -> HttpResponse:
    """The facts alone, fetched again when the ticket changes."""
    found = ticket_for(request.actor, reference)
    return render(request, "desk/tickets/_side.html", {"ticket": found, **facts(request.actor, found)})


@open_to("staff")
def peek(request: SignedInRequest, reference: str) -> HttpResponse:
    """A quick look beside a list."""
    found = ticket_for(request.actor, reference)
    context = talking(request.actor, found) | facts(request.actor, found)
    return render(request, "desk/tickets/_peek.html", context)


def show(
    request: SignedInRequest,
    found: Ticket,
    *,
    text: str | None = None,
    mode: str = "",
    error: str = "",
    collision: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; after a refused answer with what was written, so that nothing is lost."""
    actor = request.actor
    draft = draft_of(actor, found) if text is None else None
    beside = facts(actor, found)
    context: dict[str, Any] = {
        **talking(actor, found),
        **beside,
        "composer": {
            "mode": mode or (draft.kind if draft else "reply"),
            "text": text if text is not None else (draft.text if draft else ""),
            "cc": draft.fields.get("cc", "") if draft else "",
            "error": error,
            "collision": collision,
            "saved": _("Draft saved") if draft else "",
            "signature": _signature(actor, found),
        },
        "recipients": recipients_of(found),
        "then": _then(beside),
        "last_message_id": Message.objects.filter(ticket=found).order_by("-id").values_list("id", flat=True).first()
        or 0,
    }
    return page(
        request, "desk/tickets/ticket.html", context, current=reverse("desk:tickets", args=["open"]), status=status
    )


def talking(actor: Actor, found: Ticket) -> dict[str, Any]:
    """The conversation with who else is there."""
    read = read_at(actor, [found.id]).get(found.id)
    items = timeline(actor, found, read_at=read)
    return {
        "ticket": found,
        "items": items,
        "present": present_on(actor, [found.id])[found.id],
        "has_read": read is not None,
    }


def _then(beside: dict[str, Any]) -> list[tuple[str, str]]:
    """What the status can become together with a reply; what needs a resolution comes with one."""
    plain, resolved = [], []
    for step in beside["steps"]:
        if step.needs_resolution:
            resolved += [(f"{step.code}:{code}", f"{step.label}: {name}") for code, name in beside["resolutions"]]
        else:
            plain.append((step.code, _("Then: %(status)s") % {"status": step.label}))
    return plain + resolved


def _signature(actor: Actor, found: Ticket) -> str:
    own = Person.objects.filter(pk=actor.id).values_list("signature", flat=True).first()
    return own or found.department.signature
