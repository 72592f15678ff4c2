"""The facts beside a conversation, and what the actor may do with the ticket."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tuki.catalogue.categories import categories_to_choose, category_path
from tuki.catalogue.queries import kind_names
from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.desk.lists.rows import channel_words
from tuki.desk.tickets.steps import steps
from tuki.kernel.actors import Actor
from tuki.people.queries import agents_in, departments_to_choose
from tuki.tickets import rules
from tuki.tickets.models import Ticket
from tuki.tickets.queries.conversation import followers_of, links_of, tag_names
from tuki.tickets.queries.lists import FIELDS, TicketRow
from tuki.tickets.queries.seeing import visible_to
from tuki.tickets.queries.workflow import resolution_names, stage_of, status_names
from tuki.tickets.wording import LINK_NAMES, PRIORITY_NAMES


def facts(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """Everything that the side pane shows."""
    names = status_names()
    return {
        "channel": channel_words(ticket.channel),
        "status_names": names,
        "status_label": names[ticket.status_id],
        "steps": steps(ticket, names),
        "resolutions": list(resolution_names().items()),
        "priorities": [(level, str(name)) for level, name in PRIORITY_NAMES.items()],
        "urgencies": [(level, str(name)) for level, name in URGENCY_NAMES.items()],
        "impacts": [(level, str(name)) for level, name in IMPACT_NAMES.items()],
        "categories": categories_to_choose(),
        "category": category_path(ticket.category_id) if ticket.category_id else "",
        "kinds": list(kind_names().items()),
        "agents": list(agents_in(ticket.department_id).values_list("id", "name")[:200]),
        "departments": departments_to_choose(actor),
        "link_kinds": [(code, str(name)) for code, name in LINK_NAMES.items()],
        "tags": tag_names(ticket),
        "links": links_of(actor, ticket),
        "followers": followers_of(ticket),
        "others": _others(actor, ticket),
        "can": _can(actor, ticket),
    }


def _can(actor: Actor, ticket: Ticket) -> dict[str, bool]:
    return {
        "reply": rules.can_reply(actor, ticket) and stage_of(ticket.status_id) != "closed",
        "note": rules.can_note(actor, ticket),
        "assign": rules.can_assign(actor, ticket),
        "change": rules.can_change(actor, ticket),
        "transfer": rules.can_transfer(actor, ticket),
        "trash": rules.can_trash(actor, ticket),
    }


def _others(actor: Actor, ticket: Ticket) -> list[dict[str, Any]]:
    """Other tickets of the requester, the latest first."""
    rows = (
        visible_to(actor).filter(requester_id=ticket.requester_id).exclude(pk=ticket.pk).order_by("-updated_at", "-id")
    )
    found = [TicketRow(*row) for row in rows.values_list(*FIELDS)[:5]]
    names = status_names() if found else {}
    return [
        {
            "href": reverse("desk:ticket", args=[row.reference]),
            "number": row.reference,
            "text": row.subject,
            "end": names[row.status],
            "tone": "",
        }
        for row in found
    ]
