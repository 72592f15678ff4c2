"""A rule over its limit asks: whom, how often, in which words, and what becomes of the question."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.automation.rules.desk import acting, definition, let_act
from tests.browsing import browser
from tests.cast import SYSTEM, Cast
from tuki.api.notifications import list_rule_notices, see_own_rule_notices
from tuki.api.shapes import Page
from tuki.automation.commands.noticing import see_rule_notices
from tuki.automation.commands.rules import add_rule, release_rule, switch_rule_off, switch_rule_on
from tuki.automation.models import Rule, RuleNotice
from tuki.automation.rules.notices import MOST_SHOWN, notices_of
from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.outgoing.commands.notifications import choose_notifications
from tuki.kernel import clock
from tuki.kernel.refusals import Refused
from tuki.people.commands.roles import grant_roles
from tuki.people.models import Person

pytestmark = pytest.mark.django_db


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="notification").order_by("id"))


def held(cast: Cast, **values) -> Rule:
    """A rule that has gone over its limit of one ticket."""
    rule = acting(cast, **{"name": "Runaway", "most_tickets": 1} | values)
    for _ in range(3):
        cast.ticket()
    let_act()
    rule.refresh_from_db()
    assert rule.held_at is not None
    return rule


def test_who_decides_is_asked_once_in_their_language(cast):
    Person.objects.filter(pk=cast.vera.pk).update(language="ru")
    rule = held(cast)
    (mail,) = mails()
    assert list(mail.recipients) == ["vera@desk.test"] and mail.language == "ru"
    assert "Runaway" in mail.subject and "затронуто обращений: 1" in mail.text
    assert f"/desk/settings/rules/{rule.id}" in mail.text
    assert [row.person_id for row in RuleNotice.objects.all()] == [cast.vera.id]
    cast.ticket()
    let_act()
    assert len(mails()) == 1 and RuleNotice.objects.count() == 1


def test_each_holding_asks_again(cast):
    rule = held(cast)
    release_rule(cast.actor(cast.vera), rule.id, goes_on=False)
    for _ in range(2):
        cast.ticket()
    let_act()
    assert len(mails()) == 2 and RuleNotice.objects.count() == 2


def test_the_author_and_all_who_may_decide_hear_and_nobody_else(cast):
    """Boris leads Billing and wrote the rule when he led the desk; Anna leads Support, where the rule acts."""
    grant_roles(SYSTEM, cast.boris.id, roles=[("manager", None)])
    row = add_rule(
        cast.actor(cast.boris),
        definition=definition(name="Ours", departments=[cast.support.id, cast.billing.id], most_tickets=1),
    )
    switch_rule_on(cast.actor(cast.boris), row.id)
    grant_roles(SYSTEM, cast.boris.id, roles=[("manager", cast.billing.id)])
    grant_roles(SYSTEM, cast.anna.id, roles=[("manager", cast.support.id)])
    for _ in range(2):
        cast.ticket()
    let_act()
    told = set(RuleNotice.objects.values_list("person__name", flat=True))
    assert told == {"Vera", "Boris"}


def test_a_rule_of_one_department_asks_its_manager(cast):
    grant_roles(SYSTEM, cast.anna.id, roles=[("manager", cast.support.id)])
    grant_roles(SYSTEM, cast.boris.id, roles=[("manager", cast.billing.id)])
    held(cast, departments=[cast.support.id])
    assert {next(iter(mail.recipients)) for mail in mails()} == {"anna@desk.test", "vera@desk.test"}


def test_who_wants_no_such_mail_still_finds_the_notice(cast):
    choose_notifications(cast.actor(cast.vera), choices={"agent_rule_held": "never"}, is_quiet=False)
    held(cast)
    assert mails() == []
    page = browser(cast.vera).get("/desk/notices").text
    assert "Over its limit: it touched 1 ticket within an hour. It waits for you to decide." in page
    assert page.count("Runaway") == 1


@pytest.mark.parametrize("decide", [lambda actor, id_: release_rule(actor, id_, goes_on=True), switch_rule_off])
def test_what_is_decided_is_no_longer_new_for_anybody(cast, decide):
    grant_roles(SYSTEM, cast.boris.id, roles=[("manager", None)])
    rule = held(cast)
    assert RuleNotice.objects.filter(seen_at=None).count() == 2
    decide(cast.actor(cast.vera), rule.id)
    assert not RuleNotice.objects.filter(seen_at=None).exists()
    (notice,) = notices_of(cast.actor(cast.boris))
    assert not notice.waits


def test_the_rail_counts_it_until_it_is_seen(cast):
    held(cast)
    vera = browser(cast.vera)
    assert "Rules that wait for you" in vera.get("/desk/notices").text
    assert see_rule_notices(cast.actor(cast.boris)) == 0
    vera.post("/desk/notices/seen")
    assert not RuleNotice.objects.filter(seen_at=None).exists()
    assert "I have seen them all" not in vera.get("/desk/notices").text


def test_the_question_offers_three_ways(cast):
    rule = held(cast)
    page = browser(cast.vera).get(f"/desk/settings/rules/{rule.id}").text
    for way in ("release", "deactivation", "removal"):
        assert f"/desk/settings/rules/{rule.id}/{way}" in page
    assert "Drop what stands by" in page


def test_older_notices_are_a_page_further_and_in_the_api(cast):
    rule = held(cast)
    now, vera = clock.now(), cast.actor(cast.vera)
    RuleNotice.objects.bulk_create(
        RuleNotice(
            rule=rule, person=cast.vera, limit="tickets", count=100 + each, told_at=now - timedelta(days=each + 1)
        )
        for each in range(MOST_SHOWN + 1)
    )
    page = browser(cast.vera).get("/desk/notices").text
    assert page.count("Runaway") == MOST_SHOWN
    older = re.search(r'href="(\?rules_before=\d+)"', page)
    assert older is not None
    rest = browser(cast.vera).get(f"/desk/notices{older[1]}").text
    assert rest.count("Runaway") == 2 and "rules_before" not in rest
    first = list_rule_notices(vera, Page(limit=20))
    second = list_rule_notices(vera, Page(limit=20, cursor=first.next))
    assert (len(first.items), len(second.items), second.next) == (20, 2, None)
    assert len({each.id for each in (*first.items, *second.items)}) == 22
    assert see_own_rule_notices(vera).seen == 22 and see_own_rule_notices(vera).seen == 0
    assert list_rule_notices(cast.actor(cast.boris), Page()).items == []
    with pytest.raises(Refused, match="not_allowed"):
        list_rule_notices(cast.actor(cast.clara), Page())
