"""Organisations and their domains."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound
from tuki.people import events
from tuki.people.addresses import FREE_MAIL, ascii_domain, is_address
from tuki.people.commands.insisting import change_fields, insist_holds, needed
from tuki.people.models import Organisation, OrganisationDomain
from tuki.people.permissions import EDIT


@command
def add_organisation(actor: Actor, *, name: str, domains: list[str] | None = None, notes: str = "") -> Organisation:
    """An organisation becomes known. Refuses `name_taken`, `domain_taken`, `free_mail_domain`."""
    insist_holds(actor, EDIT)
    name = needed(name, field="name")
    if Organisation.objects.filter(name=name).exists():
        raise Invalid("name_taken", field="name")
    organisation = Organisation.objects.create(name=name, notes=notes)
    announce(actor, events.OrganisationAdded(subject=organisation.id))
    _set_domains(organisation, domains or [])
    return organisation


@command
def change_organisation(
    actor: Actor, organisation_id: int, *, name: str, domains: list[str], notes: str = ""
) -> Organisation:
    """Name, domains and notes of an organisation. Announces `organisation.changed` when one differs."""
    insist_holds(actor, EDIT)
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound()
    name = needed(name, field="name")
    if Organisation.objects.filter(name=name).exclude(pk=organisation_id).exists():
        raise Invalid("name_taken", field="name")
    fields = sorted(change_fields(organisation, {"name": name, "notes": notes}))
    if _set_domains(organisation, domains):
        fields.append("domains")
    if fields:
        announce(actor, events.OrganisationChanged(subject=organisation.id, fields=fields))
    return organisation


def _set_domains(organisation: Organisation, domains: list[str]) -> bool:
    wanted = {ascii_domain(each.lstrip("@ ")) for each in domains if each.strip()}
    if not all(is_address(f"postmaster@{each}") for each in wanted):
        raise Invalid("invalid", field="domains")
    before = set(organisation.domains.values_list("domain", flat=True))
    if wanted & FREE_MAIL:
        raise Invalid("free_mail_domain", field="domains")
    if OrganisationDomain.objects.filter(domain__in=wanted - before).exists():
        raise Invalid("domain_taken", field="domains")
    organisation.domains.filter(domain__in=before - wanted).delete()
    OrganisationDomain.objects.bulk_create(
        OrganisationDomain(organisation=organisation, domain=each) for each in sorted(wanted - before)
    )
    return before != wanted
