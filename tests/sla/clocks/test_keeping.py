"""Rows of clocks follow what happens, cost little, and are what the log says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.cast import SYSTEM, Cast
from tests.queries import queries_of
from tests.sla.promises import promise, promised
from tuki.kernel import clock
from tuki.kernel.jobs.running import run_due
from tuki.sla.clocks.keeping import differs, folded, rows_of
from tuki.sla.clocks.models import Clock, Recounting
from tuki.sla.clocks.rebuilding import rebuild
from tuki.sla.clocks.recounting import recount_portion
from tuki.sla.commands.calendars import change_calendar
from tuki.sla.commands.policies import change_policy, retire_policy
from tuki.sla.models import Calendar
from tuki.sla.queries import definition_of
from tuki.tickets.commands.priority import override_priority
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.reply import reply_to_ticket, take_back_reply
from tuki.tickets.commands.status import change_status, reject_completion
from tuki.tickets.commands.trash import restore_ticket, trash_ticket
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 9 o'clock in Oslo


def on_monday(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


@pytest.fixture
def policy(cast: Cast) -> Iterator[object]:
    with clock.at(MONDAY - timedelta(days=1)):
        yield promised(first_response=60, next_response=60, resolve=(30, 60, 240, 480))


def opened(cast: Cast, minutes: int = 0) -> Ticket:
    with clock.at(on_monday(minutes)):
        return cast.ticket()


def rows(ticket: Ticket) -> dict[str, Clock]:
    return {f"{row.target}{row.round}": row for row in Clock.objects.filter(ticket=ticket)}


def test_a_new_ticket_has_its_clocks_for_one_statement_more(cast, policy):
    cast.ticket()
    queries = queries_of(lambda: cast.ticket())
    about_clocks = [each for each in queries if "sla_" in each]
    assert len(about_clocks) == 1
    assert about_clocks[0].startswith('INSERT INTO "sla_clock"')


def test_where_nothing_is_promised_a_new_ticket_costs_nothing_more(cast):
    cast.ticket()
    without = len(queries_of(lambda: cast.ticket()))
    promised(conditions={"fact": "kind", "op": "is", "value": ["complaint"]}, resolve=60)
    cast.ticket()
    assert len(queries_of(lambda: cast.ticket())) == without
    assert not Clock.objects.exists()


def test_the_earliest_running_clock_is_next(cast, policy):
    ticket = opened(cast)
    found = rows(ticket)
    assert (found["first_response1"].due_at, found["first_response1"].is_next) == (on_monday(60), True)
    assert (found["resolve1"].due_at, found["resolve1"].is_next) == (on_monday(240), False)
    assert found["first_response1"].next_check_at == on_monday(45)
    with clock.at(on_monday(10)):
        reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="We look.")
    found = rows(ticket)
    assert (found["first_response1"].state, found["resolve1"].is_next) == ("met", True)
    assert found["first_response1"].next_check_at is None


def test_waiting_for_the_requester_stops_the_clock_and_their_answer_moves_the_due_time(cast, policy):
    ticket, anna = opened(cast), cast.actor(cast.anna)
    with clock.at(on_monday(30)):
        change_status(anna, ticket.reference, status="information_needed")
    paused = rows(ticket)["resolve1"]
    assert (paused.state, paused.due_at, paused.left_seconds, paused.is_next) == ("paused", None, 210 * 60, False)
    with clock.at(on_monday(90)):
        write_as_customer(cast.actor(cast.clara), ticket.reference, writing=Writing(text="5.2"))
    assert rows(ticket)["resolve1"].due_at == on_monday(300)


def test_a_changed_policy_counts_open_tickets_anew_with_progress(cast, policy):
    tickets = [opened(cast) for _ in range(3)]
    with clock.at(on_monday(5)):
        change_policy(SYSTEM, policy.id, definition=promise(first_response=60, resolve=90))
        assert rows(tickets[0])["resolve1"].due_at == on_monday(240)
        run_due("slow")
    run = Recounting.objects.get(finished_at__isnull=False, seen_count=3)
    assert (run.total_count, run.changed_count) == (3, 3)
    assert {rows(each)["resolve1"].due_at for each in tickets} == {on_monday(90)}


def test_a_run_whose_worker_died_goes_on_where_it_was_and_leaves_tickets_free_in_between(cast, policy, monkeypatch):
    monkeypatch.setattr("tuki.sla.clocks.recounting.PORTION", 2)
    tickets = [opened(cast) for _ in range(5)]
    with clock.at(on_monday(5)):
        change_policy(SYSTEM, policy.id, definition=promise(first_response=60, resolve=90))
        run = Recounting.objects.get(finished_at=None)
        assert recount_portion(SYSTEM, run.id)
        assert [rows(each)["resolve1"].minutes for each in tickets] == [90, 90, 240, 240, 240]
        reply_to_ticket(cast.actor(cast.anna), tickets[4].reference, text="We look.")
        run_due("slow")
    run.refresh_from_db()
    assert (run.seen_count, run.total_count, run.changed_count) == (5, 5, 4)
    assert {rows(each)["resolve1"].minutes for each in tickets} == {90}
    assert rows(tickets[4])["first_response1"].state == "met"


def test_a_changed_calendar_counts_open_tickets_anew(cast, policy):
    ticket = opened(cast)
    said = definition_of(policy_calendar(policy))
    with clock.at(on_monday(5)):
        closed_until_ten = {**said.week, "mon": [("10:00", "16:00")]}
        change_calendar(SYSTEM, policy_calendar(policy).id, definition=_with(said, week=closed_until_ten))
        run_due("slow")
    assert rows(ticket)["first_response1"].due_at == on_monday(120)


def test_a_retired_policy_takes_running_clocks_with_it_and_leaves_verdicts(cast, policy):
    ticket = opened(cast)
    with clock.at(on_monday(10)):
        reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="We look.")
    with clock.at(on_monday(20)):
        retire_policy(SYSTEM, policy.id)
        run_due("slow")
    assert set(rows(ticket)) == {"first_response1"}


def test_the_rebuilt_clocks_are_the_kept_ones_after_a_long_life(cast, policy):
    ticket, anna, clara = opened(cast), cast.actor(cast.anna), cast.actor(cast.clara)
    vera, name = cast.actor(cast.vera), ticket.reference
    deeds = [
        lambda: reply_to_ticket(anna, name, text="Which version?"),
        lambda: change_status(anna, name, status="information_needed"),
        lambda: write_as_customer(clara, name, writing=Writing(text="5.2")),
        lambda: override_priority(anna, name, priority=1, reason="The whole floor."),
        lambda: take_back_reply(anna, reply_to_ticket(anna, name, text="Oh.", undo_seconds=60).id),
        lambda: change_status(anna, name, status="completed", resolution="solved"),
        lambda: reject_completion(clara, name),
        lambda: trash_ticket(vera, name),
        lambda: restore_ticket(vera, name),
        lambda: change_policy(SYSTEM, policy.id, definition=promise(first_response=10, next_response=60, resolve=90)),
        lambda: reply_to_ticket(anna, name, text="Done."),
    ]
    for number, deed in enumerate(deeds):
        with clock.at(on_monday(7 * (number + 1))):
            deed()
            run_due("slow")
            _assert_as_the_log_says(ticket.id)
    with clock.at(on_monday(100)):
        Clock.objects.all().delete()
        assert list(rebuild())[-1] == (1, 1)
        _assert_as_the_log_says(ticket.id)
    assert Clock.objects.filter(ticket=ticket).count() == len(rows(ticket)) >= 4


def _assert_as_the_log_says(ticket_id: int) -> None:
    states = folded([ticket_id], now=clock.now())[ticket_id]
    wanted = {(row.target, row.round): row for row in rows_of(ticket_id, states)}
    kept = {(row.target, row.round): row for row in Clock.objects.filter(ticket_id=ticket_id)}
    assert set(wanted) == set(kept)
    assert [key for key in wanted if differs(_without_now(kept[key]), _without_now(wanted[key]))] == []


def _without_now(row: Clock) -> Clock:
    """Whether a clock that runs has broken its promise is so from its due time on, not from the last event on."""
    if row.state == "running":
        row.is_breached, row.next_check_at = False, None
    return row


def policy_calendar(policy):
    return Calendar.objects.get(pk=policy.definition["calendar_id"])


def _with(definition, **values):
    return msgspec.structs.replace(definition, **values)
