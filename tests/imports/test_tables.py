"""A table becomes tickets with their original times, once."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from tests.histories import assert_history_is_kept
from tests.imports.tables import SMALL, begun, brought_in, part_of_the_log
from tuki.imports.commands.cases import import_cases
from tuki.imports.commands.running import map_columns, start_import, stop_import
from tuki.imports.jobs import run as run_job
from tuki.imports.mapping import ColumnMapping
from tuki.imports.models import FaultyCase, ImportedCase, TableImport
from tuki.imports.wording import fault_words
from tuki.kernel.jobs.running import NotNow, run_due
from tuki.kernel.log import events_of
from tuki.kernel.models import EventRow, Job
from tuki.kernel.refusals import Invalid, Refused
from tuki.people.models import Person, Team
from tuki.tickets.history import steps
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_a_case_is_played_at_its_own_times(cast):
    run = brought_in(cast, SMALL.encode())
    assert (run.state, run.case_count, run.opened_count, run.faulty_count) == ("done", 2, 2, 0)
    ticket = ImportedCase.objects.get(key="A-1").ticket
    assert (ticket.subject, ticket.opened_at, ticket.requester.name) == ("VPN is down", at(2, 9), "Olga")
    assert (ticket.status_id, ticket.closed_at, ticket.assignee) == ("closed", at(5, 11), cast.anna)
    assert ticket.team == Team.objects.get(name="Network")
    told = [(entry.event.kind, entry.happened_at) for _, entry in steps(events_of("ticket", ticket.id))]
    assert told == [
        ("ticket.opened", at(2, 9)),
        ("message.added", at(2, 9)),
        ("ticket.team_changed", at(2, 9, 5)),
        ("ticket.priority_changed", at(2, 9, 30)),
        ("ticket.assigned", at(2, 9, 30)),
        ("ticket.status_changed", at(2, 9, 30)),
        ("ticket.status_changed", at(2, 11)),
        ("ticket.status_changed", at(5, 11)),
    ]
    assert {row.actor_kind for row in EventRow.objects.filter(stream_kind="ticket")} == {"import"}
    for ticket_id in Ticket.objects.values_list("id", flat=True):
        assert_history_is_kept(ticket_id)


def test_nobody_is_answered_or_assigned_by_history(cast):
    brought_in(cast, SMALL.encode())
    for lane in ("default", "mail-out", "slow"):
        run_due(lane)
    from tuki.channels.email.models import OutgoingMail

    assert not OutgoingMail.objects.exists()
    assert ImportedCase.objects.get(key="A-2").ticket.assignee is None


def test_the_second_run_imports_nothing_and_a_longer_table_goes_on(cast):
    lines = SMALL.splitlines(keepends=True)
    brought_in(cast, "".join(lines[:3]).encode())
    before = EventRow.objects.filter(stream_kind="ticket").count()
    again = brought_in(cast, "".join(lines[:3]).encode())
    assert (again.opened_count, again.continued_count, again.known_count) == (0, 0, 1)
    assert EventRow.objects.filter(stream_kind="ticket").count() == before
    longer = brought_in(cast, SMALL.encode())
    assert (longer.opened_count, longer.continued_count, longer.known_count) == (1, 1, 0)
    ticket = ImportedCase.objects.get(key="A-1").ticket
    assert (ticket.status_id, Ticket.objects.count()) == ("closed", 2)
    other = brought_in(cast, SMALL.encode(), source="Another desk")
    assert (other.opened_count, Ticket.objects.count()) == (2, 4)


def test_times_in_the_zone_of_the_source(cast):
    run = begun(cast, SMALL.encode())
    mapping = msgspec.structs.replace(msgspec.convert(run.mapping, ColumnMapping), zone="Europe/Oslo")
    map_columns(cast.actor(cast.vera), run.id, mapping=mapping)
    start_import(cast.actor(cast.vera), run.id)
    run_due("slow")
    assert ImportedCase.objects.get(key="A-1").ticket.opened_at == at(2, 8)


def test_what_cannot_be_read_is_set_aside_and_the_rest_comes_in(cast):
    bad = "A-3,New,yesterday,,Olga,Network,,3,Broken\n" + "A-4,New,2026-03-03 09:00:00,,Olga,Network,,3,Fine\n"
    run = brought_in(cast, (SMALL + bad).encode())
    assert (run.opened_count, run.faulty_count) == (3, 1)
    faulty = FaultyCase.objects.get(run=run)
    assert (faulty.key, faulty.row_number) == ("A-3", 7)
    assert fault_words(faulty.reason, faulty.details) == "The time in row 7 cannot be read: yesterday"


def test_a_case_that_the_desk_refuses_does_not_stop_the_others(cast):
    ours = SMALL.replace("caller,", "email,").replace(",Olga,", ",support@desk.test,").replace("Карл", "karl@x.test")
    run = brought_in(cast, ours.encode())
    assert (run.state, run.opened_count, run.faulty_count) == ("done", 1, 1)
    assert FaultyCase.objects.get(run=run).key == "A-1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_unreadable"),
        (b"one\ntwo\n", "table_unreadable"),
        (b"number,opened_at\n", "table_unreadable"),
        (b"\x1f\x8b broken", "table_unreadable"),
        (bytes(range(256)) * 40, "table_unreadable"),
    ],
)
def test_what_is_no_table_is_refused(cast, content, code):
    with pytest.raises(Invalid) as refused:
        begun(cast, content)
    assert refused.value.code == code
    assert not TableImport.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"columns": {"key": [0]}}, "column_needed"),
        ({"columns": {"key": [0], "opened_at": [99]}}, "unknown_column"),
        ({"columns": {"key": [0], "opened_at": [2], "nonsense": [1]}}, "unknown_column"),
        ({"columns": {"key": [0, 1], "opened_at": [2]}}, "one_column_only"),
        ({"columns": {"key": [0], "opened_at": [2]}, "values": {"status": {"New": "nowhere"}}}, "unknown_value"),
    ],
)
def test_a_mapping_without_sense_is_refused(cast, changes, code):
    run = begun(cast, SMALL.encode())
    with pytest.raises(Invalid) as refused:
        map_columns(cast.actor(cast.vera), run.id, mapping=ColumnMapping(**changes))
    assert refused.value.code == code


def test_only_who_may_import_does(cast):
    run = begun(cast, SMALL.encode())
    for person in (cast.anna, cast.boris, cast.clara):
        with pytest.raises(Refused):
            start_import(cast.actor(person), run.id)
        with pytest.raises(Refused):
            import_cases(cast.actor(person), run.id, [], at=0)
    assert not Ticket.objects.exists()


def test_it_stops_after_the_cases_in_hand_and_goes_on(cast, monkeypatch):
    vera = cast.actor(cast.vera)
    run = begun(cast, part_of_the_log(30))
    start_import(vera, run.id)
    monkeypatch.setattr("tuki.imports.slices.AT_ONCE", 7)
    monkeypatch.setattr("tuki.imports.jobs.SLICE_SECONDS", 0.0)
    run_job(import_id=run.id)
    stop_import(vera, run.id)
    run.refresh_from_db()
    brought = Ticket.objects.count()
    assert run.next_case == brought == 7
    run_job(import_id=run.id)
    assert Ticket.objects.count() == brought
    monkeypatch.setattr("tuki.imports.jobs.SLICE_SECONDS", 60.0)
    start_import(vera, run.id)
    Job.objects.filter(kind="imports.run").delete()
    run_job(import_id=run.id)
    run.refresh_from_db()
    assert (run.state, Ticket.objects.count(), run.opened_count) == ("done", 30, 30)


def test_a_job_that_was_overtaken_looks_again_later(cast, monkeypatch):
    run = begun(cast, SMALL.encode())
    start_import(cast.actor(cast.vera), run.id)

    def overtaken(*args, **kwargs):
        assert import_cases(*args, **kwargs)
        return import_cases(*args, **kwargs)

    monkeypatch.setattr("tuki.imports.slices.import_cases", overtaken)
    with pytest.raises(NotNow):
        run_job(import_id=run.id)
    monkeypatch.undo()
    run_job(import_id=run.id)
    run.refresh_from_db()
    assert (run.state, run.opened_count, Ticket.objects.count()) == ("done", 2, 2)


def test_a_parked_run_is_started_again(cast):
    run = begun(cast, SMALL.encode())
    start_import(cast.actor(cast.vera), run.id)
    Job.objects.filter(kind="imports.run").update(state="parked")
    stop_import(cast.actor(cast.vera), run.id)
    start_import(cast.actor(cast.vera), run.id)
    run_due("slow")
    assert Ticket.objects.count() == 2


def test_another_mapping_begins_anew_and_doubles_nothing(cast, monkeypatch):
    vera, run = cast.actor(cast.vera), begun(cast, SMALL.encode())
    monkeypatch.setattr("tuki.imports.slices.AT_ONCE", 1)
    monkeypatch.setattr("tuki.imports.jobs.SLICE_SECONDS", 0.0)
    start_import(vera, run.id)
    run_job(import_id=run.id)
    stop_import(vera, run.id)
    elsewhere = msgspec.structs.replace(msgspec.convert(run.mapping, ColumnMapping), zone="Europe/Oslo")
    map_columns(vera, run.id, mapping=elsewhere)
    monkeypatch.undo()
    Job.objects.filter(kind="imports.run").delete()
    start_import(vera, run.id)
    run_due("slow")
    run.refresh_from_db()
    assert (run.state, run.opened_count, run.known_count, Ticket.objects.count()) == ("done", 1, 1, 2)


def test_the_event_log_of_a_real_desk(cast):
    run = brought_in(cast, part_of_the_log(60))
    assert (run.state, run.opened_count, run.faulty_count) == ("done", 60, 0)
    ticket = ImportedCase.objects.get(key="0000045").ticket
    told = [(entry.event.kind, entry.happened_at.isoformat()) for _, entry in steps(events_of("ticket", ticket.id))]
    assert told[0] == ("ticket.opened", "2016-02-29T01:16:00+00:00")
    assert told[-1] == ("ticket.status_changed", "2016-03-05T12:00:00+00:00")
    assert (ticket.status_id, ticket.priority, ticket.urgency, ticket.impact) == ("closed", 3, 2, 2)
    for ticket_id in Ticket.objects.values_list("id", flat=True):
        assert_history_is_kept(ticket_id)
    assert Person.objects.filter(name="Old desk 2403").count() == 1
    again = brought_in(cast, part_of_the_log(60))
    assert (again.opened_count, again.known_count, Ticket.objects.count()) == (0, 60, 60)
