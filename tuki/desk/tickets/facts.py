"""The facts beside a conversation, and what the actor may do with the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from tuki.automation.queries import macros_for
from tuki.catalogue.categories import categories_to_choose, category_path
from tuki.catalogue.queries import kind_names
from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.desk.clocks.words import promises
from tuki.desk.lists.rows import channel_words
from tuki.desk.people.values import value_panel
from tuki.desk.states.choices import agents_to_choose
from tuki.desk.tickets.lines import line_facts
from tuki.desk.tickets.steps import steps
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Slot
from tuki.people.queries import agents_in, departments_to_choose
from tuki.sla.clocks.queries import going_clocks
from tuki.tickets import rules
from tuki.tickets.models import Ticket
from tuki.tickets.queries.approvals import pending_on
from tuki.tickets.queries.conversation import followers_of, links_of, tag_names
from tuki.tickets.queries.seeing import Question
from tuki.tickets.queries.workflow import resolution_names, stage_of, status_names
from tuki.tickets.wording import LINK_NAMES, PRIORITY_NAMES
from tuki.ui.jinja import url

_MOST_OTHERS = 5
_OTHERS = Question(
    lambda tickets: (
        tickets.filter(requester_id=Slot("requester_id"))
        .order_by("-updated_at", "-id")
        .values_list("id", "reference", "subject", "status_id")[: _MOST_OTHERS + 1]
    )
)


def facts(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """Everything that the head and the side pane show beside the ticket's own fields; both are kept by these facts."""
    names = status_names()
    return {
        "channel": channel_words(ticket.channel),
        "status_names": names,
        "status_label": names[ticket.status_id],
        "status_stage": stage_of(ticket.status_id),
        "steps": steps(ticket, names),
        "approval": pending_on(ticket),
        "resolutions": list(resolution_names().items()),
        **_choices(get_language()),
        "categories": categories_to_choose(),
        "category": category_path(ticket.category_id) if ticket.category_id else "",
        "kinds": tuple(kind_names().items()),
        "agents": agents_to_choose(agents_in(ticket.department_id), chosen_id=ticket.assignee_id),
        "departments": departments_to_choose(actor),
        "line": line_facts(actor, ticket),
        "clocks": promises(going_clocks(ticket.id)),
        "value": value_panel(actor, organisation_id=ticket.organisation_id, person_id=ticket.requester_id, action=""),
        "macros": [(each.id, each.name) for each in macros_for(actor)],
        "tags": tag_names(ticket),
        "links": links_of(actor, ticket),
        "followers": followers_of(ticket),
        "others": _others(actor, ticket),
        "can": _can(actor, ticket),
    }


@lru_cache(maxsize=16)
def _choices(language: str | None) -> dict[str, tuple[tuple[Any, str], ...]]:
    """Values whose names are ours and the same for every ticket. `language` is only the key; it is the active one."""
    named: dict[str, Mapping[Any, Any]] = {
        "priorities": PRIORITY_NAMES,
        "urgencies": URGENCY_NAMES,
        "impacts": IMPACT_NAMES,
        "link_kinds": LINK_NAMES,
    }
    return {what: tuple((value, str(name)) for value, name in names.items()) for what, names in named.items()}


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
    rows = _OTHERS.all(actor, requester_id=ticket.requester_id)
    names, prefix = status_names(), url("desk:ticket", "-").removesuffix("-")
    return [
        {
            "href": f"{prefix}{reference}",
            "number": reference,
            "text": subject,
            "end": names[status],
            "tone": "",
        }
        for id_, reference, subject, status in rows
        if id_ != ticket.id
    ][:_MOST_OTHERS]
