"""Urgency × impact → priority: the matrix, what overrides it, and what a changed matrix does."""

from __future__ import annotations

import pytest

from tests.cast import SYSTEM
from tests.commands import run_command
from tuki.catalogue.commands.matrix import VERSIONS, remove_matrix, set_matrix
from tuki.catalogue.models import PriorityMatrix
from tuki.catalogue.priorities import BUILTIN_MATRIX, LEVELS, MatrixDefinition, read_matrix
from tuki.catalogue.queries import matrix_for
from tuki.kernel.jobs.running import run_due
from tuki.kernel.log import from_row
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.telling import tell
from tuki.kernel.versions import restore_version
from tuki.people.commands.desk import add_brand, add_department
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.priority import change_impact, change_urgency, override_priority, release_priority
from tuki.tickets.commands.reprioritise import PORTION, reprioritise_portion
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Reprioritising, Ticket
from tuki.tickets.queries.priorities import latest_run, would_change_count

ALL_LOW = read_matrix([[4] * 5] * 5)


@pytest.fixture
def anna(cast):
    return cast.actor(cast.anna)


@pytest.fixture
def clara(cast):
    return cast.actor(cast.clara)


def said(ticket: Ticket) -> tuple[int, int, int, str]:
    ticket.refresh_from_db()
    return ticket.urgency, ticket.impact, ticket.priority, ticket.priority_reason


def test_the_builtin_matrix_falls_with_urgency_and_with_impact():
    rows = BUILTIN_MATRIX.rows
    assert all(list(row) == sorted(row) for row in (*rows, *zip(*rows, strict=True)))
    assert {BUILTIN_MATRIX.priority_of(u, i) for u in LEVELS for i in LEVELS} == {1, 2, 3, 4}
    assert BUILTIN_MATRIX.priority_of(3, 3) == 3


@pytest.mark.parametrize("rows", [[], [[1] * 5] * 4, [[1] * 4] * 5, [[0] * 5] * 5, [[5] * 5] * 5, "11111", None])
def test_what_is_no_matrix_is_refused(rows):
    with pytest.raises(ValueError):
        read_matrix(rows)


@pytest.mark.parametrize(("urgency", "impact", "priority"), [(1, 1, 1), (2, 3, 2), (3, 3, 3), (5, 5, 4)])
def test_a_new_ticket_gets_what_the_matrix_says(cast, urgency, impact, priority):
    assert said(cast.ticket(urgency=urgency, impact=impact)) == (urgency, impact, priority, "")


def test_urgency_and_impact_reprioritise(cast, anna):
    ticket = cast.ticket()
    run_command(cast, change_impact, anna, ticket.reference, impact=2, announces=["ticket.impact_changed"])
    assert said(ticket) == (3, 2, 2, "")
    run_command(cast, change_urgency, anna, ticket.reference, urgency=1, announces=["ticket.urgency_changed"])
    assert said(ticket) == (1, 2, 1, "")
    told = [line.what for line in tell(filter(None, map(from_row, EventRow.objects.order_by("id"))))]
    assert "changed the urgency from Medium to Very high, and so the priority from High to Critical" in told


def test_an_override_keeps_its_reason_until_it_is_released(cast, anna):
    ticket = cast.ticket()
    values = {"priority": 1, "reason": "The whole plant stands still"}
    run_command(cast, override_priority, anna, ticket.reference, **values, announces=["ticket.priority_changed"])
    run_command(cast, override_priority, anna, ticket.reference, **values, announces=[])
    values["reason"] = "And the second one too"
    run_command(cast, override_priority, anna, ticket.reference, **values, announces=["ticket.priority_changed"])
    told = [line.what for line in tell(filter(None, map(from_row, EventRow.objects.order_by("id"))))]
    assert "decided that the priority stays Critical whatever the matrix says, and gave a reason" in told
    change_urgency(anna, ticket.reference, urgency=5)
    change_impact(anna, ticket.reference, impact=5)
    assert said(ticket) == (5, 5, 1, values["reason"])
    run_command(cast, release_priority, anna, ticket.reference, announces=["ticket.priority_changed"])
    assert said(ticket) == (5, 5, 4, "")
    assert release_priority(anna, ticket.reference).version == Ticket.objects.get().version


@pytest.mark.parametrize("values", [{"priority": 1, "reason": " "}, {"priority": 0, "reason": "x"}])
def test_an_override_needs_a_reason_and_a_priority(cast, anna, values):
    ticket = cast.ticket()
    with pytest.raises(Invalid):
        override_priority(anna, ticket.reference, **values)
    assert said(ticket) == (3, 3, 3, "")


def test_the_requester_raises_urgency_and_nothing_else(cast, anna, clara):
    ticket = cast.ticket()
    change_urgency(clara, ticket.reference, urgency=2)
    assert said(ticket) == (2, 3, 2, "")
    with pytest.raises(Refused, match="urgency_only_rises"):
        change_urgency(clara, ticket.reference, urgency=4)
    for command, values in (
        (change_impact, {"impact": 1}),
        (override_priority, {"priority": 1, "reason": "me first"}),
        (release_priority, {}),
    ):
        with pytest.raises(Refused, match="not_allowed"):
            command(clara, ticket.reference, **values)
    with pytest.raises(NotFound):
        change_urgency(cast.actor(cast.dmitri), ticket.reference, urgency=1)
    change_status(anna, ticket.reference, status="completed", resolution="solved")
    with pytest.raises(Refused, match="not_allowed"):
        change_urgency(clara, ticket.reference, urgency=1)
    assert said(ticket) == (2, 3, 2, "")


def test_a_colleague_of_the_requester_does_not_raise(cast):
    from tuki.people.commands.persons import add_person, change_person

    eva = add_person(SYSTEM, name="Eva", email="eva@customer-a.test")
    change_person(SYSTEM, eva.id, sees_organisation=True)
    ticket = cast.ticket()
    with pytest.raises(Refused, match="not_allowed"):
        change_urgency(cast.actor(eva), ticket.reference, urgency=1)


def test_a_changed_matrix_moves_open_tickets_that_nobody_overrode(cast):
    vera = cast.actor(cast.vera)
    plain, fixed, done = cast.ticket("plain"), cast.ticket("fixed", priority=2), cast.ticket("done")
    before = plain.updated_at
    change_status(vera, done.reference, status="completed", resolution="solved")
    trashed = cast.ticket("trashed")
    Ticket.objects.filter(pk=trashed.pk).update(trashed_at=before)
    assert would_change_count(ALL_LOW, None) == 1
    row = set_matrix(vera, definition=ALL_LOW)
    assert said(plain)[2] == 3
    run_due("slow")
    assert [said(each)[2] for each in (plain, fixed, done, trashed)] == [4, 2, 3, 3]
    assert plain.updated_at == before
    run = latest_run(None)
    assert (run.seen_count, run.changed_count, run.total_count) == (1, 1, 1)
    assert run.finished_at is not None
    assert not reprioritise_portion(SYSTEM, run.id)
    restore = MatrixDefinition(rows=BUILTIN_MATRIX.rows)
    set_matrix(vera, definition=restore)
    run_due("slow")
    assert said(plain)[2] == 3
    restore_version(vera, VERSIONS, row.id, number=1)
    assert matrix_for(cast.brand.id) == ALL_LOW


def test_the_same_matrix_again_is_nothing_to_do(cast):
    set_matrix(SYSTEM, definition=ALL_LOW)
    set_matrix(SYSTEM, definition=ALL_LOW)
    assert Reprioritising.objects.count() == PriorityMatrix.objects.count() == 1


def test_more_than_a_portion_is_walked_to_the_end(cast):
    first = cast.ticket()
    fields = {
        field.attname: getattr(first, field.attname) for field in Ticket._meta.concrete_fields if field.attname != "id"
    }
    Ticket.objects.bulk_create(
        Ticket(**fields | {"number": 100 + index, "reference": f"ACME-{100 + index}"}) for index in range(PORTION + 1)
    )
    set_matrix(SYSTEM, definition=ALL_LOW)
    run_due("slow")
    assert not Ticket.objects.exclude(priority=4).exists()
    assert latest_run(None).changed_count == PORTION + 2


def test_a_brand_decides_for_itself_until_it_follows_the_desk_again(cast):
    vera = cast.actor(cast.vera)
    other = add_brand(SYSTEM, code="two", name="Two", prefix="TWO")
    place = add_department(SYSTEM, brand_id=other.id, name="Help")
    ours, theirs = cast.ticket(), cast.ticket(department=place)
    set_matrix(vera, definition=ALL_LOW, brand_id=other.id)
    run_due("slow")
    assert [said(each)[2] for each in (ours, theirs)] == [3, 4]
    assert would_change_count(ALL_LOW, None) == 1
    remove_matrix(vera, brand_id=other.id)
    run_due("slow")
    assert said(theirs)[2] == 3
    with pytest.raises(NotFound, match="unknown_matrix"):
        remove_matrix(vera, brand_id=other.id)


@pytest.mark.parametrize("who", ["anna", "clara", "boris"])
def test_only_who_edits_the_catalogue_sets_matrices(cast, who):
    with pytest.raises(Refused, match="not_allowed"):
        set_matrix(cast.actor(getattr(cast, who)), definition=ALL_LOW)
    assert not PriorityMatrix.objects.exists()


def test_levels_that_there_are_not_open_no_ticket(cast, anna):
    for values in ({"urgency": 0}, {"impact": 6}, {"priority": 5}):
        with pytest.raises(Invalid):
            open_ticket(
                anna,
                department_id=cast.support.id,
                requester_id=cast.clara.id,
                subject="x",
                writing=Writing(text="x"),
                **values,
            )
    assert not Ticket.objects.exists()
