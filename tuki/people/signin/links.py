"""One-time links: sign-in for contacts, a forgotten password, an invitation. Opening one changes nothing."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from tuki.kernel import clock
from tuki.kernel.actors import Actor, channel
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.limits import insist_pace
from tuki.kernel.refusals import NotFound, Refused, TooMany
from tuki.kernel.secrets import digest_token, random_token
from tuki.people import events
from tuki.people.access import actor_of
from tuki.people.addresses import is_address, normal_address
from tuki.people.commands.insisting import insist_holds, locked_person
from tuki.people.commands.persons import checked_password, person_by_address, store_password
from tuki.people.models import OneTimeLink, Person, PersonAddress
from tuki.people.permissions import EDIT, MANAGE_AGENTS
from tuki.people.signin.delivery import LinkMail, deliver
from tuki.people.signin.network import network_of

SIGN_IN, PASSWORD, INVITE = "sign-in", "password", "invite"
LASTS = {SIGN_IN: timedelta(hours=1), PASSWORD: timedelta(hours=1), INVITE: timedelta(days=7)}
TOKEN_BITS = 256
PACE_OF_ADDRESS = ((3, 3600),)
PACE_OF_NETWORK = ((20, 600), (60, 3600))


def ask_for_link(address: str, *, purpose: str, address_of_network: str, cause: str = "") -> None:
    """Somebody asks for a link to this address. Known or not, allowed or too often: it looks the same from outside.

    At most three per address in an hour. Whether the address is known is found out later, by the job.
    Refuses `too_many_tries` per network only, which says nothing about an address.
    """
    insist_pace(f"link:network:{network_of(address_of_network)}", PACE_OF_NETWORK)
    if not is_address(address):
        return
    try:
        insist_pace(f"link:address:{digest_token(normal_address(address))}", PACE_OF_ADDRESS)
    except TooMany:
        return
    _queue_link(channel("sign-in", cause), address.strip(), purpose)


@command
def send_link(actor: Actor, *, address: str, purpose: str) -> None:
    """Makes a link for who has this address and hands it to the mail. Nothing to do when nobody active has it.

    Announces `person.link_sent`.
    """
    person = person_by_address(address)
    if person is not None and person.is_active:
        _make_and_send(actor, person, address, purpose)


@command
def invite(actor: Actor, person_id: int) -> None:
    """Sends an invitation to set a first password, good for seven days.

    Refuses `has_password` when one is set: then the way is a forgotten password, which is its owner's.
    """
    person = locked_person(person_id)
    insist_holds(actor, MANAGE_AGENTS if person.is_staff else EDIT)
    if person.password:
        raise Refused("has_password")
    if not person.is_active or not person.email:
        raise Refused("not_allowed")
    _make_and_send(actor, person, person.email, INVITE)


def open_link(token: str) -> OneTimeLink | None:
    """The link with its person, if it can be used now; looking at it does not use it up."""
    usable = OneTimeLink.objects.filter(digest=digest_token(token), used_at=None, expires_at__gt=clock.now())
    link = next(iter(usable.filter(person__is_active=True).select_related("person")), None)
    return None if link is None or (link.purpose == INVITE and link.person and link.person.password) else link


@command
def use_link(actor: Actor, token: str, *, purposes: tuple[str, ...] = (SIGN_IN,)) -> Person:
    """Uses a link up, with all others of its person, and gives the person; their address is proven by it.

    Announces `person.address_verified` the first time; refuses `link_used`. Of two at once, one wins.
    """
    link = open_link(token)
    if link is None or link.person_id is None or link.purpose not in purposes:
        raise Refused("link_used")
    person = locked_person(link.person_id)
    if not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now()):
        raise Refused("link_used")
    OneTimeLink.objects.filter(person=person, used_at=None).delete()
    proven = PersonAddress.objects.filter(person=person, kind="email", normal=normal_address(link.address))
    address = proven.filter(verified_at=None).first()
    if address:
        PersonAddress.objects.filter(pk=address.pk).update(verified_at=clock.now())
        announce(actor, events.AddressVerified(subject=person.id, address_id=address.pk))
    return person


def set_password_by_link(token: str, password: str, *, cause: str = "") -> Person:
    """Sets the password of the link's person and uses the link up. Refuses `weak_password`, `link_used`."""
    if open_link(token) is None:
        raise Refused("link_used")
    encoded = checked_password(password)
    return _store_by_link(channel("sign-in", cause), token, encoded)


def forget_past_links() -> int:
    """Deletes links that were used or are over; how many."""
    return OneTimeLink.objects.filter(Q(used_at__isnull=False) | Q(expires_at__lte=clock.now())).delete()[0]


@command
def _queue_link(actor: Actor, address: str, purpose: str) -> None:
    """Puts the job into the queue; the same work for every address."""
    enqueue("people.send_link", lane="mail-out", address=address, purpose=purpose)


@command
def _store_by_link(actor: Actor, token: str, encoded: str) -> Person:
    """Uses the link up and stores the password, or neither."""
    person = use_link(actor, token, purposes=(PASSWORD, INVITE))
    store_password(actor_of(person, cause=actor.cause), person.id, encoded=encoded)
    return person


def _make_and_send(actor: Actor, person: Person, address: str, purpose: str) -> None:
    if purpose not in LASTS:
        raise NotFound()
    now, token = clock.now(), random_token(TOKEN_BITS)
    link = OneTimeLink.objects.create(
        digest=digest_token(token),
        person=person,
        purpose=purpose,
        address=address,
        created_at=now,
        expires_at=now + LASTS[purpose],
    )
    announce(actor, events.LinkSent(subject=person.id, link_id=link.id, purpose=purpose))
    place = "link" if purpose == SIGN_IN else "password"
    url = f"{settings.BASE_URL}/{place}/{token}"
    deliver(actor, LinkMail(purpose, person.id, person.name, address, person.language, url, link.expires_at))
