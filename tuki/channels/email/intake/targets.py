"""Which ticket a mail belongs to, and how far its sender is trusted there (faults section B)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from enum import Enum

import msgspec

from tuki.channels.email.address_book import signed_addresses
from tuki.channels.email.digests import bracketed
from tuki.channels.email.intake.senders import Sender
from tuki.channels.email.models import Journal, OutgoingMail
from tuki.channels.email.reading import Mail
from tuki.people.access import actor_of
from tuki.tickets import rules
from tuki.tickets.models import Message, Ticket, Watcher, WatcherKind

MOST_REFERENCES = 50
_REFERENCE = re.compile(r"(?<![\w-])([A-Za-z0-9]{1,12}-[0-9]{1,15})(?![\w-])")
_CONVERSATION_BYTES = 22


class Trust(Enum):
    """`PARTICIPANT`: requester or confirmed cc. `AGENT`: by the agent's own signed address. `STRANGER`: anybody
    else, and whoever merely claims to be an agent."""

    PARTICIPANT = "participant"
    AGENT = "agent"
    STRANGER = "stranger"


class Target(msgspec.Struct, frozen=True):
    """The ticket, and as whom the sender writes on it."""

    ticket: Ticket
    trust: Trust


def find_target(mail: Mail, sender: Sender, recipients: Sequence[str]) -> Target | None:
    """The ticket by signed address, then by References and In-Reply-To, then by Thread-Index and by its reference in
    the subject. The last two join only a participant; a stranger who names a ticket there is not believed."""
    return (
        _by_signed_address(sender, recipients)
        or _first_known(_ids_by_references(mail), sender, strangers=True)
        or _first_known(_ids_by_conversation(mail), sender, strangers=False)
        or _first_known(_ids_by_subject(mail), sender, strangers=False)
    )


def references_of(mail: Mail) -> list[str]:
    """The ids that a mail answers, the likeliest first: In-Reply-To, then References from the last to the first."""
    references = mail.references
    if len(references) > 2 * MOST_REFERENCES:
        references = (*references[:MOST_REFERENCES], *references[-MOST_REFERENCES:])
    return list(dict.fromkeys(map(bracketed, (*mail.in_reply_to, *reversed(references)))))


def conversation_of(mail: Mail) -> str:
    """The shared part of Thread-Index in hexadecimal; empty when there is none."""
    try:
        index = base64.b64decode(mail.header("thread-index"), validate=False)
    except (binascii.Error, ValueError):
        return ""
    return index[:_CONVERSATION_BYTES].hex() if len(index) >= _CONVERSATION_BYTES else ""


def _by_signed_address(sender: Sender, recipients: Sequence[str]) -> Target | None:
    for signed in signed_addresses(list(recipients)):
        ticket = _tickets([signed.ticket_id]).get(signed.ticket_id)
        if ticket is None:
            continue
        if signed.agent_id is None:
            return Target(ticket, _trust(sender, ticket))
        return Target(ticket, Trust.AGENT if _is_agent(sender, signed.agent_id, ticket) else Trust.STRANGER)
    return None


def _is_agent(sender: Sender, agent_id: int, ticket: Ticket) -> bool:
    person = sender.person
    if person is None or person.id != agent_id or not person.is_staff or not person.is_active:
        return False
    return rules.can_note(actor_of(person, cause=""), ticket)


def _ids_by_references(mail: Mail) -> list[int]:
    ids = references_of(mail)
    if not ids:
        return []
    tickets: dict[str, int] = {}
    for model in (OutgoingMail, Message):
        rows = model.objects.filter(rfc_message_id__in=ids, ticket_id__isnull=False).order_by("-id")
        tickets |= dict(rows.values_list("rfc_message_id", "ticket_id"))
    return [tickets[each] for each in ids if each in tickets]


def _ids_by_conversation(mail: Mail) -> list[int]:
    conversation = conversation_of(mail)
    if not conversation:
        return []
    rows = Journal.objects.filter(conversation=conversation, ticket_id__isnull=False).order_by("-id")
    return list(rows.values_list("ticket_id", flat=True)[:10])


def _ids_by_subject(mail: Mail) -> list[int]:
    named = [each.upper() for each in _REFERENCE.findall(mail.subject[:1000])[:5]]
    if not named:
        return []
    ids = dict(Ticket.objects.filter(reference__in=named).values_list("reference", "id"))
    return [ids[each] for each in named if each in ids]


def _first_known(ids: Sequence[int], sender: Sender, *, strangers: bool) -> Target | None:
    """The first ticket where the sender takes part; else, if strangers may join, the first of all."""
    found = _tickets(ids)
    targets = [Target(found[each], _trust(sender, found[each])) for each in dict.fromkeys(ids) if each in found]
    own = next((each for each in targets if each.trust is Trust.PARTICIPANT), None)
    return own or (targets[0] if targets and strangers else None)


def _tickets(ids: Sequence[int]) -> dict[int, Ticket]:
    """The living tickets of these ids; what lies in the trash takes no more mail (F059)."""
    if not ids:
        return {}
    rows = Ticket.objects.filter(id__in=set(ids), trashed_at=None).select_related("brand")
    return {ticket.id: ticket for ticket in rows}


def _trust(sender: Sender, ticket: Ticket) -> Trust:
    if sender.person is None:
        return Trust.STRANGER
    if sender.person.id == ticket.requester_id:
        return Trust.PARTICIPANT
    is_cc = Watcher.objects.filter(ticket=ticket, person=sender.person, kind=WatcherKind.CC, is_confirmed=True).exists()
    return Trust.PARTICIPANT if is_cc and not sender.is_agent else Trust.STRANGER
