"""Who may write rules for some departments only: what their rules see and touch, and which rules are theirs."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.automation.rules.desk import FIRES, acting, definition, let_act
from tests.browsing import browser
from tests.cast import SYSTEM, Cast
from tuki.automation.commands.firing import undo_firing
from tuki.automation.commands.rules import (
    add_rule,
    change_rule,
    move_rule,
    release_rule,
    retire_rule,
    switch_rule_off,
    switch_rule_on,
)
from tuki.automation.commands.undoing import undo_rule
from tuki.automation.models import Firing, Rule
from tuki.automation.rules.definition import Example
from tuki.automation.rules.library import acting_rules, definition_of, ready
from tuki.automation.rules.queries import held_for, rules_for
from tuki.catalogue.categories import CategoryDefinition
from tuki.catalogue.commands.category import add_category
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.versions import restore_version, versions_of
from tuki.people.commands.desk import add_department
from tuki.people.commands.roles import grant_roles
from tuki.people.models import Team
from tuki.tickets.commands.assign import transfer_ticket
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db
LIST = "/desk/settings/rules"


@pytest.fixture
def manager(cast: Cast) -> Actor:
    """Boris leads Billing: he may write rules there and nowhere else."""
    grant_roles(SYSTEM, cast.boris.id, roles=[("manager", cast.billing.id)])
    return cast.actor(cast.boris)


def tags(ticket: Ticket) -> set[str]:
    return set(ticket.ticket_tags.values_list("tag__name", flat=True))


def test_a_rule_of_a_department_leaves_all_others_alone(cast, manager):
    row = add_rule(manager, definition=definition(departments=[cast.billing.id]))
    switch_rule_on(manager, row.id)
    below = add_department(SYSTEM, brand_id=cast.brand.id, name="Invoices", parent_id=cast.billing.id)
    ours, theirs, beneath = cast.ticket(department=cast.billing), cast.ticket(), cast.ticket(department=below)
    let_act()
    assert (tags(ours), tags(theirs), tags(beneath)) == ({"seen"}, set(), {"seen"})
    asked = Firing.objects.get(ticket=ours).reasons[0]
    assert (asked["fact"], asked["found"]) == ("department", cast.billing.id)


def test_the_whole_desk_takes_the_permission_everywhere(cast, manager):
    for wide in ([], [cast.support.id], [cast.support.id, cast.billing.id]):
        with pytest.raises(Refused) as refused:
            add_rule(manager, definition=definition(departments=wide))
        assert refused.value.code == "rule_too_wide"
    own = add_rule(manager, definition=definition(departments=[cast.billing.id]))
    with pytest.raises(Refused, match="rule_too_wide"):
        change_rule(manager, own.id, definition=definition(departments=[]))
    assert definition_of(Rule.objects.get()).departments == [cast.billing.id]
    with pytest.raises(Refused, match="not_allowed"):
        add_rule(cast.actor(cast.anna), definition=definition(departments=[cast.support.id]))


def test_rules_of_others_are_looked_at_or_not_seen_at_all(cast, manager):
    wide, theirs = acting(cast, name="Wide"), acting(cast, name="Theirs", departments=[cast.support.id])
    own = add_rule(manager, definition=definition(name="Ours", departments=[cast.billing.id]))
    assert [row.id for row in rules_for(manager)] == [wide.id, own.id]
    narrowed = definition(departments=[cast.billing.id])
    for change in (
        lambda id_: change_rule(manager, id_, definition=narrowed),
        lambda id_: switch_rule_on(manager, id_),
        lambda id_: switch_rule_off(manager, id_),
        lambda id_: retire_rule(manager, id_),
        lambda id_: move_rule(manager, id_, position=3),
        lambda id_: release_rule(manager, id_, goes_on=True),
        lambda id_: undo_rule(manager, id_, since=clock.now()),
    ):
        with pytest.raises(Refused, match="rule_too_wide"):
            change(wide.id)
        with pytest.raises(NotFound):
            change(theirs.id)
    assert [rule.id for rule in acting_rules()] == [wide.id, theirs.id]


def test_versions_of_rules_elsewhere_are_not_there(cast, manager):
    wide, theirs = acting(cast), acting(cast, departments=[cast.support.id])
    assert len(versions_of(manager, "rule", wide.id)) == 1
    with pytest.raises(NotFound):
        versions_of(manager, "rule", theirs.id)
    with pytest.raises(NotFound):
        restore_version(manager, "rule", theirs.id, number=1)
    with pytest.raises(Refused, match="rule_too_wide"):
        restore_version(manager, "rule", wide.id, number=1)
    assert browser(cast.boris).get(f"/desk/settings/versions/rule/{theirs.id}").status_code == 404
    assert len(versions_of(cast.actor(cast.vera), "rule", theirs.id)) == 1


def test_what_a_wide_rule_did_is_not_taken_back_from_one_department(cast, manager):
    acting(cast)
    cast.ticket(department=cast.billing)
    let_act()
    firing = Firing.objects.get()
    with pytest.raises(Refused, match="rule_too_wide"):
        undo_firing(manager, firing.id)
    undo_firing(cast.actor(cast.vera), firing.id)


def test_a_ticket_that_left_is_out_of_its_hands(cast, manager):
    away = {"action": "transfer", "given": {"department": cast.support.id}}
    tag = {"action": "add_tags", "given": {"tags": ["after"]}}
    with pytest.raises(Invalid) as refused:
        add_rule(manager, definition=definition(departments=[cast.billing.id], steps=[away, tag]))
    assert (refused.value.code, refused.value.field) == ("leaves_departments", "steps[0]")
    row = add_rule(manager, definition=definition(departments=[cast.billing.id], steps=[tag, away], examples=FIRES))
    switch_rule_on(manager, row.id)
    ticket = cast.ticket(department=cast.billing)
    let_act()
    ticket.refresh_from_db()
    assert ticket.department_id == cast.support.id and tags(ticket) == {"after"}


def test_giving_a_ticket_to_another_departments_team_ends_it_too(cast, manager):
    """Where the team works is known only when the rule acts: then nothing is done, and the log says why."""
    first_line = Team.objects.get(department=cast.support).id
    steps = [
        {"action": "give_to_team", "given": {"team": first_line}},
        {"action": "add_tags", "given": {"tags": ["after"]}},
    ]
    row = add_rule(manager, definition=definition(departments=[cast.billing.id], steps=steps))
    switch_rule_on(manager, row.id)
    ticket = cast.ticket(department=cast.billing)
    let_act()
    ticket.refresh_from_db()
    firing = Firing.objects.get()
    assert (firing.state, ticket.department_id, tags(ticket)) == ("refused", cast.billing.id, set())
    assert "leaves the departments of the rule" in firing.problem


def test_an_example_is_of_the_rules_department_unless_it_says_otherwise(cast, manager):
    fitting, elsewhere = Example(given={"subject": "a"}), Example(given={"department": cast.support.id}, fires=False)
    row = add_rule(manager, definition=definition(departments=[cast.billing.id], examples=[fitting, elsewhere]))
    assert switch_rule_on(manager, row.id).switched_on_at is not None


def test_who_decides_sees_held_rules_of_theirs_alone(cast, manager):
    acting(cast, most_tickets=1, departments=[cast.support.id])
    for _ in range(2):
        cast.ticket()
    let_act()
    assert held_for(cast.actor(cast.vera)) == 1 and held_for(manager) == 0


def test_the_pages_offer_what_may_be_done(cast, manager):
    wide = acting(cast, name="Wide")
    boris = browser(cast.boris)
    page = boris.get(LIST).text
    assert ">Wide<" in page and f"{wide.id}/deactivation" not in page
    page = boris.get(f"{LIST}/{wide.id}").text
    assert "you can look at it but not change it" in page and 'value="save"' not in page
    assert "Wide" in boris.get(f"{LIST}/{wide.id}/log").text
    page = boris.get(f"{LIST}/new").text
    assert "Choose at least one." in page and ">Billing<" in page and ">Support<" not in page
    assert boris.post(f"{LIST}/{wide.id}/deactivation").status_code == 403
    assert Rule.objects.get(pk=wide.id).switched_on_at is not None


def test_a_ticket_that_moved_away_is_not_asked_about_any_more(cast, manager):
    row = add_rule(
        manager, definition=definition(departments=[cast.billing.id], triggers=["tags_changed", "transferred"])
    )
    switch_rule_on(manager, row.id)
    ticket = cast.ticket(department=cast.billing)
    transfer_ticket(SYSTEM, ticket.reference, department_id=cast.support.id)
    let_act()
    assert not Firing.objects.exists()


def test_a_rule_keeps_by_its_id_what_was_written_by_name(cast):
    """Names of categories differ by the reader's language; a rule means the same to all."""
    named = CategoryDefinition(name="Money", names={"ru": "Деньги"})
    category = add_category(SYSTEM, definition=named)
    step = {"action": "set_category", "given": {"category": "Money"}}
    row = acting(cast, steps=[step])
    with override("ru"):
        read = ready(Rule.objects.get(id=row.id))
        assert read is not None and read.steps[0].given == {"category": category.id}
    changed = change_rule(cast.actor(cast.vera), row.id, definition=definition(name="Again", steps=[step]))
    assert changed.definition["steps"][0]["given"] == {"category": category.id}


def test_versions_of_a_rule_name_departments(cast, manager):
    row = add_rule(manager, definition=definition(name="Ours", departments=[cast.billing.id]))
    wider = definition(name="Ours", departments=[cast.support.id, cast.billing.id])
    change_rule(cast.actor(cast.vera), row.id, definition=wider)
    page = browser(cast.vera).get(f"/desk/settings/versions/rule/{row.id}").text
    assert "Support, Billing" in page and f">{cast.support.id}, {cast.billing.id}<" not in page
