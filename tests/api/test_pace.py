"""What a token may ask in a minute (F179): 429 as a problem document, with the time to wait."""

from __future__ import annotations

import threading

import pytest

from tuki.api import pace
from tuki.api.pace import Buckets
from tuki.site import environment
from tuki.site.environment import WrongSetting


@pytest.fixture(autouse=True)
def full_buckets():
    pace.buckets.clear()
    yield
    pace.buckets.clear()


def test_too_many_requests_of_a_token_are_put_off(api, settings):
    settings.API_REQUESTS_PER_MINUTE = 6
    answers = [api.anna.get("/me").status_code for _ in range(7)]
    assert answers == [200] * 6 + [429]
    refused = api.anna.get("/me")
    assert refused.headers["Content-Type"] == "application/problem+json" and refused.data["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 10
    # Writing is refused too, before anything is done, and another token is not put off.
    assert api.anna.post("/tokens", {"name": "x"}).status_code == 429
    assert api.boris.get("/me").status_code == 200


def test_a_search_counts_as_several(api, settings):
    settings.API_REQUESTS_PER_MINUTE = 6
    assert [api.anna.get("/search?q=fire").status_code for _ in range(2)] == [200, 429]
    assert api.anna.get("/me").status_code == 200


def test_no_limit(api, settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    assert {api.anna.get("/me").status_code for _ in range(30)} == {200}


def test_a_bucket_fills_up_again(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    buckets = Buckets()
    assert [buckets.take("a", cost=30, per_minute=60) for _ in range(2)] == [0, 0]
    assert buckets.take("a", cost=15, per_minute=60) == 15.0
    now[0] += 15
    assert buckets.take("a", cost=15, per_minute=60) == 0
    now[0] += 3600
    assert [buckets.take("a", cost=60, per_minute=60) > 0 for _ in range(2)] == [False, True]


def test_many_at_once_take_no_more_than_there_is(monkeypatch):
    monkeypatch.setattr(pace.time, "monotonic", lambda: 1.0)
    buckets, passed = Buckets(), []

    def take() -> None:
        passed.extend(buckets.take("a", cost=1, per_minute=100) == 0 for _ in range(50))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert passed.count(True) == 100


def test_forgotten_tokens_take_no_room_for_ever(monkeypatch):
    monkeypatch.setattr(pace, "MOST_BUCKETS", 3)
    buckets = Buckets()
    for number in range(10):
        buckets.take(str(number), cost=1, per_minute=10)
    assert len(buckets._left) <= 3


@pytest.mark.parametrize("given", ["-1", "x", "1e3", "", "9" * 10])
def test_nonsense_is_refused_at_start(monkeypatch, given):
    monkeypatch.setenv("TUKI_API_REQUESTS_PER_MINUTE", given)
    with pytest.raises(WrongSetting, match="TUKI_API_REQUESTS_PER_MINUTE"):
        environment.requests_per_minute()
