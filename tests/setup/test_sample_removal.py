"""Taking the example out: what it made goes, what the desk uses stays."""

import msgspec
import pytest
from django.test import Client

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.automation.commands.rules import add_rule, change_rule, switch_rule_on
from tuki.automation.models import Macro, ReplyTemplate, Rule
from tuki.automation.rules.definition import Example, RuleDefinition
from tuki.automation.rules.library import definition_of
from tuki.catalogue.categories import category_named, category_tree
from tuki.channels.email.models import OutgoingMail
from tuki.kernel.chain import breaks_everywhere
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Refused
from tuki.people.commands.persons import person_by_address
from tuki.people.models import Department, Organisation, Person, Team
from tuki.people.signin.tokens import set_token
from tuki.setup.commands.sample import fill_with_sample
from tuki.setup.commands.sample_removal import remove_sample
from tuki.setup.sample.made import is_there
from tuki.sla.models import Calendar, Policy
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.models import Ticket

PAGE = "/desk/settings/sample"


@pytest.fixture
def filled(example_among_us_stands, db, settings):
    """The example on a desk with people of its own."""
    settings.FILES_DIR = example_among_us_stands.files
    return example_among_us_stands.copy()


def example(name: str) -> Person:
    person = person_by_address(f"{name}@agents.example")
    assert person is not None
    return person


def test_the_whole_example_goes_and_nothing_else(filled):
    vera, own = filled.actor(filled.vera), filled.ticket("Our own")
    assign_ticket(SYSTEM, own.reference, assignee_id=example("sophie").id)
    mails = OutgoingMail.objects.count()
    removed = remove_sample(vera)
    assert (removed.tickets, removed.people, removed.unassigned) == (60, 23, 1)
    own.refresh_from_db()
    assert own.assignee_id is None and own.trashed_at is None
    assert list(Ticket.objects.filter(trashed_at=None)) == [own]
    assert not Rule.objects.filter(retired_at=None).exists()
    assert not Macro.objects.exists() and not ReplyTemplate.objects.exists()
    active = set(Person.objects.filter(is_active=True).values_list("email", flat=True))
    assert not any(address.endswith(".example") for address in active) and filled.anna.email in active
    assert not is_there() and OutgoingMail.objects.count() == mails
    assert not Department.objects.filter(name="IT operations", is_active=True).exists()
    assert Department.objects.filter(name="Billing", is_active=True).exists()
    assert not any(row.definition.is_active for row in category_tree().values())
    promised = "Everybody, in working hours"  # to the ticket of our own
    assert list(Policy.objects.filter(is_active=True).values_list("name", flat=True)) == [promised]
    assert f"{promised}: in use" in removed.kept
    assert list(Calendar.objects.filter(is_active=True).values_list("is_default", flat=True)) == [True]
    assert list(Team.objects.get(name="First line").members.all()) == [filled.anna]
    assert EventRow.objects.filter(kind="sample.removed", actor_id=filled.vera.id).count() == 1
    assert breaks_everywhere() == []


def test_teams_and_organisations_that_the_trash_still_names_are_told(filled):
    own = filled.ticket("Theirs", requester=Person.objects.filter(organisation__name="Brightwater School").first())
    kept = dict(each.split(": ", 1) for each in remove_sample(filled.actor(filled.vera)).kept)
    of_example = set(Organisation.objects.exclude(name__startswith="Customer ").values_list("name", flat=True))
    assert of_example and of_example <= set(kept)
    assert kept[own.organisation.name] == "in use"
    others = of_example - {own.organisation.name}
    assert {kept[name] for name in others} == {"an organisation named by tickets in the trash"}
    left = Team.objects.filter(members=None).values_list("name", flat=True)
    assert left and {kept[name] for name in left} == {"a team without members, named by tickets in the trash"}
    assert "Customer A" not in kept and "First line" not in kept


def test_by_the_api_too(filled):
    set_token(SYSTEM, filled.vera.id, value="token-of-vera-for-the-example")
    api = Client(headers={"Authorization": "Bearer token-of-vera-for-the-example"})
    said = api.post(
        "/api/v1/sample/removal", content_type="application/json", headers={"Idempotency-Key": "once"}
    ).json()
    assert (said["tickets"], said["people"], said["unassigned"]) == (60, 23, 0) and said["settings"] > 20
    assert not is_there() and not Ticket.objects.filter(trashed_at=None).exists()
    assert (
        api.post(
            "/api/v1/sample/removal", content_type="application/json", headers={"Idempotency-Key": "again"}
        ).json()["tickets"]
        == 0
    )


def test_twice_is_once(filled):
    vera = filled.actor(filled.vera)
    remove_sample(vera)
    again = remove_sample(vera)
    assert (again.tickets, again.people, again.settings) == (0, 0, 0)
    assert EventRow.objects.filter(kind="sample.removed").count() == 1
    with pytest.raises(Refused, match="desk_in_use"):
        fill_with_sample(SYSTEM)


def test_what_the_desk_uses_stays_and_is_told(filled):
    vera = filled.actor(filled.vera)
    emma = person_by_address("emma.hughes@brightwater.example")
    own = filled.ticket("Asked by Emma", requester=emma)
    Ticket.objects.filter(pk=own.pk).update(
        category_id=category_named("Network › VPN") or category_named("Network/VPN")
    )
    step = {"action": "assign", "given": {"assignee": example("pekka").id}}
    examples = [Example(given={"subject": "x"})]
    rule = add_rule(vera, definition=RuleDefinition(name="Ours", triggers=["opened"], steps=[step], examples=examples))
    switch_rule_on(vera, rule.id)
    theirs = Rule.objects.get(name="Invoices get their category")
    change_rule(vera, theirs.id, definition=msgspec.structs.replace(definition_of(theirs), name="Bills"))
    removed = remove_sample(vera)
    told = "\n".join(removed.kept)
    for words in ("Emma Hughes: has asked", "Pekka Virtanen: Still used by: rule “Ours”", "Bills: changed since",
                  "VPN: in use", "Network: in use"):  # fmt: skip
        assert words in told
    for person in (emma, example("pekka")):
        person.refresh_from_db()
        assert person.is_active
    assert Rule.objects.filter(retired_at=None).count() == 2
    own.refresh_from_db()
    assert own.trashed_at is None


def test_only_who_changes_settings_takes_it_out(filled):
    with pytest.raises(Refused, match="not_allowed"):
        remove_sample(filled.actor(filled.anna))
    assert browser(filled.anna).get(PAGE).status_code == 403
    assert browser(filled.anna).post(PAGE).status_code == 403
    assert Ticket.objects.filter(trashed_at=None).count() == 60


def test_the_page_says_what_will_happen_and_then_what_stays(filled):
    vera = browser(filled.vera)
    assert 'href="/desk/settings/sample"' in vera.get("/desk/settings/").text
    page = vera.get(PAGE).text
    assert "Take the example out" in page and Ticket.objects.filter(trashed_at=None).count() == 60
    done = vera.post(PAGE).text
    assert "Tickets in the trash: 60." in done and "First line (example): a team without members" in done
    assert Ticket.objects.filter(trashed_at=None).count() == 0
