"""Limits with a growing delay: no span ever holds more than it may, and the promised wait is enough."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from tuki.kernel import limits
from tuki.kernel.limits import forget, forget_past_windows, insist_pace, take_back
from tuki.kernel.refusals import TooMany

PACE = ((4, 20), (7, 180), (10, 900))
START = 1_793_000_007


def is_let_in(key="k", pace=PACE):
    try:
        insist_pace(key, pace)
    except TooMany:
        return False
    return True


def test_no_span_ever_holds_more_than_it_may(db):
    passed = []
    with time_machine.travel(START, tick=False) as clock:
        for second in range(0, 4000, 5):
            if is_let_in():
                passed.append(second)
            clock.shift(5)
    for most, seconds in PACE:
        for start in passed:
            assert sum(start <= at < start + seconds for at in passed) <= most
    assert len(passed) >= 4000 / 960 * 10 - 10


def test_who_waits_as_told_is_let_in(db):
    with time_machine.travel(START, tick=False) as clock:
        waits = []
        for _ in range(30):
            try:
                insist_pace("k", PACE)
            except TooMany as refusal:
                waits.append(refusal.retry_after_seconds)
                clock.shift(refusal.retry_after_seconds)
                insist_pace("k", PACE)
    assert waits[0] <= 40 and max(waits) > 180


def test_refused_tries_do_not_prolong_the_wait(db):
    with time_machine.travel(START, tick=False) as clock:
        while is_let_in():
            pass
        for _ in range(50):
            assert not is_let_in()
        clock.shift(40)
        assert is_let_in()


def test_taking_back_and_forgetting_make_room(db):
    with time_machine.travel(START, tick=False):
        assert [is_let_in(pace=((1, 60),)) for _ in range(2)] == [True, False]
        take_back("k")
        assert is_let_in(pace=((1, 60),))
        forget("k")
        assert is_let_in(pace=((1, 60),)) and is_let_in("other", ((1, 60),))


def test_the_hourly_cleaning_keeps_what_still_counts(db):
    with time_machine.travel(START, tick=False) as clock:
        assert is_let_in(pace=((1, 900),))
        clock.shift(800)
        forget_past_windows()
        assert not is_let_in(pace=((1, 900),))
        clock.shift(1000)
        forget_past_windows()
        assert not limits.LimitCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_parallel_tries_no_more_pass_than_may():
    def tried(_):
        try:
            return is_let_in(pace=((3, 3600),))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert 1 <= sum(pool.map(tried, range(60))) <= 3
