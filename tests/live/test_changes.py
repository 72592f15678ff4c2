"""What open pages hear: everything from the moment they were asked for, nothing that their reader may not see."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tuki.kernel import clock
from tuki.kernel.models import EventRow
from tuki.live import streams
from tuki.live.changes import changes_while_drawing
from tuki.live.streams import _missed


@pytest.fixture
def written(cast: Cast) -> str:
    """The reference of a ticket that came in while some page was being drawn."""
    return cast.ticket("Came meanwhile").reference


def test_a_page_hears_what_came_while_it_was_drawn(cast: Cast, written: str) -> None:
    topics = changes_while_drawing(0.5).topics_for(cast.actor(cast.anna))
    assert {"tickets", f"ticket:{written}"} <= set(topics)


def test_what_came_before_the_page_was_asked_for_is_on_it_already(cast: Cast, written: str) -> None:
    EventRow.objects.update(recorded_at=clock.now() - timedelta(seconds=30))
    assert changes_while_drawing(5).topics_for(cast.actor(cast.anna)) == []
    assert "tickets" in changes_while_drawing(40).topics_for(cast.actor(cast.anna))


def test_a_page_left_open_for_hours_looks_back_two_minutes(cast: Cast, written: str) -> None:
    EventRow.objects.update(recorded_at=clock.now() - timedelta(minutes=5))
    assert changes_while_drawing(86_400).topics_for(cast.actor(cast.anna)) == []


def test_nobody_hears_of_tickets_that_are_not_theirs(cast: Cast, written: str) -> None:
    assert changes_while_drawing(5).topics_for(cast.actor(cast.dmitri)) == []


@pytest.mark.parametrize("query", [b"", b"age=", b"age=now", b"age=nan", b"other=1"])
def test_an_age_that_is_none_is_no_age(cast: Cast, written: str, query: bytes) -> None:
    assert _missed(cast.actor(cast.anna), {"headers": [], "query_string": query}) is None


@pytest.mark.parametrize("query", [b"age=3.2", b"age=inf", b"age=-4"])
def test_the_first_word_of_a_stream_is_what_was_missed(cast: Cast, written: str, query: bytes) -> None:
    said = _missed(cast.actor(cast.anna), {"headers": [], "query_string": query})
    assert said is not None
    assert f'"ticket:{written}"'.encode() in said


def test_after_a_pause_everything_is_fetched_once(cast: Cast) -> None:
    scope: dict[str, Any] = {"headers": [(b"last-event-id", b"7")], "query_string": b"age=3"}
    assert _missed(cast.actor(cast.anna), scope) == b'id: 0\ndata: {"topics":["tickets"]}\n\n'


def test_strangers_get_no_stream(db: None) -> None:
    from tuki.live.streams import Streams

    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def ask() -> None:
        await Streams()({"method": "GET", "headers": [], "query_string": b""}, None, send)

    asyncio.run(ask())
    assert said[0]["status"] == 401


def test_f075_where_there_are_too_many_the_oldest_ends_and_comes_back_later(monkeypatch) -> None:
    """Also when hundreds come back each second: memory is bound, and nobody is turned away at the door."""
    monkeypatch.setattr(streams, "MOST_STREAMS", 2)
    monkeypatch.setattr(streams, "_reader_of", lambda scope: (scope["number"], SYSTEM))
    monkeypatch.setattr(streams, "_missed", lambda _actor, _scope: None)
    monkeypatch.setattr(streams.Streams, "_begin", lambda _self: None)
    said: dict[int, list[bytes]] = {number: [] for number in range(4)}

    async def open_all() -> None:
        hub, tasks = streams.Streams(), []
        for number, heard in said.items():
            tasks.append(asyncio.create_task(_listen(hub, number, heard)))
            while not heard:
                await asyncio.sleep(0)
        done, _pending = await asyncio.wait(tasks[:2])
        assert len(done) == 2 and len(hub._streams) == 2
        await hub.close()
        await asyncio.gather(*tasks)

    asyncio.run(open_all())
    assert [heard[1:] for heard in said.values()] == [[streams.LATER, b""]] * 2 + [[b""]] * 2


async def _listen(hub: streams.Streams, number: int, heard: list[bytes]) -> None:
    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            heard.append(message["body"])

    async def receive() -> Any:
        await asyncio.Event().wait()

    await hub({"method": "GET", "headers": [], "query_string": b"", "number": number}, receive, send)
