"""Persons and their addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command, keep_at_hand
from tuki.kernel.database.inserting import insert
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.kernel.reference import reference_changed
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.uses import insist_unused
from tuki.people import events
from tuki.people.addresses import checked_address, domain_of, normal_address
from tuki.people.commands.insisting import (
    change_fields,
    checked_language,
    checked_zone,
    insist_holds,
    insist_not_above,
    locked_person,
    needed,
)
from tuki.people.models import (
    ApiToken,
    OneTimeLink,
    OrganisationDomain,
    Person,
    PersonAddress,
    Session,
)
from tuki.people.models.person import fresh_version
from tuki.people.permissions import EDIT, MANAGE_AGENTS
from tuki.people.queries import desk_addresses

LONGEST_PASSWORD = 1024
_BY_ADDRESS = Prepared(lambda: Person.objects.filter(addresses__kind="email", addresses__normal=Slot("normal")))
_ORGANISATIONS = Prepared(
    lambda: OrganisationDomain.objects.filter(domain__in=Slots("domains", of="text")).values_list(
        "domain", "organisation_id"
    )
)


@command
def add_person(
    actor: Actor,
    *,
    name: str,
    email: str = "",
    organisation_id: int | None = None,
    language: str = "",
    time_zone: str = "",
    is_staff: bool = False,
    sees_organisation: bool = False,
) -> Person:
    """Somebody becomes known. Announces `person.added`; refuses `address_taken`, `address_is_ours`."""
    insist_holds(actor, MANAGE_AGENTS if is_staff else EDIT)
    if email:
        email = checked_address(email)
        organisation_id = organisation_id or (None if is_staff else _organisation_of(email))
    person = Person(
        name=needed(name or email, field="name"),
        email=email,
        organisation_id=organisation_id,
        sees_organisation=sees_organisation,
        language=language and checked_language(language),
        time_zone=time_zone and checked_zone(time_zone),
        is_staff=is_staff,
        created_at=clock.now(),
    )
    insert(person)
    keep_at_hand(person)
    announce(actor, events.PersonAdded(subject=person.id, is_staff=is_staff, organisation_id=organisation_id))
    if is_staff:
        reference_changed()
    if email:
        _attach_address(actor, person, email)
    return person


@command
def find_or_add_contact(actor: Actor, *, address: str, name: str = "", language: str = "") -> Person:
    """The person who has this address, or a new contact: requesters register by writing. Never changes anybody."""
    known = person_by_address(address)
    return known or add_person(actor, name=name or address, email=address, language=language)


@command
def change_person(actor: Actor, person_id: int, **values: Any) -> Person:
    """Changes name, language, time zone, signature or organisation. One changes one's own, or holds the permission."""
    person = locked_person(person_id)
    own = {"name", "language", "time_zone", "signature"}
    allowed = own | {"organisation_id", "sees_organisation"}
    if unknown := set(values) - allowed:
        raise Invalid("invalid", field=unknown.pop())
    if not (actor.is_person and actor.id == person_id and set(values) <= own):
        insist_holds(actor, MANAGE_AGENTS if person.is_staff else EDIT)
    if "name" in values:
        values["name"] = needed(values["name"], field="name")
    if values.get("language"):
        checked_language(values["language"])
    if values.get("time_zone"):
        checked_zone(values["time_zone"])
    if changes := change_fields(person, values):
        announce(actor, events.PersonChanged(subject=person.id, fields=sorted(changes)))
        if person.is_staff:
            reference_changed()
    return person


@command
def add_address(actor: Actor, person_id: int, *, address: str) -> PersonAddress:
    """One more mail address for somebody. Refuses `address_taken`, `address_is_ours`."""
    person = locked_person(person_id)
    insist_holds(actor, MANAGE_AGENTS if person.is_staff else EDIT)
    insist_not_above(actor, person)
    return _attach_address(actor, person, checked_address(address))


@command
def remove_address(actor: Actor, person_id: int, *, address_id: int) -> None:
    """Takes an address from somebody; the main one passes to the next."""
    person = locked_person(person_id)
    insist_holds(actor, MANAGE_AGENTS if person.is_staff else EDIT)
    if not PersonAddress.objects.filter(pk=address_id, person=person).delete()[0]:
        raise NotFound()
    left = person.addresses.filter(kind="email").order_by("id").values_list("address", flat=True)
    if person.email not in left:
        change_fields(person, {"email": left[0] if left else ""})
    announce(actor, events.AddressRemoved(subject=person.id, address_id=address_id))


@command
def mark_address_failing(actor: Actor, *, address: str, failure: str) -> None:
    """Mail to this address came back for good. Nothing to do when that is known."""
    row = PersonAddress.objects.select_for_update().filter(kind="email", normal=normal_address(address)).first()
    if row and row.failing_since is None:
        row.failing_since, row.failure = clock.now(), failure[:300]
        row.save(update_fields=["failing_since", "failure"])
        announce(actor, events.AddressFailing(subject=row.person_id, address_id=row.id))


def set_password(actor: Actor, person_id: int, *, password: str) -> None:
    """A new password; all sessions and open links of the person end. One sets one's own, or manages agents.

    Refuses `weak_password` to persons; what the operator writes into the desk's file is taken as it is.
    """
    encoded = checked_password(password) if actor.is_person else make_password(password)
    store_password(actor, person_id, encoded=encoded)


def checked_password(password: str) -> str:
    """The password's hash (scrypt), made before any row is locked, for it takes long. Refuses `weak_password`."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid("weak_password", field="password") from error
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("weak_password", field="password")
    return make_password(password)


@command
def store_password(actor: Actor, person_id: int, *, encoded: str) -> None:
    """Stores the hash of a new password. Announces `person.password_set`; see `set_password`."""
    person = locked_person(person_id)
    if not (actor.is_person and actor.id == person_id):
        insist_holds(actor, MANAGE_AGENTS)
        insist_not_above(actor, person)
    person.password = encoded
    person.save(update_fields=["password"])
    Session.objects.filter(person=person).delete()
    OneTimeLink.objects.filter(person=person, used_at=None).delete()
    announce(actor, events.PasswordSet(subject=person.id))


@command
def deactivate_person(actor: Actor, person_id: int) -> None:
    """They can no longer sign in by any way; history stays. Nothing to do when already so.

    Announces `person.deactivated`. Refuses `not_allowed`, `own_rights`, and for an agent `still_used` while rules that
    act or shared macros assign tickets to them: these would silently do nothing. Whoever has to be locked out before
    that is put right is signed out everywhere and given another password.
    """
    person = locked_person(person_id)
    insist_holds(actor, MANAGE_AGENTS)
    if actor.is_person and actor.id == person_id:
        raise Refused("own_rights")
    insist_not_above(actor, person)
    if not person.is_active:
        return
    if person.is_staff:
        insist_unused("agent", [person.id])
    _set_active(person, is_active=False)
    Session.objects.filter(person=person).delete()
    ApiToken.objects.filter(person=person).delete()
    OneTimeLink.objects.filter(person=person).delete()
    announce(actor, events.PersonDeactivated(subject=person.id))


@command
def reactivate_person(actor: Actor, person_id: int) -> None:
    """They can sign in again. Nothing to do when they can already."""
    person = locked_person(person_id)
    insist_holds(actor, MANAGE_AGENTS)
    if not person.is_active:
        _set_active(person, is_active=True)
        announce(actor, events.PersonReactivated(subject=person.id))


def person_by_address(address: str) -> Person | None:
    """Who has this mail address, whatever its spelling."""
    return _BY_ADDRESS.first(normal=normal_address(address))


def _set_active(person: Person, *, is_active: bool) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=is_active, access_version=fresh_version())


def _attach_address(actor: Actor, person: Person, address: str) -> PersonAddress:
    normal = normal_address(address)
    if normal in desk_addresses():
        raise Invalid("address_is_ours", field="email")
    if _BY_ADDRESS.first(normal=normal) is not None:
        raise Invalid("address_taken", field="email")
    row = PersonAddress(person=person, kind="email", address=address, normal=normal)
    insert(row)
    if not person.email:
        change_fields(person, {"email": address})
    announce(actor, events.AddressAdded(subject=person.id, address_id=row.id))
    return row


def _organisation_of(address: str) -> int | None:
    """The organisation that has the address's domain, or the nearest domain above it."""
    labels = domain_of(address).split(".")
    candidates = [".".join(labels[index:]) for index in range(max(len(labels) - 1, 1))]
    rows = dict(_ORGANISATIONS.all(domains=candidates))
    return next((rows[each] for each in candidates if each in rows), None)
