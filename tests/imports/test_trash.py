"""An import is taken back: its tickets, and only those, go into the trash and can be restored."""

from __future__ import annotations

import pytest

from tests.cast import SYSTEM
from tests.histories import assert_history_is_kept
from tests.imports.tables import SMALL, brought_in
from tuki.imports.commands.running import start_import
from tuki.imports.commands.trashing import move_some, restore_import, trash_import
from tuki.imports.models import ImportedCase
from tuki.imports.permissions import IMPORT
from tuki.kernel.jobs.running import run_due
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Conflict, Refused
from tuki.people.commands.roles import set_role
from tuki.people.models import Role
from tuki.tickets.commands.trash import restore_ticket, trash_ticket
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def kept() -> int:
    return Ticket.objects.filter(trashed_at=None).count()


def test_only_its_own_tickets_go_and_come_back(cast):
    vera, own = cast.actor(cast.vera), cast.ticket()
    run = brought_in(cast, SMALL.encode())
    alone = ImportedCase.objects.get(key="A-2").ticket
    trash_ticket(vera, alone.reference)
    trash_import(vera, run.id)
    with pytest.raises(Conflict):
        trash_import(vera, run.id)
    run_due("slow")
    run.refresh_from_db()
    assert run.state == "trashed"
    assert list(Ticket.objects.filter(trashed_at=None)) == [own]
    restore_import(vera, run.id)
    run_due("slow")
    run.refresh_from_db()
    assert run.state == "done"
    assert set(Ticket.objects.exclude(trashed_at=None)) == {alone}
    told = EventRow.objects.filter(stream_kind="import").order_by("number").values_list("kind", flat=True)
    assert list(told) == ["import.begun", "import.started", "import.ended", "import.trashed", "import.restored"]
    for ticket_id in Ticket.objects.values_list("id", flat=True):
        assert_history_is_kept(ticket_id)


def test_after_that_the_table_comes_in_anew_but_never_twice(cast):
    vera = cast.actor(cast.vera)
    first = brought_in(cast, SMALL.encode())
    trash_import(vera, first.id)
    run_due("slow")
    taken_out = ImportedCase.objects.get(key="A-2").ticket
    restore_ticket(vera, taken_out.reference)
    again = brought_in(cast, SMALL.encode())
    assert (again.opened_count, again.known_count, kept()) == (1, 1, 2)
    restore_import(vera, first.id)
    run_due("slow")
    assert kept() == 2
    start_import(vera, first.id)
    run_due("slow")
    first.refresh_from_db()
    assert (first.known_count, kept()) == (2, 2)


def test_a_ticket_that_somebody_put_into_the_trash_is_not_brought_in_again(cast):
    brought_in(cast, SMALL.encode())
    trash_ticket(cast.actor(cast.vera), ImportedCase.objects.get(key="A-2").ticket.reference)
    again = brought_in(cast, SMALL.encode())
    assert (again.opened_count, again.known_count, kept()) == (0, 2, 1)


def test_only_who_may_trash_the_tickets_takes_an_import_back(cast):
    run = brought_in(cast, SMALL.encode())
    agent = Role.objects.get(code="agent")
    without = [each for each in agent.permissions if each != "tickets.trash"]
    set_role(SYSTEM, code="agent", name=agent.name, listed=[*without, IMPORT])
    for person in (cast.anna, cast.clara):
        with pytest.raises(Refused):
            trash_import(cast.actor(person), run.id)
    with pytest.raises(Refused):
        move_some(cast.actor(cast.vera), run.id)
    run_due("slow")
    assert kept() == 2
