"""What agents get by mail: assigned by somebody else, mentioned, a customer wrote on their ticket.

A notification about internal things says that there is something to read and never what: no word of a note leaves
the desk by mail. Each agent chooses what they hear of (see `choices`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tuki.channels.email.models import OutgoingKind
from tuki.channels.email.outgoing.answering import ticket_values
from tuki.channels.email.outgoing.choices import wants_mail
from tuki.channels.email.outgoing.outbox import put
from tuki.channels.email.outgoing.recipients import may_write_by_itself
from tuki.channels.email.outgoing.texts import filled, fitting_language, text_for
from tuki.kernel.database.prepared import Prepared, Slot, Slots
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
_SEEN = Question(lambda tickets: tickets.filter(pk=Slot("ticket_id")).order_by().values_list("id"))


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
    for agent in active_agents([agent_id]):
        write_to(agent, code, ticket, values, message_id=message_id)


def active_agents(ids: Sequence[int]) -> list[Person]:
    """Those of them who may be written to as agents; one query."""
    return _AGENTS.all(ids=ids)


def write_to(
    agent: Person, code: str, ticket: Ticket, values: Mapping[str, str], *, message_id: int | None = None
) -> None:
    """The same to one of `active_agents`."""
    if not may_write_by_itself(agent.email) or not wants_mail(agent.id, code):
        return
    if not _SEEN.all(actor_of(agent, cause="notification"), ticket_id=ticket.id):
        return
    language = language_for(agent, ticket)
    text = text_for(code, language, ticket.brand_id)
    if text.is_active:
        put(
            OutgoingKind.NOTIFICATION,
            [agent.email],
            department=ticket.department,
            written=filled(code, text, {**ticket_values(ticket, page="desk"), **values}, language=language),
            ticket_id=ticket.id,
            message_id=message_id,
            person_id=agent.id,
        )


def language_for(agent: Person, ticket: Ticket) -> str:
    """The agent's own language, else the brand's."""
    return fitting_language(agent.language, ticket.brand.language)


def _actor_name(entry: Recorded) -> str:
    person = Person.objects.filter(pk=entry.actor_id).first() if entry.actor_kind == "person" else None
    return person.name if person is not None else entry.actor_name
