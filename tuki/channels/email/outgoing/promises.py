"""Mails about time that runs out: to agents in their language and zone, and to vendors and other addresses."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import translation

from tuki.channels.email.models import OutgoingKind
from tuki.channels.email.outgoing.answering import ticket_values
from tuki.channels.email.outgoing.notifying import active_agents, language_for, write_to
from tuki.channels.email.outgoing.outbox import put
from tuki.channels.email.outgoing.recipients import may_write_by_itself
from tuki.channels.email.outgoing.texts import filled, fitting_language, text_for
from tuki.kernel.command import at_hand
from tuki.sla.clocks.wording import name_of
from tuki.sla.events import OfClock, SlaWarned
from tuki.sla.policies.definition import VENDOR, PolicyDefinition
from tuki.sla.policies.library import library
from tuki.tickets.models import Ticket


def tell(event: OfClock) -> None:
    """Everybody whom the step names, each once and in their own words. No query when it names nobody."""
    outside = addresses(event)
    if not event.person_ids and not outside:
        return
    ticket = at_hand(Ticket, event.subject) or Ticket.objects.select_related("brand", "department").get(
        pk=event.subject
    )
    code = "agent_time_warning" if isinstance(event, SlaWarned) else "agent_time_breach"
    for agent in active_agents(event.person_ids) if event.person_ids else ():
        zone = agent.time_zone or ticket.brand.time_zone
        write_to(agent, code, ticket, _values(event, language_for(agent, ticket), zone))
    for address in outside:
        _write_outside(event, ticket, address)


def addresses(event: OfClock) -> list[str]:
    """The addresses that the step of the event's policy names as it is now, the vendor's own among them."""
    found = [each for each in library().present.policies if each.id == event.policy_id]
    return _addresses(found[0].definition, event) if found else []


def _addresses(definition: PolicyDefinition, event: OfClock) -> list[str]:
    steps = [each for each in definition.steps if each.code == event.step and each.is_about(event.target)]
    named = [address for each in steps for address in each.addresses]
    if any(VENDOR in each.receivers for each in steps):
        named += [each.address for each in definition.agreements if each.name == event.party and each.address]
    return list(dict.fromkeys(named))


def _write_outside(event: OfClock, ticket: Ticket, address: str) -> None:
    language = fitting_language(ticket.brand.language)
    text = text_for("outside_time", language, ticket.brand_id)
    if not text.is_active or not may_write_by_itself(address):
        return
    values = {**ticket_values(ticket, page="desk"), **_values(event, language, ticket.brand.time_zone)}
    put(
        OutgoingKind.NOTIFICATION,
        [address],
        department=ticket.department,
        written=filled("outside_time", text, values, language=language),
        ticket_id=ticket.id,
    )


def _values(event: OfClock, language: str, zone: str) -> dict[str, str]:
    with translation.override(language):
        name = name_of(event.target, event.party)
    return {"promise.name": name, "promise.due": f"{event.due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"}
