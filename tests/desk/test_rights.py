"""The page that explains permissions."""

import pytest

from tests.cast import SYSTEM
from tests.desk.signin.conftest import Browser
from tuki.kernel.permissions import permissions
from tuki.people.access import actor_of
from tuki.people.commands.desk import add_department
from tuki.people.commands.persons import deactivate_person, set_password
from tuki.people.commands.roles import grant_roles, set_role
from tuki.people.models import Person
from tuki.people.queries.explaining import role_lines, why


def test_the_sentence_names_the_role_and_the_place(cast):
    below = add_department(SYSTEM, brand_id=cast.brand.id, name="Printers", parent_id=cast.support.id)
    told = {area: why(cast.anna, "tickets.reply", area) for area in (None, cast.support.id, below.id, cast.billing.id)}
    assert [reason.is_held for reason in told.values()] == [True, True, True, False]
    assert all("“Specialist”" in reason.sentence and "Support" in reason.sentence for reason in told.values())
    assert "Printers stands below" in told[below.id].sentence and "not in Billing" in told[cast.billing.id].sentence
    assert why(cast.vera, "tickets.reply", cast.billing.id).sentence.endswith("everywhere.")
    assert "none holds it" in why(cast.anna, "settings.change").sentence


def test_contacts_the_deactivated_and_who_has_no_role(cast):
    assert "contact" in why(cast.clara, "tickets.reply").sentence
    grant_roles(SYSTEM, cast.boris.id, roles=[])
    assert "no role" in why(Person.objects.get(pk=cast.boris.id), "tickets.reply").sentence
    deactivate_person(SYSTEM, cast.anna.id)
    assert "deactivated" in why(Person.objects.get(pk=cast.anna.id), "tickets.reply").sentence
    with pytest.raises(LookupError):
        why(cast.anna, "tickets.fly")


def test_the_explanation_always_agrees_with_the_rights(cast):
    set_role(SYSTEM, code="odd", name="Odd", listed=["tickets.see", "people.see"])
    grant_roles(SYSTEM, cast.boris.id, roles=[("odd", cast.billing.id), ("vendor", cast.support.id)])
    for person in Person.objects.all():
        actor = actor_of(person, cause="test")
        for code in permissions():
            for area in (None, cast.support.id, cast.billing.id):
                assert why(person, code, area).is_held == actor.holds(code, area), (person.name, code, area)


def test_roles_hold_what_is_declared(cast):
    lines = {line.code: line for line in role_lines()}
    assert lines["administrator"].holds == set(permissions()) and lines["administrator"].person_count == 1
    assert "tickets.reply" in lines["agent"].holds and "tickets.reply" not in lines["vendor"].holds


def test_the_page_answers_whoever_manages_agents_and_nobody_else(cast):
    for person in (cast.vera, cast.anna, cast.clara):
        set_password(SYSTEM, person.id, password="correct horse battery")
    question = {"person": cast.anna.id, "permission": "tickets.reply", "department": cast.billing.id}
    browser = Browser()
    browser.sign_in("vera@desk.test")
    page = browser.get("/desk/settings/access", question).content.decode()
    assert "Anna may not in Billing" in page and page.count('<th scope="row">') == len(permissions()) + 1
    for odd in (
        {"person": "x"},
        {"person": "9" * 30, "permission": "tickets.reply"},
        {"person": cast.anna.id, "permission": "x"},
    ):
        assert browser.get("/desk/settings/access", odd).status_code in (200, 404)
    for email, status in (("anna@desk.test", 403), ("clara@customer-a.test", 404)):
        other = Browser()
        other.sign_in(email)
        assert other.get("/desk/settings/access").status_code == status
