"""Two workers at once: a ticket is given once, and nobody gets more than they can take."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from tests.cast import SYSTEM
from tuki.assignment.commands.giving import Outcome, give_by_policy
from tuki.kernel.models import EventRow
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def cast(transactional_db):
    from tests.cast import make_cast

    return make_cast()


def at_once(tasks: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    """Runs the tasks in threads that begin together; what each gave."""
    ready, outcomes = threading.Barrier(len(tasks)), [Outcome.NOT_WAITING] * len(tasks)

    def run(place: int) -> None:
        ready.wait(timeout=30)
        try:
            outcomes[place] = tasks[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def test_a_ticket_is_given_once(cast, maria, policy, at_work):
    policy(how="round_robin")
    at_work(cast.anna, maria)
    for _ in range(5):
        ticket = cast.ticket()
        outcomes = at_once([lambda ticket=ticket: give_by_policy(SYSTEM, ticket.id)] * WORKERS)
        assert sorted(outcomes) == [Outcome.GIVEN] + [Outcome.NOT_WAITING] * (WORKERS - 1)
        assert EventRow.objects.filter(stream_id=ticket.id, kind="ticket.assigned").count() == 1


def test_tickets_at_once_fill_nobody_above_capacity(cast, maria, policy, at_work):
    policy(how="least_loaded", capacity=2)
    at_work(cast.anna)
    tickets = [cast.ticket() for _ in range(WORKERS)]
    outcomes = at_once([lambda ticket=ticket: give_by_policy(SYSTEM, ticket.id) for ticket in tickets])
    assert sorted(outcomes) == [Outcome.GIVEN] * 2 + [Outcome.NOBODY_FREE] * 2
    assert Ticket.objects.filter(assignee=cast.anna).count() == 2
