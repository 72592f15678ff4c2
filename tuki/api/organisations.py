"""Organisations and their domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated

import msgspec
from django.db.models import QuerySet
from msgspec import UNSET, Meta, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Input, Items, LongText, Name, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.people.commands.organisations import add_organisation, change_organisation
from tuki.people.models import Organisation, OrganisationDomain
from tuki.people.queries import organisations_visible_to
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("organisations")
READ, WRITE = "people:read", "people:write"
Domains = Annotated[list[Annotated[str, Meta(max_length=253)]], Meta(max_length=200)]


class OrganisationShape(msgspec.Struct):
    """A customer. `notes` are for agents; contacts get them empty."""

    id: int
    name: str
    domains: list[str]
    notes: str
    is_active: bool


class NewOrganisation(Input):
    """Mail from its `domains` comes from its contacts; free-mail domains are refused."""

    name: Name
    domains: Domains = []
    notes: LongText = ""


class OrganisationChange(Input):
    """Only what is named changes."""

    name: Name | UnsetType = UNSET
    domains: Domains | UnsetType = UNSET
    notes: LongText | UnsetType = UNSET


@routes.get("/organisations", scope=READ, query=Page, answer=Items[OrganisationShape])
def list_organisations(actor: Actor, query: Page) -> Items[OrganisationShape]:
    """Agents see all, a contact their own. Two queries."""
    rows = organisations_visible_to(actor).filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items(_shapes(actor, found), str(found[-1].id) if has_more else None)


@routes.get("/organisations/{row:id}", scope=READ, answer=OrganisationShape)
def show_organisation(actor: Actor, id: int) -> OrganisationShape:
    """One organisation."""
    return _shape(actor, organisations_visible_to(actor).filter(pk=id))


@routes.post("/organisations", scope=WRITE, body=NewOrganisation, answer=OrganisationShape, status=201)
def add_new_organisation(actor: Actor, body: NewOrganisation) -> OrganisationShape:
    """An organisation becomes known."""
    added = add_organisation(actor, name=body.name, domains=body.domains, notes=body.notes)
    return _shape(actor, Organisation.objects.filter(pk=added.id))


@routes.patch("/organisations/{row:id}", scope=WRITE, body=OrganisationChange, answer=OrganisationShape)
def change_one_organisation(actor: Actor, body: OrganisationChange, id: int) -> OrganisationShape:
    """Changes what is named."""
    before = _shape(actor, organisations_visible_to(actor).filter(pk=id))
    change_organisation(
        actor,
        id,
        name=before.name if body.name is UNSET else body.name,
        domains=before.domains if body.domains is UNSET else body.domains,
        notes=before.notes if body.notes is UNSET else body.notes,
    )
    return _shape(actor, organisations_visible_to(actor).filter(pk=id))


def _shape(actor: Actor, rows: QuerySet[Organisation]) -> OrganisationShape:
    found = _shapes(actor, list(rows[:1]))
    if not found:
        raise NotFound()
    return found[0]


def _shapes(actor: Actor, rows: Sequence[Organisation]) -> list[OrganisationShape]:
    domains: dict[int, list[str]] = defaultdict(list)
    listed = OrganisationDomain.objects.filter(organisation__in=[row.id for row in rows]).order_by("domain")
    for organisation_id, domain in listed.values_list("organisation_id", "domain") if rows else ():
        domains[organisation_id].append(domain)
    shows_notes = sees_notes(actor)
    return [
        OrganisationShape(row.id, row.name, domains[row.id], row.notes if shows_notes else "", row.is_active)
        for row in rows
    ]
