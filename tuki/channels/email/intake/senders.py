"""Who wrote a mail: matched by the address alone, never by the display name (F056)."""

from __future__ import annotations

import re

import msgspec

from tuki.channels.email.reading import Address, Mail
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.database.locks import lock_until_commit
from tuki.kernel.html import plain_line
from tuki.kernel.models import DeskValue
from tuki.people.addresses import is_address, normal_address
from tuki.people.commands.persons import add_person, find_or_add_contact, person_by_address
from tuki.people.models import Person

_UNKNOWN = "mail.unknown_sender"
_NO_REPLY = re.compile(r"(?:no|do|not|nicht)[._-]?(?:not)?[._-]?(?:reply|answer|antworten)", re.IGNORECASE)


class Sender(msgspec.Struct, frozen=True):
    """The author as the mail names them. `address` is empty when the mail names none that can be one."""

    name: str
    address: str
    person: Person | None

    @property
    def normal(self) -> str:
        return normal_address(self.address) if self.address else ""

    @property
    def is_agent(self) -> bool:
        return self.person is not None and self.person.is_staff


def sender_of(mail: Mail) -> Sender:
    """The first usable address of From, else of Sender; costs one query."""
    named = [*mail.from_, *mail.sender]
    found = next((each for each in named if is_address(each.address)), None)
    if found is None:
        name = next((each.name or each.original for each in named if each.name or each.original), "")
        return Sender(plain_line(name, 160), "", None)
    return Sender(plain_line(found.name, 160), found.address, person_by_address(found.address))


def requester_for(actor: Actor, mail: Mail, sender: Sender, *, language: str, is_ours: bool) -> Person:
    """Whom a new ticket is for: the sender; behind a no-reply address whoever Reply-To names; a stand-in person when
    nobody can be named (F029) or the mail claims to come from ourselves (`is_ours`)."""
    if is_ours or not sender.address:
        return unknown_sender(actor)
    if _NO_REPLY.match(sender.address.partition("@")[0]) and (other := _reply_to(mail, sender)):
        return find_or_add_contact(actor, address=other.address, name=plain_line(other.name, 160))
    if sender.person is not None:
        return sender.person
    return add_person(actor, name=sender.name or sender.address, email=sender.address, language=language)


@command
def unknown_sender(actor: Actor) -> Person:
    """The one person who stands for all senders that name no address. Has no address, so nobody gets an answer."""
    lock_until_commit(_UNKNOWN)
    kept = DeskValue.objects.filter(pk=_UNKNOWN).values_list("value", flat=True).first()
    person = Person.objects.filter(pk=int(kept)).first() if kept else None
    if person is None:
        person = add_person(actor, name="Unknown sender")
        DeskValue.objects.update_or_create(pk=_UNKNOWN, defaults={"value": str(person.id)})
    return person


def _reply_to(mail: Mail, sender: Sender) -> Address | None:
    usable = (each for each in mail.reply_to if is_address(each.address))
    return next((each for each in usable if normal_address(each.address) != sender.normal), None)
