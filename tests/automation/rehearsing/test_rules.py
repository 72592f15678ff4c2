"""A rule rehearsed over what happened: what it would have done, and that nothing was done."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.automation.rules.desk import definition, let_act
from tests.cast import Cast
from tuki.automation.commands.rehearsals import note_findings, remove_rehearsal, start_rehearsal, stop_rehearsal
from tuki.automation.jobs import remove_rehearsals
from tuki.automation.models import Finding, Rehearsal
from tuki.automation.rehearsing import running
from tuki.kernel import clock
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Invalid, Refused
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.priority import override_priority
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def rehearsed(cast: Cast, *, days: int = 1, **values) -> Rehearsal:
    """The rule, rehearsed over the day that is about to end."""
    said = msgspec.to_builtins(definition(**values))
    end = clock.now() + timedelta(days=days)
    row = start_rehearsal(cast.actor(cast.vera), kind="rule", definition=said, start=end - timedelta(days=7), end=end)
    let_act()
    row.refresh_from_db()
    return row


def state_of_the_desk() -> list[tuple]:
    events = EventRow.objects.exclude(kind="rehearsal.started").order_by("id")
    return [*events.values_list("id", "hash"), *Ticket.objects.order_by("id").values_list()]


def test_what_a_rule_would_have_done_and_nothing_is_done(cast):
    tickets = [cast.ticket() for _ in range(3)]
    assign_ticket(cast.actor(cast.anna), tickets[0].reference, assignee_id=cast.anna.id)
    before = state_of_the_desk()
    row = rehearsed(
        cast,
        steps=[
            {"action": "transfer", "given": {"department": cast.billing.id}},
            {"action": "reply", "given": {"text": "We have it."}},
        ],
    )
    assert state_of_the_desk() == before
    assert (row.state, row.seen_count, row.ticket_count) == ("done", 3, 3)
    assert (row.summary["touched"], row.summary["fired"], row.summary["mails"]) == (3, 3, 3)
    assert row.summary[f"department:{cast.support.id}:before"] == 3
    assert row.summary[f"department:{cast.billing.id}:after"] == 3
    first = Finding.objects.get(rehearsal=row, ticket=tickets[0])
    assert first.detail["fired"][0]["changes"]["department"] == cast.billing.id
    assert first.mails == 1


def test_what_the_rule_would_have_changed_lies_over_what_happened(cast):
    """The second trigger finds the priority that the rule would have set, until the desk really changed it."""
    ticket = cast.ticket()
    anna, clara = cast.actor(cast.anna), cast.actor(cast.clara)
    write_as_customer(clara, ticket.reference, writing=Writing(text="Hello?"))
    override_priority(anna, ticket.reference, priority=4, reason="It can wait.")
    write_as_customer(clara, ticket.reference, writing=Writing(text="Hello??"))
    row = rehearsed(
        cast,
        triggers=["opened", "requester_wrote"],
        conditions={"fact": "priority", "op": "at_least", "value": 3},
        steps=[{"action": "override_priority", "given": {"priority": 1, "reason": "x"}}],
    )
    assert row.summary["fired"] == 2
    assert [each["trigger"] for each in Finding.objects.get().detail["fired"]] == ["opened", "requester_wrote"]


def test_time_is_replayed_too(cast):
    ticket = cast.ticket()
    with clock.at(ticket.opened_at + timedelta(hours=5)):
        reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Sorry.")
    quick = cast.ticket()
    with clock.at(quick.opened_at + timedelta(minutes=5)):
        reply_to_ticket(cast.actor(cast.anna), quick.reference, text="Here.")
    row = rehearsed(cast, triggers=["time"], conditions={"fact": "waiting_age", "op": "at_least", "value": 240})
    assert [each.ticket_id for each in Finding.objects.all()] == [ticket.id]
    at = Finding.objects.get().detail["fired"][0]["at"]
    assert at == (ticket.opened_at + timedelta(minutes=240)).isoformat().replace("+00:00", "Z")
    assert row.summary["fired"] == 1


def test_words_of_messages_are_asked_as_they_came(cast):
    ticket, clara = cast.ticket(), cast.actor(cast.clara)
    write_as_customer(clara, ticket.reference, writing=Writing(text="Принтер СНОВА горит"))
    write_as_customer(clara, ticket.reference, writing=Writing(text="Thanks"))
    row = rehearsed(
        cast,
        triggers=["requester_wrote"],
        conditions={"fact": "text", "op": "contains", "value": ["снова"]},
    )
    assert row.summary["fired"] == 1


def test_only_events_of_the_span_count(cast):
    cast.ticket()
    said = msgspec.to_builtins(definition())
    end = clock.now() - timedelta(days=1)
    row = start_rehearsal(cast.actor(cast.vera), kind="rule", definition=said, end=end, weeks=1)
    let_act()
    row.refresh_from_db()
    assert (row.state, row.summary, Finding.objects.count()) == ("done", {}, 0)


def test_it_goes_on_after_a_kill_without_counting_twice(cast, monkeypatch):
    for _ in range(7):
        cast.ticket()
    monkeypatch.setattr(running, "AT_ONCE", 2)
    monkeypatch.setattr(running, "SLICE_SECONDS", 0.0)
    calls = []

    def killed(actor, rehearsal_id, found, **values):
        result = note_findings(actor, rehearsal_id, found, **values)
        calls.append(values["upto"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(running, "note_findings", killed)
    monkeypatch.setattr(running, "SLICE_SECONDS", 60.0)
    said = msgspec.to_builtins(definition())
    row = start_rehearsal(cast.actor(cast.vera), kind="rule", definition=said, end=clock.now() + timedelta(days=1))
    with pytest.raises(KeyboardInterrupt):
        running.run_slice(row.id)
    running.run_slice(row.id)
    row.refresh_from_db()
    assert (row.state, row.summary["touched"], row.seen_count, Finding.objects.count()) == ("done", 7, 7, 7)


def test_it_can_be_stopped(cast):
    cast.ticket()
    vera = cast.actor(cast.vera)
    row = start_rehearsal(vera, kind="rule", definition=msgspec.to_builtins(definition()))
    stop_rehearsal(vera, row.id)
    let_act()
    row.refresh_from_db()
    assert (row.state, Finding.objects.count()) == ("stopped", 0)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "rule", "definition": {"name": "x", "triggers": []}}, "unknown_trigger"),
        ({"kind": "rule", "definition": {"name": 7}}, "invalid"),
        ({"kind": "horoscope", "definition": {}}, "invalid"),
        ({"kind": "rule", "definition": msgspec.to_builtins(definition()), "weeks": 0}, "span_shape"),
        ({"kind": "rule", "definition": msgspec.to_builtins(definition()), "weeks": 9999}, "span_shape"),
    ],
)
def test_nonsense_is_refused(cast, values, code):
    with pytest.raises(Invalid) as refused:
        start_rehearsal(cast.actor(cast.vera), **values)
    assert refused.value.code == code
    assert not Rehearsal.objects.exists()


def test_only_who_may_rehearse_does(cast):
    for person in (cast.anna, cast.clara, cast.dmitri):
        with pytest.raises(Refused):
            start_rehearsal(cast.actor(person), kind="rule", definition=msgspec.to_builtins(definition()))


def test_what_ended_long_ago_is_removed_and_nothing_else(cast):
    cast.ticket()
    old, running_ = rehearsed(cast), rehearsed(cast)
    Rehearsal.objects.filter(pk=running_.pk).update(state="running", ended_at=None)
    with clock.at(clock.now() + timedelta(days=29)):
        fresh = rehearsed(cast)
        remove_rehearsals()
        assert Rehearsal.objects.count() == 3
    with clock.at(clock.now() + timedelta(days=31)):
        remove_rehearsals()
    assert list(Rehearsal.objects.order_by("id").values_list("id", flat=True)) == [running_.id, fresh.id]
    assert not Finding.objects.filter(rehearsal_id=old.id).exists() and Finding.objects.exists()
    assert EventRow.objects.filter(kind="rehearsal.removed").count() == 1


def test_one_that_is_deleted_while_it_runs_ends(cast):
    cast.ticket()
    vera = cast.actor(cast.vera)
    row = start_rehearsal(vera, kind="rule", definition=msgspec.to_builtins(definition()))
    remove_rehearsal(vera, row.id)
    let_act()
    assert not Rehearsal.objects.exists() and not Finding.objects.exists()
