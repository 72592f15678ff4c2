"""One selected folder: what is in it, the mails themselves, and what may be done to them. By UID only (F006)."""

from __future__ import annotations

import imaplib
from collections.abc import Sequence
from datetime import datetime

import msgspec
from imapclient.exceptions import CapabilityError

from tuki.channels.email.fetching.connection import Connection
from tuki.channels.email.fetching.trouble import Trouble

_CHUNK = 200


class Facts(msgspec.Struct, frozen=True):
    """What the server says of a mail before it is fetched: bytes, and when it came there (None: not told)."""

    size: int
    arrived_at: datetime | None


class Folder:
    """A folder that is selected on a connection. Every method may raise what imaplib and sockets raise."""

    def __init__(self, connection: Connection, name: str, *, is_readonly: bool) -> None:
        """Raises `Trouble` when there is no such folder, or one without lasting UIDs."""
        self._connection = connection
        self._limits = connection.limits
        try:
            selected = connection.select_folder(name, readonly=is_readonly)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Trouble("folder_missing", str(error)) from error
        if b"UIDVALIDITY" not in selected:
            raise Trouble("no_uids")
        self.uidvalidity = int(selected[b"UIDVALIDITY"])

    def uids(self, *, above: int = 0) -> list[int]:
        """The UIDs in the folder, rising; with `above` only those higher."""
        step = self._step()
        # "5:*" names the last mail even when its UID is lower (RFC 9051, 9: seq-range).
        found = step.search(["UID", f"{above + 1}:*"]) if above else step.search("ALL")
        return sorted({int(uid) for uid in found if int(uid) > above})

    def facts(self, uids: Sequence[int]) -> dict[int, Facts]:
        """Size and time of each mail that is there and has an understandable answer."""
        answers = self._step().fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        return {
            uid: Facts(int(answers[uid][b"RFC822.SIZE"]), answers[uid].get(b"INTERNALDATE"))
            for uid in uids
            if uid in answers and isinstance(answers[uid].get(b"RFC822.SIZE"), int)
        }

    def contents(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The mails as they are; their flags stay as they were."""
        answers = self._step().fetch(list(uids), ["BODY.PEEK[]"])
        found = {uid: answers[uid].get(b"BODY[]") for uid in uids if uid in answers}
        return {uid: content for uid, content in found.items() if isinstance(content, bytes)}

    def delete(self, uids: Sequence[int]) -> None:
        """Deletes these mails and no others; those that are gone already do not matter."""
        for chunk in _chunks(uids):
            self._step().add_flags(chunk, [b"\\Deleted"], silent=True)
            self._expunge(chunk)

    def move(self, uids: Sequence[int], target: str) -> None:
        """Moves these mails; the target folder is made when it is missing."""
        for chunk in _chunks(uids):
            try:
                self._move(chunk, target)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                if self._step().folder_exists(target):
                    raise
                self._step().create_folder(target)
                self._move(chunk, target)

    def has_idle(self) -> bool:
        """Whether the server tells of new mail by itself (RFC 2177)."""
        return bool(self._connection.has_capability("IDLE"))

    def wait(self) -> None:
        """Until the server has news, or it is time to begin IDLE anew."""
        connection, limits = self._step(), self._limits
        connection.idle()
        connection.line.allow(limits.idle_seconds + limits.answer_seconds)
        if not connection.has_unread():
            connection.idle_check(timeout=limits.idle_seconds)
        connection.line.allow(limits.step_seconds)
        connection.idle_done()

    def look(self) -> None:
        """Lets the server say what is new, where it has no IDLE."""
        self._step().noop()

    def news(self) -> bool:
        """Whether mails came or went since this was last asked."""
        return self._connection.news()

    def _move(self, uids: Sequence[int], target: str) -> None:
        if self._connection.has_capability("MOVE"):
            self._step().move(list(uids), target)
            return
        self._step().copy(list(uids), target)
        self.delete(uids)

    def _expunge(self, uids: Sequence[int]) -> None:
        try:
            self._step().uid_expunge(list(uids))
        except CapabilityError:
            # Without UIDPLUS, EXPUNGE takes everything that is flagged; what others flagged is not ours to remove.
            if set(self._step().search("DELETED")) <= set(uids):
                self._step().expunge()

    def _step(self) -> Connection:
        self._connection.line.allow(self._limits.step_seconds)
        return self._connection


def _chunks(uids: Sequence[int]) -> list[list[int]]:
    return [list(uids[start : start + _CHUNK]) for start in range(0, len(uids), _CHUNK)]
