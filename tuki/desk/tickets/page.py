"""The page of one ticket, its live fragments, and the quick look from a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tuki.automation.queries import templates_for
from tuki.channels.email.outgoing.recipients import recipients_among
from tuki.desk.frame import page
from tuki.desk.tickets.facts import facts
from tuki.desk.tickets.timeline import timeline
from tuki.kernel.actors import Actor
from tuki.live.queries import attention_on
from tuki.people.queries import signature_of
from tuki.tickets.models import Ticket
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.conversation import conversation, draft_of
from tuki.tickets.wording import REPLY_TYPE_NAMES
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.jinja import url
from tuki.ui.kept import content_of

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
    return render(request, "desk/tickets/_side.html", sided(request.actor, found, facts(request.actor, found)))


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
    reply_type: str = "",
    error: str = "",
    collision: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; after a refused answer with what was written, so that nothing is lost."""
    actor = request.actor
    draft = draft_of(actor, found) if text is None else None
    beside, talk = facts(actor, found), talking(actor, found)
    composer = {
        "mode": mode or (draft.kind if draft else "reply"),
        "text": text if text is not None else (draft.text if draft else ""),
        "cc": draft.fields.get("cc", "") if draft else "",
        "error": error,
        "collision": collision,
        "saved": _("Draft saved") if draft else "",
        "types": [(code, str(words)) for code, words in REPLY_TYPE_NAMES.items()],
        "type": reply_type,
        "templates": [each.name for each in templates_for(actor)],
        "signature": signature_of(actor.id) or found.department.signature,
    }
    in_copy = [(each.address, each.is_confirmed) for each in beside["followers"] if each.kind == "cc"]
    answering: dict[str, Any] = {
        "composer": composer,
        "recipients": recipients_among(found, in_copy),
        "then": _then(beside),
        "last_message_id": talk["last_message_id"],
    }
    facing = sided(actor, found, beside)
    about_answer = content_of([found.reference, beside["can"], answering])
    context = {**talk, **facing, **answering, "about_answer": about_answer}
    about = facing["about"], about_answer, content_of(talk["items"]), content_of(talk["present"]), talk["has_read"]
    here = url("desk:tickets", "open")
    return page(request, "desk/tickets/ticket.html", context, current=here, status=status, apart={}, about=about)


def sided(actor: Actor, found: Ticket, beside: dict[str, Any]) -> dict[str, Any]:
    """The facts as head and side pane are drawn from them, with `about`, by which these are kept."""
    return {"ticket": found, "reader": actor, **beside, "about": content_of([actor.id, found, beside])}


def talking(actor: Actor, found: Ticket) -> dict[str, Any]:
    """The conversation with who else is there."""
    attention, messages = attention_on(actor, [found.id]), conversation(actor, found)
    read = attention.read_at.get(found.id)
    return {
        "ticket": found,
        "items": timeline(actor, found, messages, read_at=read),
        "present": attention.present[found.id],
        "has_read": read is not None,
        "last_message_id": messages[-1].id if messages else 0,
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
