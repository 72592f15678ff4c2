"""From a row of the journal to its outcome: read in a guarded process, prepare, settle."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import NamedTuple

from tuki.channels.email.address_book import AddressBook, address_book
from tuki.channels.email.commands.placing import NoDepartment
from tuki.channels.email.commands.quarantine import quarantine_mail
from tuki.channels.email.commands.settle import settle_mail
from tuki.channels.email.intake.prepared import Asking, asking, prepare
from tuki.channels.email.models import Journal, Outcome
from tuki.channels.email.reading import ReadingFailed
from tuki.kernel import clock, files
from tuki.kernel.actors import Actor, channel, importer
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.jobs.running import NotNow, begin_next

# So long a mail is not blamed for a reader that somebody killed; after that it may be the mail that eats all memory.
_PATIENCE = timedelta(minutes=10)
# What another try would meet again, and as what the mail is set aside.
_HOPELESS = {"too_large": "too_large", "too_slow": "unreadable"}
_WAITING = Prepared(
    lambda: Journal.objects.filter(pk=Slot("journal_id"), outcome=Outcome.WAITING).select_related("raw")
)
_own = threading.local()


class _Waiting(NamedTuple):
    """A mail that waits, as this thread took it from the journal."""

    row: Journal
    asked: Asking
    book: AddressBook


def begin_mail(journal_id: int) -> None:
    """Has the guarded process read a mail that this thread is to make something of next, while the one before it is
    settled. Harmless when nothing comes of it, and when somebody else settles the mail meanwhile."""
    _own.begun = None
    if waiting := _fetched(journal_id):
        waiting.asked.begin()
        _own.begun = waiting


def process_mail(journal_id: int) -> None:
    """Makes a waiting mail what it is. Nothing to do when it is settled, so running twice is harmless.

    Raises what went wrong with this mail, for the job to be tried again; what no retry can mend becomes a
    quarantine at once.
    """
    waiting = _begun(journal_id) or _fetched(journal_id)
    if waiting is None:
        return
    row, asked, book = waiting
    try:
        prepared = prepare(asked, is_wanted=row.is_wanted)
        begin_next()
        settle_mail(_actor(row), row, prepared, _sure(book))
    except NoDepartment:
        _set_aside(row, "no_department", "", asked.question.raw)
    except ReadingFailed as failure:
        if failure.reason == "killed" and clock.now() - row.received_at < _PATIENCE:
            raise NotNow(1.0) from failure
        if failure.reason not in _HOPELESS:
            raise
        _set_aside(row, _HOPELESS[failure.reason], failure.reason, asked.question.raw)


def give_up(journal_id: int, *, error: str) -> None:
    """A mail that failed at every try goes to quarantine with the error."""
    row = _waiting(journal_id)
    if row is not None:
        reason = "unreadable" if "ReadingFailed" in error else "failed"
        _set_aside(row, reason, error, files.read(row.raw.digest) or b"")


def _begun(journal_id: int) -> _Waiting | None:
    """The mail that `begin_mail` began for this job; what it began for another one is forgotten."""
    waiting, _own.begun = getattr(_own, "begun", None), None
    return waiting if waiting and waiting.row.pk == journal_id else None


def _fetched(journal_id: int) -> _Waiting | None:
    """The mail with its bytes; None when it is settled, or set aside here because its bytes are gone."""
    row = _waiting(journal_id)
    if row is None:
        return None
    raw = files.read(row.raw.digest)
    if raw is None:
        _set_aside(row, "raw_missing", "", b"")
        return None
    book = address_book()
    asked = asking(raw, envelope_from=row.envelope_from, own_addresses=list(book.departments))
    return _Waiting(row, asked, book)


def _waiting(journal_id: int) -> Journal | None:
    return _WAITING.first(journal_id=journal_id)


def _sure(book: AddressBook) -> AddressBook:
    """A desk without departments is looked at again before mail is set aside for it."""
    return book if book.main_id is not None else address_book(fresh=True)


def _set_aside(row: Journal, reason: str, detail: str, raw: bytes) -> None:
    quarantine_mail(_actor(row), row.id, reason=reason, detail=detail, raw=raw)


def _actor(row: Journal) -> Actor:
    cause = f"mail:{row.id}"
    return importer("mail", cause) if row.is_archive else channel("mail", cause)
