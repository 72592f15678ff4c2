"""Workflows as data: what they decide for tickets, what is wrong with one, and what a change does to tickets."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
import time_machine
from django.utils import timezone

from tests.cast import SYSTEM
from tests.commands import run_command
from tests.queries import queries_of
from tuki.kernel.jobs.running import run_due
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Conflict, Invalid, Refused
from tuki.kernel.versions import restore_version, versions_of
from tuki.people.commands.desk import change_brand
from tuki.tickets.commands.assign import take_ticket
from tuki.tickets.commands.change import change_kind
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.resettling import CHUNK
from tuki.tickets.commands.status import change_status, close_when_due, confirm_completion
from tuki.tickets.commands.workflow import (
    add_workflow,
    change_workflow,
    found_faults,
    give_kind_workflow,
    restore_workflow,
    retire_workflow,
)
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Resettlement, Ticket, TicketLink, Workflow
from tuki.tickets.queries.lists import page_of
from tuki.tickets.queries.views import in_view
from tuki.tickets.queries.workflow import stage_of, status_names, workflow_of
from tuki.tickets.workflow import StatusDefinition, TransitionDefinition, WorkflowDefinition
from tuki.tickets.workflow.built_in import DEFAULT


def change_requests(**values: object) -> WorkflowDefinition:
    """A workflow of its own: asked → review → building → built → done, with an approval; nobody confirms."""
    named = {"asked": "new", "review": "ours", "building": "ours", "parked": "customer", "done": "closed"}
    ways = ["asked>review", "review>building", "building>parked", "building>done", "review>done"]
    definition = WorkflowDefinition(
        name="Changes",
        kinds=["change_request"],
        statuses=[
            StatusDefinition(code=code, stage=stage, names={"en": code.title(), "ru": f"{code}-ru"})
            for code, stage in named.items()
        ],
        transitions=[
            TransitionDefinition(source=source, target=target, needs_approval=target == "building")
            for source, target in (way.split(">") for way in ways)
        ],
        initial="asked",
        assigned="review",
        answered="building",
        reopened="review",
    )
    return msgspec.structs.replace(definition, **values)


def without(definition: WorkflowDefinition, code: str) -> WorkflowDefinition:
    return msgspec.structs.replace(
        definition,
        statuses=[each for each in definition.statuses if each.code != code],
        transitions=[each for each in definition.transitions if code not in (each.source, each.target)],
    )


@pytest.fixture
def anna(cast):
    return cast.actor(cast.anna)


@pytest.fixture
def vera(cast):
    return cast.actor(cast.vera)


@pytest.fixture
def default(cast) -> Workflow:
    return Workflow.objects.get(is_default=True)


def test_the_workflow_of_a_kind_decides_where_its_tickets_stand(cast, anna, vera):
    add_workflow(vera, code="changes", definition=change_requests())
    ticket = cast.ticket(kind="change_request")
    assert (ticket.status_id, cast.ticket().status_id) == ("asked", "new")
    assert take_ticket(anna, ticket.reference).status_id == "review"
    with pytest.raises(Refused, match=r"Review.*cannot become.*Parked.*can become: Building, Done"):
        change_status(anna, ticket.reference, status="parked")
    done = change_status(anna, ticket.reference, status="done")
    assert (done.is_open, done.close_due_at, done.closed_at is not None) == (False, None, True)
    assert not take_ticket(vera, ticket.reference).is_open


def test_an_answer_of_the_requester_follows_the_workflow(cast, anna, vera):
    free = [msgspec.structs.replace(each, needs_approval=False) for each in change_requests().transitions]
    add_workflow(vera, code="changes", definition=change_requests(transitions=free))
    ticket = take_ticket(anna, cast.ticket(kind="change_request").reference)
    for status in ("building", "parked"):
        change_status(anna, ticket.reference, status=status)
    assert {row.status for row in page_of(in_view(anna, "customer")).rows} == {"parked"}
    clara = cast.actor(cast.clara)
    write_as_customer(clara, ticket.reference, writing=Writing(text="Go on", channel="portal"))
    assert Ticket.objects.get().status_id == "building"
    change_status(anna, ticket.reference, status="done")
    write_as_customer(clara, ticket.reference, writing=Writing(text="One more thing", channel="portal"))
    assert Ticket.objects.get().status_id == "review"


def test_silence_closes_after_the_days_of_the_workflow(cast, anna, vera, default):
    slow = msgspec.structs.replace(DEFAULT, close_after_days=10)
    change_workflow(vera, default.id, definition=slow)
    ticket = change_status(anna, cast.ticket().reference, status="completed", resolution="solved")
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert not close_when_due(SYSTEM, ticket.id)
    with time_machine.travel(timezone.now() + timedelta(days=10, minutes=1)):
        assert close_when_due(SYSTEM, ticket.id)
    closed = Ticket.objects.get()
    assert (closed.status_id, closed.resolution_id) == ("closed", "solved")


@pytest.mark.parametrize(
    ("values", "code", "place"),
    [
        ({"name": " "}, "required", "name"),
        ({"initial": ""}, "role_missing", "initial"),
        ({"initial": "done"}, "role_of_wrong_stage", "initial"),
        ({"answered": "nowhere"}, "role_missing", "answered"),
        ({"completion": "review", "confirmed": "done", "rejected": "review"}, "role_of_wrong_stage", "completion"),
        ({"confirmed": "done"}, "role_missing", "completion"),
        ({"close_after_days": 400}, "invalid", "close_after_days"),
        ({"kinds": ["riddle"]}, "unknown_kind", "kinds"),
        ({"statuses": []}, "stage_missing_ours", "statuses"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(cast, values, code, place):
    found = {(each.code, each.field) for each in found_faults(change_requests(**values))}
    assert (code, place) in found


def test_statuses_without_a_way_are_named(cast):
    whole = change_requests()
    lonely = StatusDefinition(code="lonely", stage="third_party", names={"en": "Lonely"})
    unreachable = msgspec.structs.replace(whole, statuses=[*whole.statuses, lonely])
    assert [(each.code, each.field) for each in found_faults(unreachable)] == [("status_unreachable", "status:lonely")]
    assert "Lonely" in found_faults(unreachable)[0].sentence
    into = TransitionDefinition(source="review", target="lonely")
    dead = msgspec.structs.replace(unreachable, transitions=[*whole.transitions, into])
    assert [(each.code, each.field) for each in found_faults(dead)] == [("status_dead_end", "status:lonely")]
    assert found_faults(whole) == found_faults(DEFAULT) == []


def test_statuses_are_coded_named_once_and_keep_their_stage(cast, vera):
    statuses = change_requests().statuses
    wrong = [
        StatusDefinition(code="Bad Code", stage="ours", names={"en": "x"}),
        StatusDefinition(code="nameless", stage="ours"),
        StatusDefinition(code="completed", stage="ours"),
        statuses[0],
    ]
    found = {each.code for each in found_faults(change_requests(statuses=[*statuses, *wrong]))}
    assert found == {"status_code_invalid", "status_needs_name", "status_keeps_stage", "status_twice"}
    with pytest.raises(Invalid, match="status_twice"):
        add_workflow(vera, code="changes", definition=change_requests(statuses=[*statuses, statuses[0]]))


def test_only_who_may_changes_workflows(cast, vera, default):
    renamed = msgspec.structs.replace(DEFAULT, name="Everything")
    run_command(cast, change_workflow, vera, default.id, definition=renamed, announces=["setting.changed"])
    before = EventRow.objects.count()
    change_workflow(vera, default.id, definition=renamed)
    assert EventRow.objects.count() == before
    with pytest.raises(Conflict, match="changed_meanwhile"):
        change_workflow(vera, default.id, definition=DEFAULT, seen_version=default.version)
    with pytest.raises(Refused, match="workflow_is_default"):
        retire_workflow(vera, default.id)


def test_names_are_those_of_the_language_for_all_who_share_the_status(cast, vera, default):
    from django.utils import translation

    renamed = [
        msgspec.structs.replace(each, names={"ru": "Свежая"}) if each.code == "new" else each
        for each in DEFAULT.statuses
    ]
    change_workflow(vera, default.id, definition=msgspec.structs.replace(DEFAULT, statuses=renamed))
    with translation.override("ru"):
        assert status_names()["new"] == "Свежая"
    with translation.override("en"):
        assert status_names()["new"] == "New"


def test_a_removed_status_asks_where_its_tickets_go(cast, anna, vera, default):
    tickets = [cast.ticket() for _number in range(3)]
    for ticket in tickets:
        change_status(anna, ticket.reference, status="external_processing")
    smaller = without(DEFAULT, "external_processing")
    with pytest.raises(Invalid, match="External processing: 3") as refused:
        change_workflow(vera, default.id, definition=smaller)
    assert (refused.value.code, refused.value.field) == ("tickets_in_removed_status", "moves")
    with pytest.raises(Invalid, match="tickets_in_removed_status"):
        change_workflow(vera, default.id, definition=smaller, moves={"external_processing": "external_processing"})

    before = dict(Ticket.objects.values_list("id", "updated_at"))
    moves = {"external_processing": "in_progress"}
    change_workflow(vera, default.id, definition=smaller, moves=moves)
    assert set(Ticket.objects.values_list("status_id", flat=True)) == {"external_processing"}
    assert change_status(anna, tickets[0].reference, status="assigned").status_id == "assigned"
    run_due("default")
    assert sorted(Ticket.objects.values_list("status_id", flat=True)) == ["assigned", "in_progress", "in_progress"]
    untouched = {each.id: each.updated_at for each in Ticket.objects.exclude(status_id="assigned")}
    assert untouched.items() <= before.items()
    moved = EventRow.objects.filter(kind="ticket.status_changed", cause__startswith="workflow:")
    assert moved.count() == 2 and all('"by_workflow":true' in row.payload for row in moved)
    ended = Resettlement.objects.get()
    assert (ended.total, ended.done, ended.ended_at is not None) == (3, 2, True)

    restore_version(vera, "workflow", default.id, number=1)
    assert workflow_of("incident") == DEFAULT
    assert [each.back_to for each in versions_of(vera, "workflow", default.id)] == [1, None, None]


def test_many_tickets_go_in_portions(cast, anna, vera, default):
    for _number in range(CHUNK + 3):
        cast.ticket()
    Ticket.objects.update(status_id="rejected")
    smaller = msgspec.structs.replace(without(DEFAULT, "rejected"), rejected="in_progress")
    change_workflow(vera, default.id, definition=smaller, moves={"rejected": "in_progress"})
    run_due("default")
    row = Resettlement.objects.get()
    assert (row.done, row.ended_at, Ticket.objects.filter(status_id="rejected").count()) == (CHUNK, None, 3)
    run_due("default")
    assert set(Ticket.objects.values_list("status_id", flat=True)) == {"in_progress"}
    assert Resettlement.objects.get().done == CHUNK + 3


def test_a_resettlement_leaves_alone_what_the_workflow_has_again(cast, anna, vera, default):
    change_status(anna, cast.ticket().reference, status="external_processing")
    smaller = without(DEFAULT, "external_processing")
    change_workflow(vera, default.id, definition=smaller, moves={"external_processing": "new"})
    change_workflow(vera, default.id, definition=DEFAULT)
    run_due("default")
    assert Ticket.objects.get().status_id == "external_processing"


def test_a_kind_changes_its_workflow_and_its_tickets_follow(cast, vera, anna):
    row = add_workflow(vera, code="changes", definition=change_requests(kinds=[]))
    ticket = change_status(anna, cast.ticket(kind="suggestion").reference, status="in_progress")
    with pytest.raises(Invalid, match="In progress: 1"):
        give_kind_workflow(vera, "suggestion", workflow_id=row.id)
    give_kind_workflow(vera, "suggestion", workflow_id=row.id, moves={"in_progress": "review"})
    run_due("default")
    ticket.refresh_from_db()
    assert (ticket.status_id, workflow_of("suggestion").name) == ("review", "Changes")
    retire_workflow(vera, row.id, moves={"review": "assigned"})
    run_due("default")
    ticket.refresh_from_db()
    assert (ticket.status_id, workflow_of("suggestion").name) == ("assigned", DEFAULT.name)
    with pytest.raises(Refused, match="workflow_is_retired"):
        give_kind_workflow(vera, "suggestion", workflow_id=row.id)
    restore_workflow(vera, row.id)
    give_kind_workflow(vera, "suggestion", workflow_id=row.id, moves={"assigned": "review"})


def test_a_ticket_of_another_kind_goes_to_the_nearest_status(cast, anna, vera):
    add_workflow(vera, code="changes", definition=change_requests())
    ticket = change_status(anna, cast.ticket().reference, status="information_needed")
    values = {"kind": "change_request"}
    expected = ["ticket.kind_changed", "ticket.status_changed"]
    changed = run_command(cast, change_kind, anna, ticket.reference, **values, announces=expected)
    assert changed.status_id == "parked"
    assert change_kind(anna, ticket.reference, kind="incident").status_id == "information_needed"
    assert stage_of("parked") == stage_of("information_needed") == "customer"


@pytest.mark.parametrize(("reopens", "days", "is_reopened"), [(True, 5, True), (True, 31, False), (False, 0, False)])
def test_each_brand_reopens_or_follows_up(cast, anna, vera, reopens, days, is_reopened):
    change_brand(SYSTEM, cast.brand.id, reopens_closed=reopens, reopen_within_days=30)
    ticket = change_status(anna, cast.ticket().reference, status="completed", resolution="solved")
    clara = cast.actor(cast.clara)
    confirm_completion(clara, ticket.reference)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        message = write_as_customer(clara, ticket.reference, writing=Writing(text="Again", channel="portal"))
    assert (message.ticket.reference == ticket.reference) is is_reopened
    assert TicketLink.objects.filter(kind="follows", other=ticket).exists() is not is_reopened
    ticket.refresh_from_db()
    assert ticket.is_open is is_reopened


def test_a_change_of_status_asks_no_more_of_the_database(cast, anna):
    """What a workflow says is kept in the process: a change costs as many statements as with rows of transitions."""
    first, second = cast.ticket(), cast.ticket()
    change_status(anna, first.reference, status="in_progress")
    asked = queries_of(lambda: change_status(anna, second.reference, status="in_progress"))
    of_workflow = ("tickets_workflow", "tickets_status", "tickets_approval", "tickets_resolution")
    assert [each for each in asked if any(f'FROM "{table}"' in each for table in of_workflow)] == []
