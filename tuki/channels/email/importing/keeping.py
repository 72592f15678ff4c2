"""Mails from files into the journal, each content once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tuki.channels.email.commands.journal import Delivery, journal_many
from tuki.channels.email.models import Journal
from tuki.kernel.actors import Actor

SOURCE = "import"
BATCH_MAILS = 100
BATCH_BYTES = 16 * 1024 * 1024


class Kept(NamedTuple):
    """How many mails of a batch were added to the journal, and how many were there."""

    new: int
    known: int


def keep(actor: Actor, raws: Sequence[bytes], *, department_id: int, is_archive: bool) -> Kept:
    """Journals those mails that no import has brought before; the others are counted. Refuses `disk_full`."""
    mails = {hashlib.sha256(raw).hexdigest(): raw for raw in raws}
    rows = Journal.objects.filter(source=SOURCE, raw__digest__in=mails)
    for digest in rows.values_list("raw__digest", flat=True):
        mails.pop(digest, None)
    journal_many(actor, [_delivery(raw, department_id, is_archive) for raw in mails.values()])
    return Kept(len(mails), len(raws) - len(mails))


def batches(raws: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Mails in groups that fit into memory and are worth a transaction."""
    batch: list[bytes] = []
    size = 0
    for raw in raws:
        batch.append(raw)
        size += len(raw)
        if len(batch) == BATCH_MAILS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _delivery(raw: bytes, department_id: int, is_archive: bool) -> Delivery:
    return Delivery(raw=raw, source=SOURCE, department_id=department_id, is_archive=is_archive, is_bulk=True)
