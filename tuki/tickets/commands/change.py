"""Changing single fields of a ticket: kind, category, subject, requester."""

from __future__ import annotations

from typing import Any

from tuki.catalogue.categories import insist_offered
from tuki.catalogue.models import Kind
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid
from tuki.people.models import Person
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, resettled, save, withdraw_pending
from tuki.tickets.events import CategoryChanged, KindChanged, RequesterChanged, SubjectChanged
from tuki.tickets.models import Ticket
from tuki.tickets.queries.workflow import stage_of, workflow_of


@command
def change_kind(actor: Actor, reference: str, *, kind: str) -> Ticket:
    """It is another kind of request. Refuses `unknown_kind`.

    When the workflow of that kind has no such status, the ticket goes to the nearest one of the same stage.
    """
    ticket = fetched(actor, reference, rules.can_change)
    if not Kind.objects.filter(pk=kind, is_active=True).exists():
        raise Invalid("unknown_kind", field="kind")
    if ticket.kind_id != kind:
        announce(actor, KindChanged(subject=ticket.id, old=ticket.kind_id, new=kind))
        save(ticket, kind_id=kind, **_fitting_status(actor, ticket, kind))
    return ticket


@command
def change_category(actor: Actor, reference: str, *, category_id: int | None) -> Ticket:
    """It is about something else, or of no category. Refuses `unknown_category`, also for one that is not offered."""
    ticket = fetched(actor, reference, rules.can_change)
    if ticket.category_id != category_id:
        insist_offered(category_id)
        announce(actor, CategoryChanged(subject=ticket.id, old=ticket.category_id, new=category_id))
        save(ticket, category_id=category_id)
    return ticket


def _fitting_status(actor: Actor, ticket: Ticket, kind: str) -> dict[str, Any]:
    old, new = workflow_of(ticket.kind_id), workflow_of(kind)
    if old is new:
        return {}
    if old.asks_approvals:
        withdraw_pending(actor, ticket)
    ticket.kind_id = kind
    place = new.nearest(ticket.status_id, stage_of(ticket.status_id))
    return resettled(actor, ticket, place) if place != ticket.status_id else {}


@command
def change_subject(actor: Actor, reference: str, *, subject: str) -> Ticket:
    """Rewords the subject. Refuses `required` when nothing is left of it."""
    ticket = fetched(actor, reference, rules.can_change)
    subject = plain_line(subject, 300)
    if not subject:
        raise Invalid("required", field="subject")
    if ticket.subject != subject:
        announce(actor, SubjectChanged(subject=ticket.id))
        save(ticket, subject=subject)
    return ticket


@command
def change_requester(actor: Actor, reference: str, *, requester_id: int) -> Ticket:
    """Somebody else asks; the organisation follows them."""
    ticket = fetched(actor, reference, rules.can_change)
    requester = Person.objects.filter(pk=requester_id).first()
    if requester is None:
        raise Invalid("invalid", field="requester")
    if ticket.requester_id != requester_id:
        announce(actor, RequesterChanged(subject=ticket.id, old=ticket.requester_id, new=requester_id))
        save(ticket, requester_id=requester_id, organisation_id=requester.organisation_id)
    return ticket
