"""What agents get by mail: assigned by somebody else, mentioned, a customer wrote on their ticket.

A notification about internal things says that there is something to read and never what: no word of a note leaves
the desk by mail. Each agent chooses what they hear of (see `choices`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tuki.channels.email.models import OutgoingKind
from tuki.channels.email.outgoing.answering import ticket_values
from tuki.channels.email.outgoing.choices import wants_mail
from tuki.channels.email.outgoing.outbox import Letter, put_all
from tuki.channels.email.outgoing.recipients import writable_among
from tuki.channels.email.outgoing.texts import filled, fitting_language, text_for
from tuki.kernel.database.prepared import Prepared, Slots
from tuki.kernel.events import Recorded
from tuki.kernel.html import truncate
from tuki.people.access import actor_of
from tuki.people.models import Person
from tuki.tickets.models import Message, Ticket
from tuki.tickets.queries.approvals import approvers
from tuki.tickets.queries.seeing import Question
from tuki.tickets.queries.workflow import status_names

LONGEST_TEXT = 4_000
_AGENTS = Prepared(lambda: Person.objects.filter(id__in=Slots("ids"), is_staff=True, is_active=True).order_by("id"))
_SEEN = Question(lambda tickets: tickets.filter(pk__in=Slots("ticket_ids")).order_by().values_list("id"))


class Notification(NamedTuple):
    """What an agent is to hear of a ticket: `code` names the text, `values` fill it."""

    agent: Person
    code: str
    ticket: Ticket
    values: Mapping[str, str]
    message_id: int | None = None


def tell_assignee(entry: Recorded, ticket: Ticket, agent_id: int) -> None:
    """Somebody else made them responsible."""
    if entry.actor_id != agent_id:
        notify("agent_assigned", agent_id, ticket, {"actor.name": _actor_name(entry)})


def tell_mentioned(entry: Recorded, ticket: Ticket, agent_id: int) -> None:
    """A colleague named them in a note."""
    if entry.actor_id != agent_id:
        notify("agent_mentioned", agent_id, ticket, {"actor.name": _actor_name(entry)})


def tell_approvers(entry: Recorded, ticket: Ticket, wanted: str) -> None:
    """A colleague wants the ticket to go a step that they may approve."""
    asker_id = entry.actor_id if entry.actor_kind == "person" else None
    values = {"actor.name": _actor_name(entry), "ticket.status": status_names().get(wanted, wanted)}
    for agent in approvers(ticket, asker_id=asker_id):
        notify("agent_approval", agent.id, ticket, values)


def tell_of_message(message: Message) -> None:
    """The customer wrote on their ticket."""
    ticket = message.ticket
    if ticket.assignee_id is None:
        return
    author = message.author.name if message.author else message.author_name
    values = {"actor.name": author, "message.text": truncate(message.text, LONGEST_TEXT)}
    notify("agent_message", ticket.assignee_id, ticket, values, message_id=message.id)


def notify(
    code: str, agent_id: int, ticket: Ticket, values: Mapping[str, str], *, message_id: int | None = None
) -> None:
    """A mail to an active agent who may see the ticket and wants to hear of this; else nothing."""
    tell_agents([Notification(agent, code, ticket, values, message_id) for agent in active_agents([agent_id])])


def active_agents(ids: Sequence[int]) -> list[Person]:
    """Those of them who may be written to as agents; one query."""
    return _AGENTS.all(ids=ids)


def tell_agents(notifications: Sequence[Notification]) -> None:
    """Mails to those of `active_agents` who may see their tickets and want to hear of this.

    One query for all of them, two more for each agent, and a statement for each thirty mails, hundreds on PostgreSQL.
    """
    writable = writable_among({each.agent.email for each in notifications})
    wanted = [each for each in notifications if each.agent.email in writable]
    wants = {key: wants_mail(*key) for key in {(each.agent.id, each.code) for each in wanted}}
    wanted = [each for each in wanted if wants[each.agent.id, each.code]]
    seen = _seen(wanted)
    put_all([letter for each in wanted if (each.agent.id, each.ticket.id) in seen for letter in _letters(each)])


def _seen(notifications: Sequence[Notification]) -> set[tuple[int, int]]:
    """Agents with the tickets that they may see."""
    tickets: dict[int, list[int]] = {}
    for each in notifications:
        tickets.setdefault(each.agent.id, []).append(each.ticket.id)
    agents = {each.agent.id: each.agent for each in notifications}
    return {
        (id_, ticket_id)
        for id_, agent in agents.items()
        for (ticket_id,) in _SEEN.all(actor_of(agent, cause="notification"), ticket_ids=tickets[id_])
    }


def _letters(each: Notification) -> Iterator[Letter]:
    """The mail, unless its text is switched off."""
    language = language_for(each.agent, each.ticket)
    text = text_for(each.code, language, each.ticket.brand_id)
    if text.is_active:
        values = {**ticket_values(each.ticket, page="desk"), **each.values}
        yield Letter(
            kind=OutgoingKind.NOTIFICATION,
            recipients=[each.agent.email],
            department=each.ticket.department,
            written=filled(each.code, text, values, language=language),
            ticket_id=each.ticket.id,
            message_id=each.message_id,
            person_id=each.agent.id,
        )


def language_for(agent: Person, ticket: Ticket) -> str:
    """The agent's own language, else the brand's."""
    return fitting_language(agent.language, ticket.brand.language)


def _actor_name(entry: Recorded) -> str:
    person = Person.objects.filter(pk=entry.actor_id).first() if entry.actor_kind == "person" else None
    return person.name if person is not None else entry.actor_name
