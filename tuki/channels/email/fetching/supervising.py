"""Which mailboxes this worker watches: those whose leases it holds; others take over within 30 seconds."""

from __future__ import annotations

import threading
import time

import structlog
from django.db import connection

from tuki.channels.email.fetching.limits import Limits, from_settings
from tuki.channels.email.fetching.watched import Watched, active_mailboxes
from tuki.channels.email.fetching.watching import Watcher
from tuki.kernel.jobs import leases

logger = structlog.get_logger("tuki.mail.fetching")
_JOIN_SECONDS = 3.0


def watch_all(stop: threading.Event) -> None:
    """Watches mailboxes until `stop` is set; changed settings count within seconds. Runs in a thread of the worker."""
    supervisor = Supervisor(from_settings())
    while not stop.is_set():
        try:
            supervisor.look()
        except Exception as error:
            logger.error("mailboxes_trouble", error=repr(error))
            connection.close()
        stop.wait(supervisor.limits.look_seconds)
    supervisor.end()
    connection.close()


class Supervisor:
    """Starts and ends watchers as leases and settings demand."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._holder = leases.new_holder()
        self._watchers: dict[int, Watcher] = {}
        self._ending: list[Watcher] = []
        self._held_at: dict[int, float] = {}

    def look(self) -> None:
        """One look at the settings, the leases and the watchers."""
        mailboxes = active_mailboxes()
        for mailbox_id in set(self._watchers) | set(self._held_at):
            if mailbox_id not in mailboxes:
                self._drop(mailbox_id)
        self._ending = [each for each in self._ending if each.is_alive()]
        for mailbox in mailboxes.values():
            self._look_after(mailbox)

    def end(self) -> None:
        """Ends all watchers and lets their leases go, so that another worker can go on at once."""
        for mailbox_id in list(self._held_at):
            self._end_watcher(mailbox_id)
        until = time.monotonic() + _JOIN_SECONDS
        for watcher in self._ending:
            watcher.join(max(0.0, until - time.monotonic()))
        for mailbox_id in list(self._held_at):
            self._drop(mailbox_id)

    def _look_after(self, mailbox: Watched) -> None:
        if not self._holds(mailbox.id):
            self._end_watcher(mailbox.id)
            return
        watcher = self._watchers.get(mailbox.id)
        if watcher is not None and (watcher.mailbox != mailbox or not watcher.is_alive()):
            self._end_watcher(mailbox.id)
            watcher = None
        if watcher is not None:
            watcher.hurry()
        elif not any(each.mailbox.id == mailbox.id for each in self._ending):
            # The one before must be gone: never two connections for one mailbox.
            self._watchers[mailbox.id] = Watcher(mailbox, self.limits)
            self._watchers[mailbox.id].start()

    def _holds(self, mailbox_id: int) -> bool:
        """Whether this process has the lease; it is asked for anew well before it ends."""
        held_at, now = self._held_at.get(mailbox_id), time.monotonic()
        if held_at is not None and now - held_at < self.limits.lease_seconds:
            return True
        if leases.hold(_name(mailbox_id), self._holder):
            self._held_at[mailbox_id] = now
            return True
        self._held_at.pop(mailbox_id, None)
        return False

    def _end_watcher(self, mailbox_id: int) -> None:
        watcher = self._watchers.pop(mailbox_id, None)
        if watcher is not None:
            watcher.end()
            self._ending.append(watcher)

    def _drop(self, mailbox_id: int) -> None:
        self._end_watcher(mailbox_id)
        if self._held_at.pop(mailbox_id, None) is not None:
            leases.let_go(_name(mailbox_id), self._holder)


def _name(mailbox_id: int) -> str:
    return f"mailbox:{mailbox_id}"
