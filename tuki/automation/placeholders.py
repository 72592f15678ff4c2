"""Placeholders in texts that agents write once and send often: `{requester.name}`, and parts on a condition.

    Dear {requester.name}{if requester.organisation} of {requester.organisation}{end},

There are only listed names and `{if NAME}…{else}…{end}`, which asks whether the name has a value; nothing nests and
nothing is computed. Values are put in once and are never read as placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tuki.catalogue.categories import category_path
from tuki.catalogue.queries import kind_names
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.people.models import Person
from tuki.tickets.models import Ticket
from tuki.tickets.queries.workflow import status_names

PLACEHOLDERS = {
    "requester.name": _("Name of the requester"),
    "requester.first_name": _("First word of the requester's name"),
    "requester.email": _("Mail address of the requester"),
    "requester.organisation": _("Organisation of the requester"),
    "ticket.reference": _("Number of the ticket"),
    "ticket.subject": _("Subject"),
    "ticket.kind": _("Kind"),
    "ticket.category": _("Category"),
    "ticket.status": _("Status"),
    "ticket.address": _("Address of the request on the portal"),
    "department.name": _("Department"),
    "desk.name": _("Name of the brand"),
    "agent.name": _("Name of the agent who writes"),
}
LONGEST = 20_000
_PIECE = re.compile(r"\{(if )?([a-z_]{1,24}(?:\.[a-z_]{1,24})?)\}")


def insist_fillable(text: str, *, field: str) -> str:
    """The text, when all that stands in braces is understood. Refuses `unknown_placeholder` and `condition_open`."""
    depth = 0
    for piece in _PIECE.finditer(text):
        is_if, name = bool(piece[1]), piece[2]
        if (is_if and depth) or (name in ("else", "end") and not is_if and not depth):
            raise Invalid("condition_open", field=field)
        if is_if or name not in ("else", "end"):
            if name not in PLACEHOLDERS:
                raise Invalid("unknown_placeholder", field=field, name=name)
            depth += is_if
        elif name == "end":
            depth = 0
    if depth:
        raise Invalid("condition_open", field=field)
    return text


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its values; what has no value becomes nothing. Linear in the text."""
    return "".join(_pieces(text, values)).strip()


def _pieces(text: str, values: Mapping[str, str]) -> Iterator[str]:
    at, is_shown = 0, True
    for piece in _PIECE.finditer(text):
        if is_shown:
            yield text[at : piece.start()]
        at, name = piece.end(), piece[2]
        if piece[1]:
            is_shown = bool(values.get(name))
        elif name == "else":
            is_shown = not is_shown
        elif name == "end":
            is_shown = True
        elif is_shown:
            yield values.get(name, "")
    if is_shown:
        yield text[at:]


def values_for(actor: Actor, ticket: Ticket, *, language: str = "") -> dict[str, str]:
    """What the placeholders stand for on a ticket, in the requester's language where it is known."""
    requester, organisation = ticket.requester, ticket.organisation
    with translation.override(language or translation.get_language()):
        words = {
            "ticket.kind": kind_names().get(ticket.kind_id, ""),
            "ticket.category": category_path(ticket.category_id) if ticket.category_id else "",
            "ticket.status": status_names().get(ticket.status_id, ""),
        }
    return words | {
        "requester.name": requester.name,
        "requester.first_name": next(iter(requester.name.split()), ""),
        "requester.email": requester.email,
        "requester.organisation": organisation.name if organisation else "",
        "ticket.reference": ticket.reference,
        "ticket.subject": ticket.subject,
        "ticket.address": f"{settings.BASE_URL}/portal/tickets/{ticket.reference}",
        "department.name": ticket.department.name,
        "desk.name": ticket.brand.name,
        "agent.name": _agent_name(actor),
    }


def language_of(ticket: Ticket) -> str:
    """The language to write in: the requester's, else the conversation's, else the brand's."""
    return ticket.requester.language or ticket.language or ticket.brand.language


def _agent_name(actor: Actor) -> str:
    if not actor.is_person:
        return ""
    return Person.objects.filter(pk=actor.id).values_list("name", flat=True).first() or ""
