"""Mails about time that runs out: to agents in their language and zone, and to vendors and other addresses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from django.utils import translation

from tuki.channels.email.models import OutgoingKind
from tuki.channels.email.outgoing.answering import ticket_values
from tuki.channels.email.outgoing.notifying import Notification, active_agents, language_for, tell_agents
from tuki.channels.email.outgoing.outbox import Letter, put
from tuki.channels.email.outgoing.recipients import may_write_by_itself
from tuki.channels.email.outgoing.texts import filled, fitting_language, text_for
from tuki.kernel.command import at_hand
from tuki.people.models import Person
from tuki.sla.clocks.wording import name_of
from tuki.sla.events import OfClock, SlaWarned
from tuki.sla.policies.library import library
from tuki.tickets.models import Ticket


def tell(events: Sequence[OfClock]) -> None:
    """Everybody whom the steps name, each once for a step and in their own words. No query when they name nobody."""
    outside = [(event, address) for event in events for address in addresses(event)]
    heard = [event for event in events if event.person_ids]
    tickets = _tickets({event.subject for event in heard} | {event.subject for event, _address in outside})
    agents = {agent.id: agent for agent in active_agents(_persons(heard))} if heard else {}
    told = [
        _notification(event, tickets[event.subject], agents[id_])
        for event in heard
        for id_ in event.person_ids
        if id_ in agents
    ]
    if told:
        tell_agents(told)
    for event, address in outside:
        _write_outside(event, tickets[event.subject], address)


def _persons(events: Sequence[OfClock]) -> list[int]:
    return sorted({id_ for event in events for id_ in event.person_ids})


def _tickets(ids: Collection[int]) -> dict[int, Ticket]:
    """As the command keeps them at hand; one query for those that it does not."""
    found = {id_: ticket for id_ in ids if (ticket := at_hand(Ticket, id_)) is not None}
    if missing := [id_ for id_ in ids if id_ not in found]:
        found |= Ticket.objects.select_related("brand", "department").in_bulk(missing)
    return found


def _notification(event: OfClock, ticket: Ticket, agent: Person) -> Notification:
    code = "agent_time_warning" if isinstance(event, SlaWarned) else "agent_time_breach"
    zone = agent.time_zone or ticket.brand.time_zone
    return Notification(agent, code, ticket, _values(event, language_for(agent, ticket), zone))


def addresses(event: OfClock) -> list[str]:
    """The addresses that the step of the event's policy names as it is now, the vendor's own among them."""
    found = [each for each in library().present.policies if each.id == event.policy_id]
    return found[0].definition.addresses_of(event.step, event.target, event.party) if found else []


def _write_outside(event: OfClock, ticket: Ticket, address: str) -> None:
    language = fitting_language(ticket.brand.language)
    text = text_for("outside_time", language, ticket.brand_id)
    if not text.is_active or not may_write_by_itself(address):
        return
    values = {**ticket_values(ticket, page="desk"), **_values(event, language, ticket.brand.time_zone)}
    put(
        Letter(
            kind=OutgoingKind.NOTIFICATION,
            recipients=[address],
            department=ticket.department,
            written=filled("outside_time", text, values, language=language),
            ticket_id=ticket.id,
        )
    )


def _values(event: OfClock, language: str, zone: str) -> dict[str, str]:
    with translation.override(language):
        name = name_of(event.target, event.party)
    return {"promise.name": name, "promise.due": f"{event.due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"}
