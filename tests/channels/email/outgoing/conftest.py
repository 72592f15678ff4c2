"""A desk with a mail server that listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.cast import Cast
from tests.channels.email.outgoing.sink import Sink
from tuki.channels.email.outgoing import sending
from tuki.channels.email.outgoing.delivery import close_connection
from tuki.kernel.jobs.running import run_due


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """A sink that the desk sends to."""
    sending.forget_unreachable()
    sink = Sink().start()
    settings.SMTP_URL = sink.url
    yield sink
    close_connection()
    sink.stop()


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Time stands still, and moves when the test moves it."""
    with time_machine.travel(datetime(2026, 5, 4, 9, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def post() -> Callable[[], None]:
    """Runs the jobs of mail out until none is due."""

    def run() -> None:
        for _ in range(1000):
            if not run_due("mail-out", most=20):
                return
        raise AssertionError("the outbox never becomes empty")

    return run


@pytest.fixture
def desk(cast: Cast) -> Cast:
    """The cast, at a desk whose acknowledgements are not in the way."""
    from tests.cast import SYSTEM
    from tuki.channels.email.outgoing.commands.templates import switch_template

    switch_template(SYSTEM, code="acknowledgement", is_active=False)
    return cast
