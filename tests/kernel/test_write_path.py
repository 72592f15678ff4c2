"""The one write path: commands, the log and its chain, followers, request keys, counters."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tests import patience
from tests.cast import SYSTEM
from tuki.kernel import log, requests
from tuki.kernel.chain import anchor_events, breaks_everywhere, breaks_in_stream
from tuki.kernel.command import announce, command, enqueue
from tuki.kernel.database.counters import next_number, raise_to
from tuki.kernel.database.horizon import settled_event_id
from tuki.kernel.events import Event, event
from tuki.kernel.followers import follows_after, follows_inside
from tuki.kernel.jobs.running import run_due
from tuki.kernel.models import Anchor, EventRow, Job
from tuki.kernel.refusals import Conflict, Refused

seen: list[tuple[str, int]] = []


@event("probe.happened", stream="probe")
class ProbeHappened(Event):
    """Something happened in a test."""

    words: str


@follows_inside(ProbeHappened)
def note_inside(entry):
    assert connection.in_atomic_block
    seen.append(("inside", entry.number))


@follows_after(ProbeHappened)
def note_after(entry):
    seen.append(("after", entry.number))


@command
def probe(actor, subject, *words, fails=False):
    """Announces each word."""
    for word in words:
        announce(actor, ProbeHappened(subject=subject, words=word))
    if fails:
        raise Refused("not_allowed")


@pytest.fixture(autouse=True)
def _forget():
    seen.clear()


@pytest.mark.django_db
def test_events_join_their_stream_in_order_and_followers_hear_of_them():
    probe(SYSTEM, 1, "a", "b")
    probe(SYSTEM, 2, "c")
    assert [(e.number, e.event.words) for e in log.events_of("probe", 1)] == [(1, "a"), (2, "b")]
    assert seen == [("inside", 1), ("inside", 2), ("inside", 1)]
    while run_due("default"):
        pass
    assert seen[3:] == [("after", 1), ("after", 2), ("after", 1)]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_refused_command_leaves_nothing():
    with pytest.raises(Refused):
        probe(SYSTEM, 1, "a", fails=True)
    assert not EventRow.objects.exists()
    assert not Job.objects.exists()
    assert seen == []


@pytest.mark.django_db
def test_a_command_in_a_command_shares_its_transaction():
    @command
    def outer(actor):
        """Calls another command, then fails."""
        probe(actor, 1, "a")
        raise Refused("not_allowed")

    with pytest.raises(Refused):
        outer(SYSTEM)
    assert not EventRow.objects.exists()


def test_only_a_running_command_announces():
    with pytest.raises(RuntimeError):
        announce(SYSTEM, ProbeHappened(subject=1, words="x"))
    with pytest.raises(RuntimeError):
        enqueue("x")
    with pytest.raises(TypeError):
        probe("nobody", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda rows: rows.filter(number=2).update(payload='{"subject":1,"words":"forged"}'), "changed"),
        (lambda rows: rows.filter(number=2).delete(), "gap"),
        (lambda rows: rows.filter(number=2).update(actor_name="Somebody else"), "changed"),
    ],
)
def test_the_chain_shows_every_harm(harm, reason):
    probe(SYSTEM, 1, "a", "b", "c")
    assert breaks_everywhere() == []
    harm(EventRow.objects.filter(stream_kind="probe"))
    assert reason in {each.reason for each in breaks_in_stream("probe", 1)}


@pytest.mark.django_db
def test_anchors_show_that_the_end_of_a_stream_is_missing():
    probe(SYSTEM, 1, "a", "b")
    anchor_events()
    anchor_events()
    assert Anchor.objects.count() == 1
    EventRow.objects.filter(number=2).delete()
    assert breaks_in_stream("probe", 1) == []
    assert [each.stream_kind for each in breaks_everywhere()] == ["anchor"]


@pytest.mark.django_db
def test_a_repeated_request_gets_the_first_result():
    @command
    def once(actor, key, content):
        """Gives a new number the first time."""
        first = requests.first_result(key, content)
        if first is None:
            first = str(next_number("probe"))
            requests.keep_result(key, first)
        return first

    assert [once(SYSTEM, "k", "x"), once(SYSTEM, "k", "x"), once(SYSTEM, "l", "x")] == ["1", "1", "2"]
    with pytest.raises(Conflict, match="request_reused"):
        once(SYSTEM, "k", "other")


@pytest.mark.django_db
def test_numbers_are_not_given_twice():
    assert [next_number("n"), next_number("n"), next_number("m")] == [1, 2, 1]
    raise_to("n", 10)
    assert next_number("n") == 11
    raise_to("n", 3)
    assert next_number("n") == 12


@pytest.mark.django_db(transaction=True)
def test_many_threads_on_one_stream_follow_each_other():
    """Fifty appends by five threads: numbers without gap or repeat, and a chain that holds (F221)."""

    def work():
        for _ in range(10):
            probe(SYSTEM, 7, "x")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = list(EventRow.objects.filter(stream_id=7).order_by("id").values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, 51))
    assert breaks_everywhere() == []
    assert settled_event_id() == EventRow.objects.order_by("-id").values_list("id", flat=True).first()


@pytest.mark.django_db(transaction=True)
def test_the_horizon_waits_for_a_transaction_that_is_still_running():
    """A late commit is not skipped (rule 12): on PostgreSQL numbers are handed out before commit."""
    started, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            probe(SYSTEM, 1, "late")
            started.set()
            go_on.wait(patience.SECONDS)
        connection.close()

    if connection.vendor == "sqlite":
        probe(SYSTEM, 2, "early")
        assert settled_event_id() == EventRow.objects.latest("id").id
        return
    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(patience.SECONDS)
    probe(SYSTEM, 2, "early")
    early = EventRow.objects.latest("id").id
    assert settled_event_id() < early
    go_on.set()
    thread.join()
    assert settled_event_id() == early
