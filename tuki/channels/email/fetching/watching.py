"""The watcher of one mailbox: connects, fetches, waits for news, and begins anew when something breaks."""

from __future__ import annotations

import random
import threading
import time

import structlog
from django.db import connection as database

from tuki.channels.email.fetching.commands.progress import note_attempt, note_failing, note_selected, note_worked
from tuki.channels.email.fetching.connection import Line, connect, hang_up
from tuki.channels.email.fetching.fetching import Fetcher
from tuki.channels.email.fetching.folder import Folder
from tuki.channels.email.fetching.limits import Limits
from tuki.channels.email.fetching.trouble import REFUSED, Trouble, trouble_of
from tuki.channels.email.fetching.watched import Watched, must_compare

logger = structlog.get_logger("tuki.mail.fetching")


class Watcher(threading.Thread):
    """One mailbox, one thread, one connection. It ends by `end`, and by nothing else."""

    def __init__(self, mailbox: Watched, limits: Limits) -> None:
        super().__init__(name=f"mailbox-{mailbox.id}", daemon=True)
        self.mailbox = mailbox
        self._limits = limits
        self._line = Line()
        self._ending = threading.Event()
        self._suspects: set[int] = set()
        self._failures = 0

    def run(self) -> None:
        """Sessions one after the other, with growing pauses while they fail."""
        while not self._ending.is_set():
            pause = self._attempt()
            database.close()
            self._ending.wait(pause)

    def end(self) -> None:
        """Stops at once; what is half fetched is fetched again by whoever comes next."""
        self._ending.set()
        self._line.hang_up()

    def hurry(self) -> None:
        """Hangs up on a server that lets a step take too long, one drop after the other (F014)."""
        if time.monotonic() > self._line.deadline:
            self._line.hang_up()

    def _attempt(self) -> float:
        """One session; the seconds to wait before the next."""
        try:
            self._session()
        except Exception as error:
            if self._ending.is_set():
                return 0.0
            trouble = trouble_of(error)
            logger.warning("mailbox_failing", mailbox=self.mailbox.id, code=trouble.code, words=trouble.words)
            self._note_failing(trouble)
            return self._pause(trouble)
        return 0.0

    def _session(self) -> None:
        """From connecting until the connection breaks or the watcher ends."""
        note_attempt(self.mailbox.actor, self.mailbox.id)
        connection = connect(self.mailbox.address(), self._line, self._limits)
        try:
            folder = Folder(connection, self.mailbox.folder, is_readonly=self.mailbox.is_kept)
            note_selected(self.mailbox.actor, self.mailbox.id, uidvalidity=folder.uidvalidity)
            fetcher = Fetcher(self.mailbox, folder, self._limits, self._suspects)
            fetcher.compare()
            while not self._ending.is_set():
                self._round(fetcher, folder)
                database.close()
                self._wait(folder)
        finally:
            hang_up(connection)

    def _round(self, fetcher: Fetcher, folder: Folder) -> None:
        """Everything new, until the server has told of nothing since the last look."""
        if must_compare(self.mailbox.id):
            fetcher.compare()
        trouble = fetcher.settle()
        folder.news()
        while fetcher.catch_up() or folder.news():
            trouble = fetcher.settle()
        if trouble is None:
            note_worked(self.mailbox.actor, self.mailbox.id)
        else:
            self._note_failing(trouble)
        self._failures = 0

    def _wait(self, folder: Folder) -> None:
        if folder.has_idle():
            folder.wait()
        else:
            self._ending.wait(self._limits.poll_seconds)
            if not self._ending.is_set():
                folder.look()

    def _note_failing(self, trouble: Trouble) -> None:
        try:
            note_failing(self.mailbox.actor, self.mailbox.id, failure=trouble.failure)
        except Exception as error:
            logger.error("mailbox_state_not_kept", mailbox=self.mailbox.id, error=repr(error))

    def _pause(self, trouble: Trouble) -> float:
        """Doubling with jitter, so that many mailboxes do not return to a server at once (F015)."""
        is_refused = trouble.code in REFUSED
        longest = self._limits.refused_pause_seconds if is_refused else self._limits.longest_pause_seconds
        pause = min(self._limits.first_pause_seconds * 2 ** min(self._failures, 12), longest)
        self._failures += 1
        return pause * random.uniform(0.8, 1.2)
