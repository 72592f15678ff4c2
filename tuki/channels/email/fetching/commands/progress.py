"""How it goes with a mailbox: whether it works, which mails could not be fetched, what was done on the server.

These commands announce nothing: they write down what a watcher saw, some of them every few minutes.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.db.models.functions import Coalesce

from tuki.channels.email.models import Mailbox, SeenUid
from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command

_LONGEST_FAILURE = 300
_CHUNK = 500


@command
def note_attempt(actor: Actor, mailbox_id: int) -> None:
    """A connection is tried now."""
    Mailbox.objects.filter(pk=mailbox_id).update(checked_at=clock.now())


@command
def note_selected(actor: Actor, mailbox_id: int, *, uidvalidity: int) -> None:
    """The folder is open, and its UIDs count under this number."""
    Mailbox.objects.filter(pk=mailbox_id).exclude(uidvalidity=uidvalidity).update(uidvalidity=uidvalidity)


@command
def note_worked(actor: Actor, mailbox_id: int) -> None:
    """Everything that is to be fetched was fetched just now."""
    now = clock.now()
    Mailbox.objects.filter(pk=mailbox_id).update(checked_at=now, worked_at=now, failing_since=None, failure="")


@command
def note_failing(actor: Actor, mailbox_id: int, *, failure: str) -> None:
    """The mailbox does not work; the time since when stays that of the first failure."""
    now = clock.now()
    Mailbox.objects.filter(pk=mailbox_id).update(
        checked_at=now, failing_since=Coalesce(F("failing_since"), now), failure=failure[:500]
    )


@command
def note_unfetched(actor: Actor, mailbox_id: int, *, uidvalidity: int, uid: int, failure: str) -> None:
    """One mail stays on the server; counts the try. Nothing to do for a mail that is in the journal."""
    now = clock.now()
    row, _ = SeenUid.objects.get_or_create(
        mailbox_id=mailbox_id, uidvalidity=uidvalidity, uid=uid, defaults={"seen_at": now}
    )
    SeenUid.objects.filter(pk=row.pk, journal=None).update(
        failure=failure[:_LONGEST_FAILURE], tries=F("tries") + 1, seen_at=now
    )


@command
def forget_unfetched(actor: Actor, mailbox_id: int, *, uidvalidity: int, uids: Sequence[int]) -> None:
    """These mails are gone from the server before they could be fetched. Mails in the journal stay in the ledger."""
    for start in range(0, len(uids), _CHUNK):
        SeenUid.objects.filter(
            mailbox_id=mailbox_id, uidvalidity=uidvalidity, uid__in=uids[start : start + _CHUNK], journal=None
        ).delete()


@command
def note_settled(actor: Actor, mailbox_id: int, *, uidvalidity: int, uids: Sequence[int]) -> None:
    """What shall happen to these mails on the server has happened."""
    for start in range(0, len(uids), _CHUNK):
        SeenUid.objects.filter(
            mailbox_id=mailbox_id, uidvalidity=uidvalidity, uid__in=uids[start : start + _CHUNK]
        ).update(is_settled=True)


@command
def note_compared(actor: Actor, mailbox_id: int, *, folder_count: int, unfetched_count: int) -> None:
    """The folder was compared with the ledger: how many mails it holds, and how many of them are not in the journal."""
    Mailbox.objects.filter(pk=mailbox_id).update(
        compared_at=clock.now(), must_compare=False, folder_count=folder_count, unfetched_count=unfetched_count
    )


@command
def ask_for_comparison(actor: Actor) -> int:
    """Every active mailbox is compared with its ledger soon; how many there are."""
    return Mailbox.objects.filter(is_active=True).update(must_compare=True)
