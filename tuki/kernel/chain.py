"""Proof that the event log is whole: verification of streams, and anchors over all of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from tuki.kernel import clock
from tuki.kernel.database.horizon import settled_event_id
from tuki.kernel.jobs.registry import scheduled
from tuki.kernel.log import START, chained
from tuki.kernel.models import Anchor, EventRow


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the log is not as it was written."""

    stream_kind: str
    stream_id: int
    number: int
    reason: str


def breaks_in_stream(stream_kind: str, stream_id: int) -> list[Break]:
    """Every change, gap or reordering in one stream; empty when the chain holds."""
    found, before, expected = [], START, 1
    rows = EventRow.objects.filter(stream_kind=stream_kind, stream_id=stream_id).order_by("number")
    for row in rows.iterator(chunk_size=1000):
        if row.number != expected:
            found.append(Break(stream_kind, stream_id, expected, "gap"))
        if chained(before, row) != bytes(row.hash):
            found.append(Break(stream_kind, stream_id, row.number, "changed"))
        before, expected = bytes(row.hash), row.number + 1
    return found


def breaks_everywhere() -> list[Break]:
    """All breaks of all streams and anchors. Costs one pass over the log."""
    found: list[Break] = []
    streams = EventRow.objects.values_list("stream_kind", "stream_id").distinct().order_by()
    for stream_kind, stream_id in streams.iterator(chunk_size=2000):
        found.extend(breaks_in_stream(stream_kind, stream_id))
    return found + broken_anchors()


def broken_anchors() -> list[Break]:
    """Anchors that no longer fit the events they sealed: something was removed or replaced whole."""
    found, before, first = [], START, 0
    for anchor in Anchor.objects.order_by("last_event_id"):
        digest, _ = _seal(before, first, anchor.last_event_id)
        if digest != bytes(anchor.digest):
            found.append(Break("anchor", anchor.id, anchor.last_event_id, "changed"))
        before, first = bytes(anchor.digest), anchor.last_event_id
    return found


@scheduled("kernel.anchor", every_seconds=3600)
def anchor_events() -> None:
    """Seals all settled events since the last anchor; twice in an hour adds only what is new."""
    with transaction.atomic():
        last = Anchor.objects.order_by("-last_event_id").first()
        before, first = (bytes(last.digest), last.last_event_id) if last else (START, 0)
        upto = settled_event_id()
        if upto <= first:
            return
        digest, count = _seal(before, first, upto)
        Anchor.objects.create(last_event_id=upto, event_count=count, digest=digest, made_at=clock.now())


def _seal(before: bytes, after_id: int, upto_id: int) -> tuple[bytes, int]:
    digest, count = hashlib.sha256(before), 0
    hashes = EventRow.objects.filter(id__gt=after_id, id__lte=upto_id).order_by("id").values_list("id", "hash")
    for event_id, event_hash in hashes.iterator(chunk_size=5000):
        digest.update(f"{event_id}:".encode() + bytes(event_hash))
        count += 1
    return digest.digest(), count
