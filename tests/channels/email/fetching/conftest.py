"""A desk whose mailboxes are watched, and ways to wait for what the watchers do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import patience
from tests.cast import SYSTEM, Cast, make_cast
from tests.dovecot import PASSWORD, Dovecot, dovecot
from tuki.channels.email import fetching
from tuki.channels.email.commands.mailbox import add_mailbox
from tuki.channels.email.mailboxes.address import read_mailbox_url
from tuki.channels.email.models import Mailbox

QUICK = {"look_seconds": 0.05, "first_pause_seconds": 0.05, "longest_pause_seconds": 0.2, "answer_seconds": 5.0}


@pytest.fixture
def desk(transactional_db) -> Cast:
    """The cast at their desk."""
    return make_cast()


@pytest.fixture(scope="session")
def server() -> Iterator[Dovecot]:
    """A real server for all tests; each takes a login of its own."""
    with dovecot() as running:
        yield running


@pytest.fixture
def limits(settings) -> Callable[..., None]:
    """Sets what fetching allows; quick pauses in any case."""

    def set_limits(**values: Any) -> None:
        settings.MAIL_FETCHING = {**QUICK, **values}

    set_limits()
    return set_limits


@pytest.fixture
def watch(limits) -> Iterator[Callable[[], threading.Event]]:
    """Starts what the worker starts, as often as wanted; everything ends with the test."""
    running: list[tuple[threading.Event, threading.Thread]] = []

    def start() -> threading.Event:
        stop = threading.Event()
        thread = threading.Thread(target=fetching.watch_all, args=(stop,))
        thread.start()
        running.append((stop, thread))
        return stop

    yield start
    for stop, _ in running:
        stop.set()
    for _, thread in running:
        thread.join(patience.SECONDS)
        assert not thread.is_alive()


def connect(desk: Cast, port: int, login: str, *, after: str = "keep", scheme: str = "imap", **values: Any) -> Mailbox:
    """A mailbox of Support, connected long ago unless `begins_at` says otherwise."""
    url = f"{scheme}://{login}:{PASSWORD}@127.0.0.1:{port}/INBOX"
    mailbox = add_mailbox(SYSTEM, department_id=desk.support.id, address=read_mailbox_url(url), after=after)
    if values:
        Mailbox.objects.filter(pk=mailbox.pk).update(**values)
    return mailbox


def until(condition: Callable[[], object], *, seconds: float = patience.SECONDS) -> None:
    """Waits for what another thread does; fails when it does not happen in time."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        threading.Event().wait(0.02)
