"""The fixed cast of all tests (see docs/words.md).

Anna: agent, line 1, Support. Boris: agent, line 2, Billing. Clara: contact of Customer A. Dmitri: contact of
Customer B, must see nothing of Clara's. Vera: administrator.
"""

from __future__ import annotations

from dataclasses import dataclass

from tuki.catalogue.commands import add_builtin_kinds
from tuki.kernel.actors import Actor, system
from tuki.people.access import actor_of
from tuki.people.commands.desk import add_brand, add_department, set_team
from tuki.people.commands.organisations import add_organisation
from tuki.people.commands.persons import add_person
from tuki.people.commands.roles import add_builtin_roles, grant_roles
from tuki.people.models import Brand, Department, Organisation, Person
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.workflow import add_default_workflow
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Ticket

SYSTEM = system("test")


@dataclass
class Cast:
    """Everybody and everything a test begins with."""

    brand: Brand
    support: Department
    billing: Department
    customer_a: Organisation
    customer_b: Organisation
    anna: Person
    boris: Person
    clara: Person
    dmitri: Person
    vera: Person

    def actor(self, person: Person) -> Actor:
        """The person as an actor with their present rights."""
        person.refresh_from_db()
        return actor_of(person, cause="test")

    def ticket(self, subject: str = "Printer on fire", text: str = "It burns.", **values: object) -> Ticket:
        """A ticket of Clara's in Support."""
        department = values.pop("department", self.support)
        requester = values.pop("requester", self.clara)
        return open_ticket(
            SYSTEM,
            department_id=department.id,  # type: ignore[attr-defined]  # a department
            requester_id=requester.id,  # type: ignore[attr-defined]  # a person
            subject=subject,
            writing=Writing(text=text, channel="mail"),
            **values,  # type: ignore[arg-type]  # what open_ticket takes
        )


def make_cast() -> Cast:
    """Brings the desk of the tests to life."""
    add_builtin_roles(SYSTEM)
    add_builtin_kinds(SYSTEM)
    add_default_workflow(SYSTEM)
    brand = add_brand(SYSTEM, code="main", name="Acme Support", prefix="ACME")
    support = add_department(SYSTEM, brand_id=brand.id, name="Support", address="support@desk.test")
    billing = add_department(SYSTEM, brand_id=brand.id, name="Billing", address="billing@desk.test")
    customer_a = add_organisation(SYSTEM, name="Customer A", domains=["customer-a.test"])
    customer_b = add_organisation(SYSTEM, name="Customer B", domains=["customer-b.test"])
    anna = add_person(SYSTEM, name="Anna", email="anna@desk.test", is_staff=True)
    boris = add_person(SYSTEM, name="Boris", email="boris@desk.test", is_staff=True)
    vera = add_person(SYSTEM, name="Vera", email="vera@desk.test", is_staff=True)
    clara = add_person(SYSTEM, name="Clara", email="clara@customer-a.test")
    dmitri = add_person(SYSTEM, name="Dmitri", email="dmitri@customer-b.test")
    grant_roles(SYSTEM, anna.id, roles=[("agent", support.id)])
    grant_roles(SYSTEM, boris.id, roles=[("agent", billing.id)])
    grant_roles(SYSTEM, vera.id, roles=[("administrator", None)])
    set_team(SYSTEM, name="First line", line=1, member_ids=[anna.id], department_id=support.id)
    set_team(SYSTEM, name="Second line", line=2, member_ids=[boris.id], department_id=billing.id)
    return Cast(brand, support, billing, customer_a, customer_b, anna, boris, clara, dmitri, vera)
