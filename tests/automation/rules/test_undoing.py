"""Everything that a rule did since a moment is taken back, and what stays is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.automation.rules.desk import acting, let_act
from tests.histories import assert_history_is_kept
from tuki.automation.commands.rules import retire_rule
from tuki.automation.commands.undoing import end_undo, undo_rule
from tuki.automation.models import Firing, RuleUndo
from tuki.automation.rules import undoing
from tuki.automation.rules.definition import Example
from tuki.automation.rules.queries import held_rules, is_idle
from tuki.kernel import clock
from tuki.kernel.health import run_checks
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Conflict, Refused
from tuki.people.commands.persons import deactivate_person
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db

URGENT = [{"action": "set_urgency", "given": {"urgency": 1}}]


def test_all_since_a_moment_goes_and_what_was_before_stays(cast):
    rule, vera = acting(cast, steps=URGENT), cast.actor(cast.vera)
    early = cast.ticket()
    let_act()
    with clock.at(clock.now() + timedelta(hours=1)):
        since = clock.now()
        late = [cast.ticket() for _ in range(3)]
        let_act()
        row = undo_rule(vera, rule.id, since=since)
        let_act()
    row.refresh_from_db()
    assert (row.firing_count, row.seen_count, row.undone_count, row.lasting) == (3, 3, 3, [])
    assert row.ended_at is not None
    assert Ticket.objects.get(pk=early.id).urgency == 1
    for ticket in late:
        assert Ticket.objects.get(pk=ticket.id).urgency == 3
        assert_history_is_kept(ticket.id)
    assert EventRow.objects.filter(kind="rule.undone").count() == 3
    assert EventRow.objects.filter(kind="rule.undo_started").count() == 1


def test_what_nothing_takes_back_and_what_is_refused_is_listed(cast):
    steps = [{"action": "note", "given": {"text": "Seen."}}, *URGENT]
    rule, vera = acting(cast, steps=steps), cast.actor(cast.vera)
    kept, gone = cast.ticket(), cast.ticket()
    let_act()
    Ticket.objects.filter(pk=gone.id).update(trashed_at=clock.now())
    row = undo_rule(vera, rule.id, since=clock.now() - timedelta(days=1))
    let_act()
    row.refresh_from_db()
    by_firing = {each["firing"]: each for each in row.lasting}
    assert by_firing[Firing.objects.get(ticket=kept).id]["actions"] == ["note"]
    assert by_firing[Firing.objects.get(ticket=gone).id].keys() == {"firing", "why"}
    assert (row.undone_count, row.seen_count) == (1, 2)


def test_no_rule_answers_to_what_is_taken_back(cast):
    """The rule waits for the priority: taking its change back is such an event, and must not make it fire anew."""
    rule = acting(
        cast,
        triggers=["opened", "priority_changed"],
        steps=[{"action": "override_priority", "given": {"priority": 1, "reason": "All is urgent."}}],
        examples=[Example(given={}, then={"priority": 1})],
    )
    ticket = cast.ticket()
    let_act()
    undo_rule(cast.actor(cast.vera), rule.id, since=clock.now() - timedelta(hours=1))
    let_act()
    let_act()
    assert Ticket.objects.get(pk=ticket.id).priority != 1
    assert [each.state for each in Firing.objects.all()] == ["undone"]


def test_it_goes_on_after_a_kill_and_can_be_stopped(cast, monkeypatch):
    rule, vera = acting(cast, steps=URGENT), cast.actor(cast.vera)
    tickets = [cast.ticket() for _ in range(4)]
    let_act()
    row = undo_rule(vera, rule.id, since=clock.now() - timedelta(hours=1))
    with pytest.raises(Conflict):
        undo_rule(vera, rule.id, since=clock.now())
    real, calls = undoing.note_undone, []

    def killed(*args, **values):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **values)

    monkeypatch.setattr(undoing, "note_undone", killed)
    with pytest.raises(KeyboardInterrupt):
        undoing.run_slice(row.id)
    undoing.run_slice(row.id)
    row.refresh_from_db()
    assert row.ended_at is not None
    assert set(Ticket.objects.filter(id__in=[each.id for each in tickets]).values_list("urgency", flat=True)) == {3}
    again = undo_rule(vera, rule.id, since=clock.now() - timedelta(hours=1))
    end_undo(vera, again.id)
    undoing.run_slice(again.id)
    again.refresh_from_db()
    assert again.seen_count == 0


def test_somebody_who_left_takes_nothing_back(cast):
    rule = acting(cast, steps=URGENT)
    ticket = cast.ticket()
    let_act()
    row = undo_rule(cast.actor(cast.vera), rule.id, since=clock.now() - timedelta(hours=1))
    other = cast.actor(cast.vera)
    RuleUndo.objects.filter(pk=row.id).update(asked_by_id=cast.boris.id)
    deactivate_person(other, cast.boris.id)
    let_act()
    row.refresh_from_db()
    assert row.ended_at is not None and Ticket.objects.get(pk=ticket.id).urgency == 1


def test_only_who_may_write_rules_takes_back(cast):
    rule = acting(cast)
    for person in (cast.anna, cast.clara, cast.dmitri):
        with pytest.raises(Refused):
            undo_rule(cast.actor(person), rule.id, since=clock.now())


def test_doctor_tells_of_held_rules_and_of_those_that_cannot_be_read(cast):
    assert run_checks()["rules"] == []
    held = acting(cast, name="Runaway", most_tickets=1)
    broken = acting(cast, name="Broken")
    for _ in range(2):
        cast.ticket()
    let_act()
    assert held_rules() == [(held.id, "Runaway")]
    broken.refresh_from_db()
    broken.definition["steps"][0]["action"] = "gone"
    broken.save(update_fields=["definition"])
    found = {each.code: each.sentence for each in run_checks()["rules"]}
    assert "Broken" in found["rule_unreadable"] and "Runaway" in found["rule_held"]
    retire_rule(cast.actor(cast.vera), held.id)
    assert held_rules() == []


def test_a_rule_that_has_not_fired_for_long_is_shown(cast):
    rule = acting(cast)
    now = clock.now()
    assert not is_idle(rule, now)
    assert is_idle(rule, now + timedelta(days=91))
    with clock.at(now + timedelta(days=80)):
        cast.ticket()
        let_act()
    rule.refresh_from_db()
    assert not is_idle(rule, now + timedelta(days=91))
