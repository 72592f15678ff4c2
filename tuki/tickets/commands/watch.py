"""Watchers, cc and mentions."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound
from tuki.people.addresses import checked_address, normal_address
from tuki.people.commands.persons import find_or_add_contact
from tuki.people.models import DepartmentAddress, Person
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched, save
from tuki.tickets.events import AgentMentioned, WatcherAdded, WatcherRemoved
from tuki.tickets.models import Message, Ticket, Watcher, WatcherKind


@command
def watch_ticket(actor: Actor, reference: str, *, person_id: int) -> None:
    """An agent follows the ticket. Nothing to do when they do already."""
    ticket = fetched(actor, reference, rules.can_note)
    if not Person.objects.filter(pk=person_id, is_staff=True, is_active=True).exists():
        raise Invalid("not_an_agent_there", field="person")
    _add(actor, ticket, person_id, WatcherKind.WATCHER, is_confirmed=True)


@command
def unwatch_ticket(actor: Actor, reference: str, *, person_id: int) -> None:
    """Somebody no longer follows the ticket, or is no longer cc. Nothing to do when they were not."""
    ticket = fetched(actor, reference, rules.can_note)
    if Watcher.objects.filter(ticket=ticket, person_id=person_id).delete()[0]:
        announce(actor, WatcherRemoved(subject=ticket.id, person_id=person_id))
        save(ticket)


@command
def add_cc_to_ticket(actor: Actor, reference: str, *, address: str) -> None:
    """A person outside gets our replies from now on, as an agent decided."""
    ticket = fetched(actor, reference, rules.can_reply)
    add_cc(actor, ticket, checked_address(address, field="cc"))


@command
def propose_cc(actor: Actor, ticket_id: int, *, address: str, name: str = "") -> None:
    """A mail named somebody as cc: kept, but they see and get nothing until an agent confirms them."""
    ticket = Ticket.objects.get(pk=ticket_id)
    if DepartmentAddress.objects.filter(normal=normal_address(address)).exists():
        return
    person = find_or_add_contact(actor, address=address, name=name)
    if person.id != ticket.requester_id and not person.is_staff:
        _add(actor, ticket, person.id, WatcherKind.CC, is_confirmed=False)


@command
def confirm_cc(actor: Actor, reference: str, *, person_id: int) -> None:
    """An agent lets a proposed cc see the ticket and get its replies."""
    ticket = fetched(actor, reference, rules.can_reply)
    if not Watcher.objects.filter(ticket=ticket, person_id=person_id).exists():
        raise NotFound()
    _add(actor, ticket, person_id, WatcherKind.CC, is_confirmed=True)


def add_cc(actor: Actor, ticket: Ticket, address: str) -> None:
    """Within a running command: a confirmed cc by address; nothing for the requester and for our own addresses."""
    if DepartmentAddress.objects.filter(normal=normal_address(address)).exists():
        raise Invalid("address_is_ours", field="cc")
    person = find_or_add_contact(actor, address=checked_address(address, field="cc"))
    if person.id != ticket.requester_id:
        _add(actor, ticket, person.id, WatcherKind.CC, is_confirmed=True)


def let_watch(actor: Actor, ticket: Ticket, person_id: int) -> None:
    """Within a running command: an agent who would no longer see the ticket follows it from now on."""
    _add(actor, ticket, person_id, WatcherKind.WATCHER, is_confirmed=True)


def watch_as_mentioned(actor: Actor, ticket: Ticket, message: Message, person_ids: Sequence[int]) -> None:
    """Colleagues named in a note follow the ticket from now on."""
    agents = Person.objects.filter(id__in=person_ids, is_staff=True, is_active=True)
    for person_id in agents.order_by("id").values_list("id", flat=True):
        _add(actor, ticket, person_id, WatcherKind.WATCHER, is_confirmed=True)
        announce(actor, AgentMentioned(subject=ticket.id, person_id=person_id, message_id=message.id))


def _add(actor: Actor, ticket: Ticket, person_id: int, kind: WatcherKind, *, is_confirmed: bool) -> None:
    row, is_new = Watcher.objects.get_or_create(
        ticket=ticket, person_id=person_id, defaults={"kind": kind, "is_confirmed": is_confirmed}
    )
    becomes_confirmed = is_confirmed and not row.is_confirmed
    if becomes_confirmed:
        row.is_confirmed = True
        row.save(update_fields=["is_confirmed"])
    if is_new or becomes_confirmed:
        announce(
            actor,
            WatcherAdded(subject=ticket.id, person_id=person_id, watcher_kind=row.kind, is_confirmed=row.is_confirmed),
        )
