"""Policies, calendars and matrices rehearsed: which promises would have been kept."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from tests.automation.rules.desk import let_act
from tests.cast import Cast
from tests.imports.tables import LOG, brought_in, part_of_the_log
from tuki.automation.commands.rehearsals import start_rehearsal
from tuki.automation.models import Finding, Rehearsal
from tuki.automation.rehearsed import findings_for, outcome_of
from tuki.automation.rehearsing.limits import left_out_of
from tuki.automation.rehearsing.promises import with_matrix
from tuki.catalogue.priorities import BUILTIN_MATRIX, MatrixDefinition
from tuki.desk.rehearsals.words import found_words
from tuki.kernel import clock
from tuki.kernel.log import events_of
from tuki.sla.commands.calendars import add_calendar
from tuki.sla.commands.policies import add_policy
from tuki.sla.definition import CalendarDefinition
from tuki.sla.policies.definition import AgreementDefinition, PolicyDefinition, StepDefinition, TargetDefinition
from tuki.tickets.commands.priority import change_urgency, override_priority, release_priority
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.history import replay

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ROUND_THE_CLOCK = {day: [("00:00", "24:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@pytest.fixture
def always(cast) -> int:
    """A calendar that is always open."""
    definition = CalendarDefinition(name="24×7", zone="UTC", week=ROUND_THE_CLOCK)
    return add_calendar(cast.actor(cast.vera), definition=definition).id


def policy(calendar_id: int, *, minutes: int, target: str = "first_response") -> PolicyDefinition:
    targets = [TargetDefinition(code=target, minutes=(minutes,) * 4)]
    return PolicyDefinition(name="Support", position=1, calendar_id=calendar_id, targets=targets)


def rehearsed(cast: Cast, kind: str, definition: Any, object_id: int | None = None, **span) -> Rehearsal:
    span = span or {"end": clock.now() + timedelta(days=1)}
    row = start_rehearsal(
        cast.actor(cast.vera), kind=kind, definition=msgspec.to_builtins(definition), object_id=object_id, **span
    )
    let_act()
    row.refresh_from_db()
    assert row.state == "done"
    return row


def answered(cast: Cast, *, minutes: int):
    ticket = cast.ticket()
    with clock.at(ticket.opened_at + timedelta(minutes=minutes)):
        reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Here we are.")
    return ticket


def verdicts(row: Rehearsal) -> dict[int, tuple[str, str]]:
    return {each.ticket_id: (each.before, each.after) for each in Finding.objects.filter(rehearsal=row)}


def test_a_new_policy_over_a_desk_without_one(cast, always):
    quick, slow = answered(cast, minutes=20), answered(cast, minutes=90)
    row = rehearsed(cast, "policy", policy(always, minutes=60))
    assert verdicts(row) == {quick.id: ("", "met"), slow.id: ("", "missed")}
    assert row.summary["first_response:met:after"] == 1 and row.summary["first_response:missed:after"] == 1
    detail = Finding.objects.get(ticket=slow).detail["after"][0]
    assert (detail["minutes"], detail["used"]) == (60, 90)


def test_a_change_of_a_policy_avoids_and_causes_breaches(cast, always):
    kept = add_policy(cast.actor(cast.vera), definition=policy(always, minutes=60))
    with clock.at(clock.now() + timedelta(seconds=1)):
        tickets = [answered(cast, minutes=minutes) for minutes in (20, 50, 90, 150)]
    milder = rehearsed(cast, "policy", policy(always, minutes=120), kept.id)
    assert [verdicts(milder)[each.id] for each in tickets] == [
        ("met", "met"), ("met", "met"), ("missed", "met"), ("missed", "missed"),
    ]  # fmt: skip
    assert milder.summary["tickets:missed:met"] == 1
    stricter = rehearsed(cast, "policy", policy(always, minutes=30), kept.id)
    assert [verdicts(stricter)[each.id][1] for each in tickets] == ["met", "missed", "missed", "missed"]


def test_a_calendar_decides_which_minutes_count(cast, always):
    add_policy(cast.actor(cast.vera), definition=policy(always, minutes=60))
    with clock.at(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)):  # a Friday
        ticket = answered(cast, minutes=24 * 60)
    office = CalendarDefinition(
        name="Office", zone="UTC", week={day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
    )
    end = datetime(2026, 11, 25, tzinfo=UTC)
    row = rehearsed(cast, "calendar", office, always, end=end, weeks=2)
    assert verdicts(row)[ticket.id][1] == "met"


def test_a_matrix_gives_other_priorities_but_never_overrides_people(cast):
    anna = cast.actor(cast.anna)
    mild = MatrixDefinition(rows=[[4] * 5 for _ in range(5)])
    ticket = cast.ticket()
    change_urgency(anna, ticket.reference, urgency=1)
    told = replay(with_matrix(events_of("ticket", ticket.id), mild))
    assert told is not None and told.priority == 4
    override_priority(anna, ticket.reference, priority=1, reason="The director.")
    told = replay(with_matrix(events_of("ticket", ticket.id), mild))
    assert told is not None and told.priority == 1
    change_urgency(anna, ticket.reference, urgency=2)
    told = replay(with_matrix(events_of("ticket", ticket.id), mild))
    assert told is not None and told.priority == 1, "what somebody decided holds until it is released"
    release_priority(anna, ticket.reference)
    told = replay(with_matrix(events_of("ticket", ticket.id), mild))
    assert told is not None and told.priority == 4
    change_urgency(anna, ticket.reference, urgency=1)
    assert replay(with_matrix(events_of("ticket", ticket.id), BUILTIN_MATRIX)).priority == 2


def test_a_priority_that_was_decided_without_changing_it_stays_in_a_rehearsal(cast):
    mild = MatrixDefinition(rows=[[4] * 5 for _ in range(5)])
    kept = cast.ticket()
    override_priority(cast.actor(cast.anna), kept.reference, priority=kept.priority, reason="As the contract says.")
    named = cast.ticket(priority=2, priority_reason="As the caller was told.")
    for ticket, priority in ((kept, kept.priority), (named, 2)):
        told = replay(with_matrix(events_of("ticket", ticket.id), mild))
        assert told is not None and told.priority == priority


def test_a_matrix_is_rehearsed_by_its_promises(cast, always):
    by_priority = [TargetDefinition(code="first_response", minutes=(10, 20, 30, 600))]
    definition = PolicyDefinition(name="By priority", position=1, calendar_id=always, targets=by_priority)
    add_policy(cast.actor(cast.vera), definition=definition)
    with clock.at(clock.now() + timedelta(seconds=1)):
        ticket = answered(cast, minutes=60)
    row = rehearsed(cast, "matrix", MatrixDefinition(rows=[[4] * 5 for _ in range(5)]))
    assert verdicts(row) == {ticket.id: ("missed", "met")}


def test_warnings_and_escalations_that_would_have_gone_out_are_counted(cast, always):
    steps = [
        StepDefinition(percent=50, addresses=["duty@desk.test"]),
        StepDefinition(minutes=0, receivers=["manager"]),
        StepDefinition(minutes=600, receivers=["manager"]),
    ]
    kept = add_policy(cast.actor(cast.vera), definition=policy(always, minutes=60))
    with clock.at(clock.now() + timedelta(seconds=1)):
        quick, warned, late = (answered(cast, minutes=minutes) for minutes in (20, 50, 90))
    told = msgspec.structs.replace(policy(always, minutes=60), steps=steps)
    row = rehearsed(cast, "policy", told, kept.id)
    outcome = outcome_of(row)
    assert (outcome.mails_before, outcome.mails, outcome.touched) == (0, 3, 2)
    mails = dict(Finding.objects.filter(rehearsal=row).values_list("ticket_id", "mails"))
    assert mails == {quick.id: 0, warned.id: 1, late.id: 2}
    assert set(findings_for(cast.actor(cast.vera), row, mark="mails")) == set(
        Finding.objects.filter(rehearsal=row, mails__gt=0)
    )
    gone = rehearsed(cast, "policy", told, kept.id, start=clock.now() + timedelta(days=1), weeks=1,
                     end=clock.now() + timedelta(days=2))  # fmt: skip
    assert outcome_of(gone).mails == 0, "what was told before the span is not of it"
    assert "hearing" in [each.code for each in left_out_of(row)]


def test_agreements_of_lines_are_rehearsed_and_break_no_promise_to_the_requester(cast, always):
    line = AgreementDefinition(name="First line", party="line", line=1, minutes=(30,) * 4)
    with clock.at(clock.now() + timedelta(seconds=1)):
        ticket = answered(cast, minutes=45)
    draft = msgspec.structs.replace(policy(always, minutes=60), agreements=[line])
    row = rehearsed(cast, "policy", draft, start=clock.now() - timedelta(days=1), end=ticket.opened_at + HOUR)
    assert verdicts(row) == {ticket.id: ("", "met")}
    promises = {each.target: (each.before, each.after) for each in outcome_of(row).promises}
    assert promises == {"first_response": ({}, {"met": 1}), "line": ({}, {"missed": 1})}
    (shown,) = found_words(Finding.objects.filter(rehearsal=row), row)
    assert "First line" in [each.words for each in shown.lines]


def test_which_incidents_of_a_real_desk_would_have_met_a_policy(cast, always):
    assert LOG.exists()
    brought_in(cast, part_of_the_log(120))
    span = {"start": datetime(2016, 1, 1, tzinfo=UTC), "end": datetime(2016, 12, 1, tzinfo=UTC)}
    row = rehearsed(cast, "policy", policy(always, minutes=24 * 60, target="resolve"), **span)
    assert row.seen_count == 120
    expected = _resolved_within_a_day(part_of_the_log(120).decode())
    found = verdicts(row)
    assert {verdict for _, verdict in found.values()} <= {"met", "missed", "going"}
    assert sum(verdict == "met" for _, verdict in found.values()) == expected


def _resolved_within_a_day(text: str) -> int:
    """An independent count: cases that ended done and were in work for at most 24 hours, waiting for the caller left
    out."""
    cases: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        cases.setdefault(row["number"], []).append(row)
    return sum(_is_met(rows) for rows in cases.values())


def _is_met(rows: list[dict[str, str]]) -> bool:
    opened = _moment(rows[0]["opened_at"])
    timeline = [(opened, "New")]
    for row in sorted(rows, key=lambda row: _moment(row["sys_updated_at"])):
        timeline.append((max(_moment(row["sys_updated_at"]), timeline[-1][0]), row["ident_state"]))
    used = timedelta()
    for (start, state), (end, _next) in pairwise(timeline):
        if state not in ("Resolved", "Closed", "Awaiting User Info", "Awaiting Evidence"):
            used += end - start
    done = timeline[-1][1] in ("Resolved", "Closed")
    return done and used <= timedelta(days=1)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
