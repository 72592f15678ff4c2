"""Reading the ledger: which mails of a folder are kept already, which are to be tried again, which to be settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tuki.channels.email.models import SeenUid
from tuki.kernel import clock

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
_MOST_AT_ONCE = 1_000


def kept(mailbox_id: int, uidvalidity: int) -> set[int]:
    """The UIDs whose mails are in the journal."""
    rows = SeenUid.objects.filter(mailbox_id=mailbox_id, uidvalidity=uidvalidity, journal__isnull=False)
    return set(rows.values_list("uid", flat=True))


def unfetched(mailbox_id: int, uidvalidity: int) -> tuple[list[int], list[int]]:
    """The UIDs that could not be fetched: those whose turn it is again, and those that still wait.

    The wait grows from a minute fourfold with every try to a day, and never ends: servers get repaired.
    """
    now = clock.now()
    rows = SeenUid.objects.filter(
        mailbox_id=mailbox_id, uidvalidity=uidvalidity, journal=None, tries__gt=0
    ).values_list("uid", "tries", "seen_at")
    due: list[int] = []
    waiting: list[int] = []
    for uid, tries, seen_at in rows.order_by("uid"):
        (due if _next_try(seen_at, tries) <= now else waiting).append(uid)
    return due, waiting


def unsettled(mailbox_id: int, uidvalidity: int) -> list[int]:
    """UIDs of kept mails that are still to be deleted or moved on the server, at most a thousand."""
    rows = SeenUid.objects.filter(
        mailbox_id=mailbox_id, uidvalidity=uidvalidity, journal__isnull=False, is_settled=False
    )
    return list(rows.order_by("uid").values_list("uid", flat=True)[:_MOST_AT_ONCE])


def missing(uids: Iterable[int], mailbox_id: int, uidvalidity: int) -> list[int]:
    """Those of a folder's UIDs whose mails are not in the journal, rising."""
    known = kept(mailbox_id, uidvalidity)
    return sorted(uid for uid in uids if uid not in known)


def _next_try(seen_at: datetime, tries: int) -> datetime:
    return seen_at + min(FIRST_WAIT * 4 ** min(tries - 1, 8), LONGEST_WAIT)
