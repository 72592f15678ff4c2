"""From a row of the journal to its outcome: read in a guarded process, prepare, settle."""

from __future__ import annotations

from datetime import timedelta

from tuki.channels.email.address_book import AddressBook, address_book
from tuki.channels.email.commands.placing import NoDepartment
from tuki.channels.email.commands.quarantine import quarantine_mail
from tuki.channels.email.commands.settle import settle_mail
from tuki.channels.email.intake.prepared import prepare
from tuki.channels.email.models import Journal, Outcome
from tuki.channels.email.reading import ReadingFailed
from tuki.kernel import clock, files
from tuki.kernel.actors import Actor, channel, importer
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.jobs.running import NotNow
from tuki.kernel.models import StoredFile

# So long a mail is not blamed for a reader that somebody killed; after that it may be the mail that eats all memory.
_PATIENCE = timedelta(minutes=10)
_WAITING = Prepared(lambda: Journal.objects.filter(pk=Slot("journal_id"), outcome=Outcome.WAITING))
_DIGEST = Prepared(lambda: StoredFile.objects.filter(pk=Slot("file_id")).values_list("digest"))


def process_mail(journal_id: int) -> None:
    """Makes a waiting mail what it is. Nothing to do when it is settled, so running twice is harmless.

    Raises what went wrong with this mail, for the job to be tried again; what no retry can mend becomes a
    quarantine at once.
    """
    row = _waiting(journal_id)
    if row is None:
        return
    raw = files.read(_digest_of(row))
    if raw is None:
        _set_aside(row, "raw_missing", "", b"")
        return
    book = address_book()
    try:
        prepared = prepare(
            raw,
            envelope_from=row.envelope_from,
            own_addresses=list(book.departments),
            is_wanted=row.is_wanted,
        )
        settle_mail(_actor(row), row, prepared, _sure(book))
    except NoDepartment:
        _set_aside(row, "no_department", "", raw)
    except ReadingFailed as failure:
        if failure.reason == "killed" and clock.now() - row.received_at < _PATIENCE:
            raise NotNow(1.0) from failure
        if failure.reason != "too_large":
            raise
        _set_aside(row, "too_large", "", raw)


def give_up(journal_id: int, *, error: str) -> None:
    """A mail that failed at every try goes to quarantine with the error."""
    row = _waiting(journal_id)
    if row is not None:
        reason = "unreadable" if "ReadingFailed" in error else "failed"
        _set_aside(row, reason, error, files.read(_digest_of(row)) or b"")


def _waiting(journal_id: int) -> Journal | None:
    return _WAITING.first(journal_id=journal_id)


def _digest_of(row: Journal) -> str:
    ((digest,),) = _DIGEST.all(file_id=row.raw_id)
    return digest


def _sure(book: AddressBook) -> AddressBook:
    """A desk without departments is looked at again before mail is set aside for it."""
    return book if book.main_id is not None else address_book(fresh=True)


def _set_aside(row: Journal, reason: str, detail: str, raw: bytes) -> None:
    quarantine_mail(_actor(row), row.id, reason=reason, detail=detail, raw=raw)


def _actor(row: Journal) -> Actor:
    cause = f"mail:{row.id}"
    return importer("mail", cause) if row.is_archive else channel("mail", cause)
