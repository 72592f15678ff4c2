"""Rules act: once, in order, bounded (F069), logged with their reason, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.automation.rules.desk import acting, definition, let_act
from tests.histories import assert_history_is_kept
from tuki.automation.commands.firing import fire_rule, undo_firing
from tuki.automation.commands.rules import (
    add_rule,
    change_rule,
    move_rule,
    release_rule,
    retire_rule,
    switch_rule_off,
    switch_rule_on,
)
from tuki.automation.jobs import ask
from tuki.automation.models import Firing, Rule, RuleDue
from tuki.automation.rules.definition import Example
from tuki.automation.rules.library import acting_rules
from tuki.channels.email.models import OutgoingMail
from tuki.kernel import clock
from tuki.kernel.actors import channel, importer
from tuki.kernel.models import EventRow, Job
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.versions import restore_version, versions_of
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.priority import change_urgency
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.tags import tag_ticket
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


def tags(ticket: Ticket) -> set[str]:
    return set(ticket.ticket_tags.values_list("tag__name", flat=True))


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_a_rule_acts_on_what_it_waits_for_and_says_why(cast):
    rule = acting(
        cast,
        conditions={"fact": "subject", "op": "contains", "value": ["printer"]},
        steps=[
            {"action": "add_tags", "given": {"tags": ["Hardware"]}},
            {"action": "override_priority", "given": {"priority": 2, "reason": "Printers are dear to us."}},
        ],
        examples=[Example(given={"subject": "printer"}, then={"priority": 2, "tags": ["hardware"]})],
    )
    ticket = cast.ticket()
    let_act()
    assert tags(ticket) == {"hardware"} and fresh(ticket).priority == 2
    firing = Firing.objects.get(rule=rule, ticket=ticket)
    assert (firing.state, firing.trigger, firing.depth) == ("done", "opened", 0)
    assert firing.reasons == [
        {"fact": "subject", "op": "contains", "value": ["printer"], "found": "Printer on fire", "holds": True}
    ]
    done = EventRow.objects.filter(stream_kind="ticket", actor_kind="rule").order_by("id")
    assert [(row.kind, row.actor_id, row.cause) for row in done] == [
        (kind, rule.id, f"firing:{firing.id}")
        for kind in ("ticket.tags_changed", "ticket.priority_changed", "rule.fired")
    ]
    assert_history_is_kept(ticket.id)


def test_what_does_not_fit_is_left_alone(cast):
    acting(cast, conditions={"fact": "tags", "op": "has", "value": ["vip"]})
    ticket = cast.ticket()
    let_act()
    assert not Firing.objects.exists() and tags(ticket) == set()


def test_a_draft_does_nothing_and_no_job_is_made(cast):
    add_rule(cast.actor(cast.vera), definition=definition())
    ticket = cast.ticket()
    assert not Job.objects.filter(kind__startswith="rules.").exists()
    let_act()
    assert tags(ticket) == set()


def test_a_job_that_runs_twice_fires_once(cast):
    acting(cast)
    ticket = cast.ticket()
    opened = EventRow.objects.get(stream_kind="ticket", stream_id=ticket.id, kind="ticket.opened")
    ask(event_id=opened.id)
    ask(event_id=opened.id)
    assert Firing.objects.count() == 1


def test_rules_go_in_their_order_and_the_last_one_ends_it(cast):
    vip = {"fact": "tags", "op": "has", "value": ["first"]}
    first = acting(cast, name="First", steps=[{"action": "add_tags", "given": {"tags": ["first"]}}])
    second = acting(
        cast,
        name="Second",
        conditions=vip,
        steps=[{"action": "add_tags", "given": {"tags": ["second"]}}],
        is_last=True,
        examples=[Example(given={"tags": ["first"]})],
    )
    acting(cast, name="Third", steps=[{"action": "add_tags", "given": {"tags": ["third"]}}])
    ticket = cast.ticket()
    let_act()
    assert tags(ticket) == {"first", "second"}
    move_rule(cast.actor(cast.vera), second.id, position=1)
    assert [rule.id for rule in acting_rules()][:2] == [second.id, first.id]
    other = cast.ticket()
    let_act()
    assert tags(other) == {"first", "third"}


CIRCLE = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "a")]


@pytest.mark.parametrize("turns", [CIRCLE, CIRCLE[::-1], CIRCLE[::2] + CIRCLE[1::2]])
def test_rules_answer_to_each_other_but_never_in_a_circle(cast, turns):
    def tagger(old: str, new: str) -> None:
        acting(
            cast,
            name=f"{old} to {new}",
            triggers=["tags_changed"],
            conditions={"fact": "tags", "op": "has", "value": [old]},
            steps=[
                {"action": "remove_tags", "given": {"tags": [old]}},
                {"action": "add_tags", "given": {"tags": [new]}},
            ],
            examples=[Example(trigger="tags_changed", given={"tags": [old]}, then={"tags": [new]})],
        )

    for old, new in turns:
        tagger(old, new)
    ticket = cast.ticket()
    tag_ticket(cast.actor(cast.anna), ticket.reference, tags=["a"])
    for _ in range(20):
        let_act()
    fired = [firing.rule.name[0] for firing in Firing.objects.order_by("id")]
    assert fired == sorted(set(fired)) and len(fired) >= 3
    assert tags(ticket) == {dict(turns)[fired[-1]]}
    assert not Job.objects.filter(kind__startswith="rules.").exists()


def test_history_asks_no_rule(cast):
    acting(cast)
    open_ticket(
        importer("old", "test"),
        department_id=cast.support.id,
        requester_id=cast.clara.id,
        subject="Long ago",
        writing=Writing(text="Long ago"),
    )
    assert not Job.objects.filter(kind__startswith="rules.").exists()


def test_a_refused_step_undoes_the_others_and_is_kept_with_its_reason(cast):
    rule = acting(
        cast,
        steps=[
            {"action": "add_tags", "given": {"tags": ["half"]}},
            {"action": "set_status", "given": {"status": "closed"}},
        ],
    )
    ticket = cast.ticket()
    let_act()
    firing = Firing.objects.get(rule=rule)
    assert (firing.state, tags(ticket)) == ("refused", set())
    assert firing.problem
    assert fresh(ticket).status_id == "new"


def test_too_many_tickets_hold_the_rule_and_somebody_decides(cast):
    rule, vera = acting(cast, most_tickets=3), cast.actor(cast.vera)
    tickets = [cast.ticket() for _ in range(6)]
    let_act()
    rule.refresh_from_db()
    assert rule.held_at is not None and rule.held_because == "tickets"
    assert [len(tags(ticket)) for ticket in tickets] == [1, 1, 1, 0, 0, 0]
    assert Firing.objects.filter(state="held").count() == 3
    assert EventRow.objects.filter(kind="rule.held").count() == 1
    release_rule(vera, rule.id, goes_on=True)
    let_act()
    rule.refresh_from_db()
    assert rule.held_at is None and all(tags(ticket) for ticket in tickets)


def test_what_stood_by_can_be_dropped(cast):
    rule, vera = acting(cast, most_tickets=1), cast.actor(cast.vera)
    tickets = [cast.ticket() for _ in range(3)]
    let_act()
    release_rule(vera, rule.id, goes_on=False)
    let_act()
    assert [len(tags(ticket)) for ticket in tickets] == [1, 0, 0]
    assert set(Firing.objects.exclude(state="done").values_list("state", flat=True)) == {"dropped"}


def test_a_runaway_of_mails_is_stopped(cast):
    rule = acting(cast, steps=[{"action": "reply", "given": {"text": "We have it."}}], most_mails=2)
    people = [cast.ticket() for _ in range(4)]
    let_act()
    assert Message.objects.filter(is_from_desk=True, is_automatic=True).count() == 2
    rule.refresh_from_db()
    assert rule.held_because == "mails" and len(people) == 4


def test_one_person_gets_no_more_than_five_mails_a_day_from_rules(cast):
    acting(cast, triggers=["requester_wrote"], steps=[{"action": "reply", "given": {"text": "We have it."}}])
    ticket, clara = cast.ticket(), cast.actor(cast.clara)
    for number in range(8):
        write_as_customer(clara, ticket.reference, writing=Writing(text=f"Hello {number}"))
        let_act()
    assert Message.objects.filter(is_from_desk=True, is_automatic=True).count() == 5
    assert [each["why"] for each in Firing.objects.order_by("-id")[0].left_out] == ["enough_mails"]


def test_machines_are_never_answered_by_a_rule(cast):
    acting(cast, steps=[{"action": "reply", "given": {"text": "We have it."}}, *definition().steps])
    writing = Writing(text="I am out of office.", is_automatic=True, channel="mail")
    ticket = open_ticket(
        channel("mail", "test"),
        department_id=cast.support.id,
        requester_id=cast.clara.id,
        subject="Away",
        writing=writing,
    )
    let_act()
    assert not Message.objects.filter(is_from_desk=True).exists()
    assert not OutgoingMail.objects.filter(kind="reply").exists()
    assert tags(ticket) == {"seen"}
    assert Firing.objects.get().left_out == [{"action": "reply", "why": "machine"}]


def test_an_answer_of_a_rule_is_marked_and_ends_no_waiting(cast):
    acting(cast, steps=[{"action": "reply", "given": {"text": "We have it."}}])
    ticket = cast.ticket()
    let_act()
    answer = Message.objects.get(is_from_desk=True)
    assert (answer.is_automatic, answer.author_id, fresh(ticket).waiting_since) == (True, None, ticket.waiting_since)
    assert OutgoingMail.objects.filter(kind="reply", message=answer).count() == 1
    assert_history_is_kept(ticket.id)


def test_what_a_rule_did_is_taken_back_as_far_as_it_can_be(cast):
    acting(
        cast,
        steps=[
            {"action": "add_tags", "given": {"tags": ["wrong"]}},
            {"action": "set_urgency", "given": {"urgency": 1}},
            {"action": "assign", "given": {"assignee": cast.anna.id}},
            {"action": "note", "given": {"text": "Done by a rule."}},
        ],
    )
    before = cast.ticket()
    let_act()
    assert fresh(before).assignee_id == cast.anna.id and fresh(before).urgency == 1
    firing = Firing.objects.get()
    assert undo_firing(cast.actor(cast.vera), firing.id) == ["note"]
    after = fresh(before)
    assert (after.assignee_id, after.urgency, after.priority, tags(after)) == (
        None,
        before.urgency,
        before.priority,
        set(),
    )
    assert undo_firing(cast.actor(cast.vera), firing.id) == []
    let_act()
    assert Firing.objects.count() == 1
    assert_history_is_kept(after.id)


def test_examples_stand_between_a_rule_and_its_first_act(cast):
    vera = cast.actor(cast.vera)
    bare = add_rule(vera, definition=definition(examples=[]))
    with pytest.raises(Invalid) as refused:
        switch_rule_on(vera, bare.id)
    assert refused.value.code == "example_needed"
    wrong = definition(examples=[Example(name="tagged", given={}, then={"tags": ["other"]})])
    row = add_rule(vera, definition=wrong)
    with pytest.raises(Invalid) as refused:
        switch_rule_on(vera, row.id)
    assert (refused.value.code, refused.value.field) == ("example_fails", "examples[0]")
    rule = acting(cast)
    with pytest.raises(Invalid):
        change_rule(vera, rule.id, definition=wrong)
    change_rule(vera, row.id, definition=wrong)
    assert [each.id for each in acting_rules()] == [rule.id]


def test_versions_and_the_way_back(cast):
    vera = cast.actor(cast.vera)
    rule = acting(cast)
    change_rule(vera, rule.id, definition=definition(name="Renamed", most_mails=7))
    restore_version(vera, "rule", rule.id, number=1)
    assert Rule.objects.get(pk=rule.id).name == "Tag it"
    assert [each.number for each in versions_of(vera, "rule", rule.id)] == [3, 2, 1]


def test_off_and_gone(cast):
    vera = cast.actor(cast.vera)
    rule = acting(cast, most_tickets=1)
    for _ in range(2):
        cast.ticket()
    let_act()
    switch_rule_off(vera, rule.id)
    ticket = cast.ticket()
    let_act()
    assert tags(ticket) == set() and not Firing.objects.filter(state="held").exists()
    retire_rule(vera, rule.id)
    with pytest.raises(NotFound):
        switch_rule_on(vera, rule.id)
    assert Firing.objects.filter(rule=rule).count() == 2


def test_only_who_may_write_rules_does_and_nobody_fires_one_by_hand(cast):
    rule = acting(cast)
    cast.ticket()
    let_act()
    for person in (cast.anna, cast.boris, cast.clara, cast.dmitri):
        actor = cast.actor(person)
        for deed in (
            lambda actor=actor: add_rule(actor, definition=definition()),
            lambda actor=actor: switch_rule_off(actor, rule.id),
            lambda actor=actor: release_rule(actor, rule.id, goes_on=True),
            lambda actor=actor: undo_firing(actor, Firing.objects.get().id),
        ):
            with pytest.raises(Refused):
                deed()
    with pytest.raises(Refused):
        fire_rule(cast.actor(cast.vera), acting_rules()[0], 1, occasion=None)


WAITING = {
    "all": [
        {"fact": "waiting_age", "op": "at_least", "value": 240},
        {"fact": "is_open", "op": "is_true"},
        {"fact": "assignee", "op": "is_empty"},
    ]
}


def test_time_brings_a_ticket_to_a_rule_once(cast):
    acting(cast, triggers=["time"], conditions=WAITING)
    ticket = cast.ticket()
    let_act()
    assert RuleDue.objects.get(ticket=ticket).due_at == ticket.waiting_since + timedelta(minutes=240)
    with clock.at(ticket.opened_at + timedelta(minutes=239)):
        from tuki.automation.jobs import due

        due()
        assert tags(ticket) == set()
    with clock.at(ticket.opened_at + timedelta(minutes=241)):
        due()
        let_act()
        due()
        assert tags(ticket) == {"seen"}
    assert Firing.objects.count() == 1 and not RuleDue.objects.exists()
    with clock.at(ticket.opened_at + timedelta(minutes=300)):
        reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Sorry!")
        let_act()
        assert not RuleDue.objects.exists()
    with clock.at(ticket.opened_at + timedelta(minutes=310)):
        write_as_customer(cast.actor(cast.clara), ticket.reference, writing=Writing(text="Still?"))
        let_act()
    assert RuleDue.objects.get().due_at == ticket.opened_at + timedelta(minutes=310 + 240)


def test_what_has_changed_meanwhile_is_left_alone(cast):
    from tuki.automation.jobs import due

    acting(cast, triggers=["time"], conditions=WAITING)
    ticket = cast.ticket()
    let_act()
    assign_ticket(cast.actor(cast.anna), ticket.reference, assignee_id=cast.anna.id)
    with clock.at(ticket.opened_at + timedelta(days=1)):
        due()
        assert not Firing.objects.exists()
        let_act()
    assert not RuleDue.objects.exists()


def test_a_rule_that_is_switched_on_finds_the_tickets_that_wait_already(cast):
    tickets = [cast.ticket() for _ in range(3)]
    with clock.at(tickets[0].opened_at + timedelta(minutes=1)):
        change_status(cast.actor(cast.anna), tickets[0].reference, status="completed", resolution="solved")
    acting(cast, triggers=["time"], conditions=WAITING)
    let_act()
    assert set(RuleDue.objects.values_list("ticket_id", flat=True)) == {each.id for each in tickets[1:]}


def test_a_rule_waits_for_the_priority(cast):
    acting(
        cast,
        triggers=["priority_changed"],
        conditions={"fact": "priority", "op": "at_most", "value": 2},
        examples=[Example(trigger="priority_changed", given={"priority": 1})],
    )
    ticket = cast.ticket()
    change_urgency(cast.actor(cast.anna), ticket.reference, urgency=4)
    let_act()
    assert tags(ticket) == set()
    change_urgency(cast.actor(cast.anna), ticket.reference, urgency=1)
    let_act()
    assert tags(ticket) == {"seen"}
