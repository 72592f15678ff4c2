"""Keeping a mail: raw bytes, envelope and a job to read it, on disk before anybody is told that we have it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tuki.channels.email.digests import body_digest, quick_message_id
from tuki.channels.email.models import Journal, SeenUid
from tuki.kernel import clock, files
from tuki.kernel.actors import Actor
from tuki.kernel.command import command, enqueue_many
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.files import Written

READ = "mail.read"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as it came in by a door.

    `source`: lmtp, smtp, imap, pipe or import. `envelope_from` is "" for the null sender and None when the door
    knows no envelope. `uidvalidity` and `uid` (RFC 9051) name the mail in `mailbox_id`; it is kept once under
    them. `is_bulk` mails wait behind all others; `is_archive` mails are history and answered by nobody.
    """

    raw: bytes
    source: str
    envelope_from: str | None = None
    envelope_to: Sequence[str] = ()
    mailbox_id: int | None = None
    department_id: int | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    is_archive: bool = False
    is_bulk: bool = False

    @property
    def uid_key(self) -> tuple[int, int, int] | None:
        if self.mailbox_id is None or self.uidvalidity is None or self.uid is None:
            return None
        return self.mailbox_id, self.uidvalidity, self.uid

    @property
    def lane(self) -> str:
        return "mail-bulk" if self.is_bulk or self.is_archive else "mail-in"


def journal_mail(actor: Actor, delivery: Delivery) -> int:
    """Keeps one mail and gives its number in the journal; see `journal_many`."""
    return journal_many(actor, [delivery])[0]


def journal_many(actor: Actor, deliveries: Sequence[Delivery]) -> list[int]:
    """Keeps mails: raw bytes synced by content, then rows and jobs in one transaction; their journal ids in order.

    When it returns, a power cut loses none of them. A mail whose (mailbox, uidvalidity, uid) is known gives the id
    that it got the first time, and nothing is added. Refuses `disk_full`, and then nothing was kept.
    """
    written = files.write_all([each.raw for each in deliveries])
    return _add_rows(actor, deliveries, written)


@command
def _add_rows(actor: Actor, deliveries: Sequence[Delivery], written: Sequence[Written]) -> list[int]:
    """Rows, ledger of uids and jobs of what is on disk already; announces nothing, as the journal itself tells."""
    file_ids = files.ids_of(written)
    seen = _seen_rows([each.uid_key for each in deliveries if each.uid_key])
    known = [_known_id(each, seen) for each in deliveries]
    rows = [
        _row(delivery, file_ids[content.digest]) if id_ is None else None
        for delivery, content, id_ in zip(deliveries, written, known, strict=True)
    ]
    insert_all([row for row in rows if row is not None])
    _note_seen(deliveries, rows, seen)
    _add_jobs(deliveries, rows)
    return [id_ or (row.id if row else 0) for id_, row in zip(known, rows, strict=True)]


def _known_id(delivery: Delivery, seen: dict[tuple[int, int, int], SeenUid]) -> int | None:
    """The journal id that this mail got before, by its uid."""
    return seen[delivery.uid_key].journal_id if delivery.uid_key else None


def _row(delivery: Delivery, file_id: int) -> Journal:
    sender = delivery.envelope_from
    return Journal(
        raw_id=file_id,
        source=delivery.source,
        mailbox_id=delivery.mailbox_id,
        department_id=delivery.department_id,
        envelope_from=None if sender is None else _storable(sender),
        envelope_to=[_storable(each) for each in delivery.envelope_to],
        is_archive=delivery.is_archive,
        received_at=clock.now(),
        rfc_message_id=quick_message_id(delivery.raw),
        body_digest=body_digest(delivery.raw),
    )


def _seen_rows(keys: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int, int], SeenUid]:
    """The ledger rows of these mails, locked and added where they are new.

    Adding first makes two fetchers of one folder wait for each other here, whatever the database.
    """
    if not keys:
        return {}
    SeenUid.objects.bulk_create(
        [
            SeenUid(mailbox_id=mailbox_id, uidvalidity=uidvalidity, uid=uid, seen_at=clock.now())
            for mailbox_id, uidvalidity, uid in dict.fromkeys(keys)
        ],
        ignore_conflicts=True,
    )
    rows = SeenUid.objects.select_for_update().filter(
        mailbox_id__in={key[0] for key in keys},
        uidvalidity__in={key[1] for key in keys},
        uid__in={key[2] for key in keys},
    )
    return {(row.mailbox_id, row.uidvalidity, row.uid): row for row in rows.order_by("id")}


def _note_seen(
    deliveries: Sequence[Delivery],
    rows: Sequence[Journal | None],
    seen: dict[tuple[int, int, int], SeenUid],
) -> None:
    noted = []
    for delivery, row in zip(deliveries, rows, strict=True):
        if delivery.uid_key and row is not None:
            seen_row = seen[delivery.uid_key]
            seen_row.journal_id, seen_row.failure = row.id, ""
            noted.append(seen_row)
    SeenUid.objects.bulk_update(noted, ["journal", "failure"])


def _add_jobs(deliveries: Sequence[Delivery], rows: Sequence[Journal | None]) -> None:
    lanes: dict[str, list[dict[str, int]]] = {}
    for delivery, row in zip(deliveries, rows, strict=True):
        if row is not None:
            lanes.setdefault(delivery.lane, []).append({"journal_id": row.id})
    for lane, payloads in lanes.items():
        enqueue_many(READ, payloads, lane=lane)


def _storable(address: str) -> str:
    """An envelope address as text of the database: no NUL, no half characters, at most 254 characters.

    What does not fit is replaced, never dropped: a damaged signed address must not become a good one (F045).
    """
    return address.encode("utf-8", "replace").decode().replace("\0", "\ufffd")[:254]
