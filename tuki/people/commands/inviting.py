"""Inviting an agent: known, with roles, and a link on its way."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Invalid
from tuki.people.commands.persons import add_person, person_by_address
from tuki.people.commands.roles import RoleIn, grant_roles
from tuki.people.models import Person
from tuki.people.signin.links import invite


@command
def invite_agent(actor: Actor, *, name: str, email: str, roles: Sequence[RoleIn], language: str = "") -> Person:
    """A new agent with these roles gets a link to set a password; a contact with this address becomes an agent.

    Announces `person.added`, `person.roles_granted` and `person.link_sent`. Refuses `address_taken` for who is an
    agent already, `required` without name, address or role, and what the commands of people refuse.
    """
    for field, text in (("name", name), ("email", email)):
        if not text.strip():
            raise Invalid("required", field=field)
    if not roles:
        raise Invalid("required", field="role")
    person = person_by_address(email)
    if person is not None and person.is_staff:
        raise Invalid("address_taken", field="email")
    if person is None:
        person = add_person(actor, name=name, email=email, language=language, is_staff=True)
    grant_roles(actor, person.id, roles=roles)
    if not person.password:
        invite(actor, person.id)
    person.refresh_from_db()
    return person
