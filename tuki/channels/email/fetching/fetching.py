"""Rounds over one folder: every mail into the journal first, only then anything on the server."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import structlog

from tuki.channels.email.commands.journal import Delivery, journal_many
from tuki.channels.email.fetching import ledger
from tuki.channels.email.fetching.commands.progress import (
    forget_unfetched,
    note_compared,
    note_settled,
    note_unfetched,
)
from tuki.channels.email.fetching.folder import Facts, Folder
from tuki.channels.email.fetching.limits import Limits
from tuki.channels.email.fetching.trouble import Trouble, trouble_of
from tuki.channels.email.fetching.watched import Watched
from tuki.channels.email.models import After

logger = structlog.get_logger("tuki.mail.fetching")
_FACTS_AT_ONCE = 500
T = TypeVar("T")


class Fetcher:
    """Fetches from a folder into the journal. `suspects` lives longer than a connection: the UIDs of the batch during
    which the last connection broke. They are fetched one by one, so that the mail that does it is found (F016)."""

    def __init__(self, mailbox: Watched, folder: Folder, limits: Limits, suspects: set[int]) -> None:
        self._mailbox, self._folder, self._limits, self._suspects = mailbox, folder, limits, suspects
        self._highest = 0

    def compare(self) -> int:
        """Fetches everything in the folder that is not in the journal, whatever its date; how many mails came.

        Notes what was found, so that folder and ledger can be laid side by side.
        """
        mailbox_id, uidvalidity = self._mailbox.id, self._folder.uidvalidity
        uids = self._folder.uids()
        present = set(uids)
        due, waiting = ledger.unfetched(mailbox_id, uidvalidity)
        self._forget([uid for uid in (*due, *waiting) if uid not in present])
        new = set(ledger.missing(uids, mailbox_id, uidvalidity))
        count = self._fetch(sorted(new - set(waiting)))
        self._highest = max(uids, default=0)
        left = ledger.missing(uids, mailbox_id, uidvalidity)
        note_compared(self._mailbox.actor, mailbox_id, folder_count=len(uids), unfetched_count=len(left))
        unsettled = ledger.unsettled(mailbox_id, uidvalidity)
        self._note_settled([uid for uid in unsettled if self._mailbox.is_kept or uid not in present])
        return count

    def catch_up(self) -> int:
        """Fetches what has come since, and what is to be tried again; how many mails came."""
        uids = self._folder.uids(above=self._highest) if self._highest else self._folder.uids()
        due, _waiting = ledger.unfetched(self._mailbox.id, self._folder.uidvalidity)
        count = self._fetch(sorted({*uids, *due}))
        self._highest = max([self._highest, *uids])
        return count

    def settle(self) -> Trouble | None:
        """Deletes or moves what is safely kept; a server that refuses that does not keep us from fetching."""
        if self._mailbox.is_kept:
            return None
        while uids := ledger.unsettled(self._mailbox.id, self._folder.uidvalidity):
            try:
                self._remove(uids)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                return Trouble("not_settled", str(error))
            self._note_settled(uids)
        return None

    def _remove(self, uids: Sequence[int]) -> None:
        if self._mailbox.after == After.MOVE:
            self._folder.move(uids, self._mailbox.move_to)
        else:
            self._folder.delete(uids)

    def _fetch(self, uids: Sequence[int]) -> int:
        """Suspects come last, alone: all others are safe before one of them can break the connection again."""
        count, is_backlog = 0, len(uids) > self._limits.backlog
        calm = [uid for uid in uids if uid not in self._suspects]
        for start in range(0, len(calm), _FACTS_AT_ONCE):
            facts = self._complete(self._folder.facts, calm[start : start + _FACTS_AT_ONCE])
            for batch in self._batches(facts):
                self._suspects.update(batch)
                contents = self._complete(self._folder.contents, batch)
                self._suspects.difference_update(batch)
                count += self._keep(contents, facts, is_backlog=is_backlog)
        for uid in [uid for uid in uids if uid in self._suspects]:
            facts = self._alone(self._folder.facts, uid)
            fitting = [each for batch in self._batches(facts) for each in batch]
            contents = self._alone(self._folder.contents, uid) if fitting else {}
            count += self._keep(contents, facts, is_backlog=is_backlog)
            self._suspects.discard(uid)
        return count

    def _batches(self, facts: Mapping[int, Facts]) -> Iterator[list[int]]:
        """Mails to ask for at once; one that is too large stays where it is (F018)."""
        batch: list[int] = []
        size = 0
        for uid, each in facts.items():
            if each.size > self._limits.size:
                self._note_unfetched(uid, Trouble("too_large", f"{each.size / 1_000_000:.0f} MB"))
                continue
            if batch and (len(batch) == self._limits.batch_mails or size + each.size > self._limits.batch_bytes):
                yield batch
                batch, size = [], 0
            batch.append(uid)
            size += each.size
        if batch:
            yield batch

    def _complete(self, ask: Callable[[Sequence[int]], dict[int, T]], uids: Sequence[int]) -> dict[int, T]:
        """The answers for these mails. An answer that makes no sense, or lacks one, is asked for again mail by mail;
        what breaks the connection is raised."""
        answers: dict[int, T] = {}
        try:
            answers = ask(uids)
        except (imaplib.IMAP4.abort, OSError):
            raise
        except (imaplib.IMAP4.error, ValueError) as error:
            logger.warning("mail_answer_malformed", mailbox=self._mailbox.id, mails=len(uids), error=repr(error))
        for uid in [uid for uid in uids if uid not in answers]:
            answers |= self._alone(ask, uid)
        return answers

    def _alone(self, ask: Callable[[Sequence[int]], dict[int, T]], uid: int) -> dict[int, T]:
        """The answer for one mail, or none and a note in the ledger why."""
        try:
            answer = ask([uid])
        except (imaplib.IMAP4.abort, OSError) as error:
            self._note_unfetched(uid, trouble_of(error))
            raise
        except (imaplib.IMAP4.error, ValueError) as error:
            self._note_unfetched(uid, Trouble("malformed", str(error)))
            return {}
        if not answer:
            if uid in self._folder.uids(above=uid - 1):
                self._note_unfetched(uid, Trouble("no_content"))
            else:
                self._forget([uid])
        return answer

    def _keep(self, contents: Mapping[int, bytes], facts: Mapping[int, Facts], *, is_backlog: bool) -> int:
        if not contents:
            return 0
        journal_many(
            self._mailbox.actor,
            [self._delivery(uid, raw, facts.get(uid), is_backlog) for uid, raw in contents.items()],
        )
        if self._mailbox.is_kept:
            self._note_settled(list(contents))
        return len(contents)

    def _delivery(self, uid: int, raw: bytes, facts: Facts | None, is_backlog: bool) -> Delivery:
        return Delivery(
            raw=raw,
            source="imap",
            mailbox_id=self._mailbox.id,
            department_id=self._mailbox.department_id,
            uidvalidity=self._folder.uidvalidity,
            uid=uid,
            is_archive=self._is_history(facts),
            is_bulk=is_backlog,
        )

    def _is_history(self, facts: Facts | None) -> bool:
        """Whether the mail was there before the mailbox was connected; servers tell whole seconds."""
        if facts is None or facts.arrived_at is None:
            return False
        return facts.arrived_at < self._mailbox.begins_at.replace(microsecond=0)

    def _note_unfetched(self, uid: int, trouble: Trouble) -> None:
        note_unfetched(
            self._mailbox.actor,
            self._mailbox.id,
            uidvalidity=self._folder.uidvalidity,
            uid=uid,
            failure=trouble.failure,
        )

    def _forget(self, uids: Sequence[int]) -> None:
        forget_unfetched(self._mailbox.actor, self._mailbox.id, uidvalidity=self._folder.uidvalidity, uids=uids)

    def _note_settled(self, uids: Sequence[int]) -> None:
        note_settled(self._mailbox.actor, self._mailbox.id, uidvalidity=self._folder.uidvalidity, uids=uids)
