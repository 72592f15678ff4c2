"""Warnings, breaches and escalations: once each, to the right people, also after downtime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import SYSTEM, Cast
from tests.sla.promises import STEPS, promise, promised
from tuki.kernel import clock
from tuki.kernel.health import run_checks
from tuki.kernel.jobs.running import run_due
from tuki.kernel.log import events_of
from tuki.people.commands.desk import name_lead, set_team
from tuki.people.commands.persons import add_person
from tuki.people.commands.roles import grant_roles
from tuki.sla.clocks import telling
from tuki.sla.clocks.models import Clock, Notice
from tuki.sla.clocks.rebuilding import rebuild
from tuki.sla.clocks.telling import put_off, tell_all, tell_of, tell_portion
from tuki.sla.commands.policies import change_policy
from tuki.sla.events import OfClock
from tuki.sla.policies.definition import StepDefinition
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.priority import override_priority
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 9 o'clock in Oslo


def on_monday(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def opened(cast: Cast, **values: object) -> Ticket:
    with clock.at(MONDAY - timedelta(days=1)):
        policy = promised(**({"resolve": 60} | values))
    with clock.at(MONDAY):
        ticket = cast.ticket()
    ticket.policy_id = policy.id
    return ticket


def told(ticket: Ticket) -> list[tuple[str, str, list[int]]]:
    found = [(entry.event.kind, entry.event) for entry in events_of("ticket", ticket.id)]
    return [(kind, event.step, event.person_ids) for kind, event in found if isinstance(event, OfClock)]


def tell_at(minutes: int) -> int:
    with clock.at(on_monday(minutes)):
        return tell_all(SYSTEM)


def test_each_step_is_told_once_at_its_time_to_its_people(cast):
    ticket = opened(cast)
    with clock.at(MONDAY):
        assign_ticket(cast.actor(cast.anna), ticket.reference, assignee_id=cast.anna.id)
    assert [tell_at(minute) for minute in (44, 45, 46, 59, 60, 61, 119, 120, 121)] == [0, 1, 0, 0, 1, 0, 0, 1, 0]
    assert told(ticket) == [
        ("sla.warned", "p75", [cast.anna.id]),
        ("sla.breached", "m+0", [cast.anna.id]),
        ("sla.escalated", "m+60", [cast.vera.id]),
    ]
    assert Notice.objects.filter(ticket=ticket).count() == 3
    assert Clock.objects.get(ticket=ticket).is_breached


def test_after_downtime_each_is_told_once_with_the_true_time_of_the_breach_and_no_late_warning(cast):
    ticket = opened(cast)
    assert tell_at(200) == 1
    assert [(kind, step) for kind, step, _who in told(ticket)] == [("sla.breached", "m+0"), ("sla.escalated", "m+60")]
    breach = next(entry for entry in events_of("ticket", ticket.id) if entry.event.kind == "sla.breached")
    assert (breach.happened_at, breach.recorded_at) == (on_monday(60), on_monday(200))
    assert tell_at(201) == 0


def test_an_answer_in_time_silences_every_step(cast):
    ticket = opened(cast, first_response=60)
    with clock.at(on_monday(20)):
        reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="We look.")
        change_status(cast.actor(cast.anna), ticket.reference, status="completed", resolution="solved")
    assert tell_at(500) == 0
    assert told(ticket) == []


def test_a_pause_moves_the_warning(cast):
    ticket = opened(cast)
    with clock.at(on_monday(30)):
        change_status(cast.actor(cast.anna), ticket.reference, status="information_needed")
    assert tell_at(300) == 0
    with clock.at(on_monday(330)):
        change_status(cast.actor(cast.anna), ticket.reference, status="in_progress")
    assert [tell_at(344), tell_at(345)] == [0, 1]
    assert [step for _kind, step, _who in told(ticket)] == ["p75"]


def test_priorities_that_flap_tell_nothing_twice(cast):
    ticket = opened(cast, resolve=(20, 40, 60, 80))
    tell_at(46)
    for minute, priority in ((47, 4), (48, 3), (49, 4), (50, 3)):
        with clock.at(on_monday(minute)):
            override_priority(cast.actor(cast.anna), ticket.reference, priority=priority, reason="Not sure.")
        tell_at(minute)
    assert [step for _kind, step, _who in told(ticket)] == ["p75"]


def test_receivers_are_persons_of_today(cast):
    lead, manager, boss = (
        add_person(SYSTEM, name=name, email=f"{name.lower()}@desk.test", is_staff=True)
        for name in ("Lena", "Mats", "Bodil")
    )
    grant_roles(SYSTEM, manager.id, roles=[("manager", cast.support.id)])
    grant_roles(SYSTEM, boss.id, roles=[("manager", cast.billing.id)])
    team = set_team(
        SYSTEM, name="First line", line=1, member_ids=[cast.anna.id, lead.id], department_id=cast.support.id
    )
    second = set_team(SYSTEM, name="Experts", line=2, member_ids=[cast.boris.id], department_id=None)
    name_lead(SYSTEM, team.id, person_id=lead.id)
    steps = [
        StepDefinition(minutes=1, receivers=["assignee"]),
        StepDefinition(minutes=2, receivers=["lead"]),
        StepDefinition(minutes=3, receivers=["manager"]),
        StepDefinition(minutes=4, receivers=["next_line"]),
        StepDefinition(minutes=5, receivers=["team", "manager"]),
    ]
    ticket = opened(cast, steps=steps)
    tell_at(70)
    assert second.line == 2
    assert [who for _kind, _step, who in told(ticket)] == [
        [], sorted([cast.anna.id, lead.id]), [lead.id], [manager.id], [cast.boris.id],
        sorted([cast.anna.id, lead.id, manager.id]),
    ]  # fmt: skip


def test_a_new_policy_wakes_nobody_for_what_is_late_already(cast):
    with clock.at(MONDAY):
        ticket = cast.ticket()
    with clock.at(on_monday(300)):
        promised(resolve=60, steps=STEPS)
        run_due("slow")
        assert Clock.objects.get(ticket=ticket).is_breached
    assert tell_at(301) == 0
    assert told(ticket) == []


def test_two_workers_that_saw_the_same_deadline_tell_it_once(cast):
    ticket = opened(cast)
    with clock.at(on_monday(60)):
        assert tell_portion(SYSTEM) == 1
        assert tell_portion(SYSTEM) == 0
        tell_of(SYSTEM, ticket.id)
    assert [step for _kind, step, _who in told(ticket)] == ["m+0"]


def test_notices_are_rebuilt_from_the_log(cast):
    ticket = opened(cast)
    tell_at(200)
    before = list(Notice.objects.order_by("step").values_list("ticket_id", "target", "round", "minutes", "step"))
    Notice.objects.all().delete()
    with clock.at(on_monday(201)):
        list(rebuild())
    rows = Notice.objects.order_by("step").values_list("ticket_id", "target", "round", "minutes", "step")
    assert list(rows) == before
    assert len(before) == 2
    assert tell_at(202) == 0
    assert ticket.id == before[0][0]


def test_a_ticket_that_cannot_be_counted_is_put_off_and_stops_no_other(cast, monkeypatch):
    sick, well = opened(cast), None
    with clock.at(MONDAY):
        well = cast.ticket()
    folded = telling.folded

    def failing(ticket_ids, **values):
        if sick.id in ticket_ids:
            raise RuntimeError("broken")
        return folded(ticket_ids, **values)

    monkeypatch.setattr(telling, "folded", failing)
    assert tell_at(60) == 2
    assert [step for _kind, step, _who in told(well)] == ["m+0"]
    assert told(sick) == []
    assert Clock.objects.get(ticket=sick).next_check_at == on_monday(120)
    monkeypatch.undo()
    assert tell_at(120) >= 1
    assert [step for _kind, step, _who in told(sick)] == ["m+0", "m+60"]


def test_the_doctor_hears_of_late_steps_and_of_clocks_that_cannot_be_computed(cast):
    ticket = opened(cast)
    with clock.at(on_monday(80)):
        assert [each.code for each in run_checks()["clocks"]] == ["due_loop_late"]
        put_off(SYSTEM, ticket.id)
        Clock.objects.filter(ticket=ticket).update(trouble="no_hours")
        assert [each.code for each in run_checks()["clocks"]] == ["clocks_not_computed"]


def test_a_longer_promise_is_told_of_anew(cast):
    ticket = opened(cast)
    tell_at(60)
    with clock.at(on_monday(61)):
        change_policy(SYSTEM, ticket.policy_id, definition=promise(resolve=120))
        run_due("slow")
    tell_at(90)
    tell_at(120)
    assert [(kind, step) for kind, step, _who in told(ticket)] == [
        ("sla.breached", "m+0"), ("sla.warned", "p75"), ("sla.breached", "m+0"),
    ]  # fmt: skip
