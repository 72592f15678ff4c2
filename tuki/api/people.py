"""Persons: agents and contacts, as far as the caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tuki.api.naming import known_organisation, person_ids
from tuki.api.routes import Routes
from tuki.api.shapes import Address, Id, Input, Items, LongText, Name, OrganisationRef, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.people.commands.persons import add_person, change_person, deactivate_person, reactivate_person
from tuki.people.queries import person_for, persons_visible_to

routes = Routes("people")
READ, WRITE = "people:read", "people:write"
Short = Annotated[str, Meta(max_length=64)]


class PersonShape(msgspec.Struct):
    """Somebody. `sees_organisation`: reads all tickets of their organisation."""

    id: int
    name: str
    address: str
    is_staff: bool
    is_active: bool
    organisation: OrganisationRef | None
    sees_organisation: bool
    language: str
    time_zone: str
    created_at: datetime


class PersonQuery(Page):
    """By mail address, organisation, or whether they are agents."""

    address: Address = ""
    organisation: Id | None = None
    is_staff: bool | None = None


class NewPerson(Input):
    """A contact, or with `is_staff` an agent. Without an organisation the domain of the address decides."""

    name: Name = ""
    address: Address = ""
    organisation: Id | Name | None = None
    sees_organisation: bool = False
    is_staff: bool = False
    language: Annotated[str, Meta(max_length=8)] = ""
    time_zone: Short = ""


class PersonChange(Input):
    """Only what is named changes. Everybody changes their own name, language, time zone and signature."""

    name: Name | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=8)] | UnsetType = UNSET
    time_zone: Short | UnsetType = UNSET
    signature: LongText | UnsetType = UNSET
    organisation: Id | Name | UnsetType | None = UNSET
    sees_organisation: bool | UnsetType = UNSET


_FIELDS = (
    "id", "name", "email", "is_staff", "is_active", "organisation_id", "organisation__name", "sees_organisation",
    "language", "time_zone", "created_at",
)  # fmt: skip


@routes.get("/people", scope=READ, query=PersonQuery, answer=Items[PersonShape])
def list_people(actor: Actor, query: PersonQuery) -> Items[PersonShape]:
    """Whom the caller may see. Two queries at most."""
    persons = persons_visible_to(actor).filter(id__gt=after_id(query))
    if query.address:
        persons = persons.filter(id__in=person_ids([query.address]))
    if query.organisation:
        persons = persons.filter(organisation_id=query.organisation)
    if query.is_staff is not None:
        persons = persons.filter(is_staff=query.is_staff)
    found, has_more = cut(list(persons.order_by("id").values_list(*_FIELDS)[: query.size + 1]), query.size)
    return Items([_shape(row) for row in found], str(found[-1][0]) if has_more else None)


@routes.get("/people/{row:id}", scope=READ, answer=PersonShape)
def show_person(actor: Actor, id: int) -> PersonShape:
    """One person."""
    return _person_shape(actor, id)


@routes.post("/people", scope=WRITE, body=NewPerson, answer=PersonShape, status=201)
def add_somebody(actor: Actor, body: NewPerson) -> PersonShape:
    """Somebody becomes known."""
    person = add_person(
        actor,
        name=body.name,
        email=body.address,
        organisation_id=known_organisation(actor, body.organisation),
        sees_organisation=body.sees_organisation,
        is_staff=body.is_staff,
        language=body.language,
        time_zone=body.time_zone,
    )
    return _person_shape(actor, person.id)


@routes.patch("/people/{row:id}", scope=WRITE, body=PersonChange, answer=PersonShape)
def change_somebody(actor: Actor, body: PersonChange, id: int) -> PersonShape:
    """Changes what is named."""
    person_for(actor, id)
    values: dict[str, Any] = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    if "organisation" in values:
        values["organisation_id"] = known_organisation(actor, values.pop("organisation"))
    change_person(actor, id, **values)
    return _person_shape(actor, id)


@routes.delete("/people/{row:id}/access", scope=WRITE, answer=PersonShape)
def end_access(actor: Actor, id: int) -> PersonShape:
    """They can no longer sign in by any way, and their tokens are gone; history stays."""
    person_for(actor, id)
    deactivate_person(actor, id)
    return _person_shape(actor, id)


@routes.post("/people/{row:id}/access", scope=WRITE, answer=PersonShape)
def give_access_back(actor: Actor, id: int) -> PersonShape:
    """They can sign in again."""
    person_for(actor, id)
    reactivate_person(actor, id)
    return _person_shape(actor, id)


def _person_shape(actor: Actor, person_id: int) -> PersonShape:
    row = persons_visible_to(actor).filter(pk=person_id).values_list(*_FIELDS).first()
    if row is None:
        raise NotFound()
    return _shape(row)


def _shape(row: Sequence[Any]) -> PersonShape:
    id_, name, email, is_staff, is_active, organisation_id, organisation, *rest = row
    reference = OrganisationRef(organisation_id, organisation) if organisation_id else None
    return PersonShape(id_, name, email, is_staff, is_active, reference, *rest)
