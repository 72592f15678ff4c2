"""The event log: streams of events, each event carrying the hash of its stream so far."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.database.driver import Statement
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.database.locks import lock_until_commit
from tuki.kernel.database.prepared import Prepared, Slot
from tuki.kernel.events import Event, Recorded, decode
from tuki.kernel.models import EventRow

Stream = tuple[str, int]
START = b"\0" * 32
_HEADS_AT_ONCE = 100  # SQLite takes 500 terms in one statement
_HEAD = (
    "SELECT * FROM (SELECT stream_kind, stream_id, number, hash FROM kernel_event"
    " WHERE stream_kind = %s AND stream_id = %s ORDER BY number DESC LIMIT 1) AS head"
)


_ABOUT = ("id", "number", "happened_at", "recorded_at", "actor_kind", "actor_id", "actor_name", "cause")
_STREAM = Prepared(
    lambda: (
        EventRow.objects.filter(
            stream_kind=Slot("stream_kind"), stream_id=Slot("stream_id"), number__gt=Slot("after_number")
        )
        .order_by("number")
        .values_list("kind", "payload", *_ABOUT)
    )
)


class Announced(NamedTuple):
    """An event that a command has announced but that is not in the log yet."""

    actor: Actor
    event: Event
    happened_at: datetime | None


class _NewEvent(msgspec.Struct, kw_only=True):
    """An event on its way into the log: the columns of its row."""

    stream_kind: str
    stream_id: int
    number: int
    kind: str
    version: int
    happened_at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    cause: str
    payload: str
    hash: bytes = b""
    id: int = 0


def append(announced: Sequence[Announced]) -> list[Recorded]:
    """Appends to the log in the caller's transaction, in the order of announcement."""
    if not announced:
        return []
    recorded_at = clock.now()
    heads = _heads(announced)
    rows = []
    for actor, event, happened_at in announced:
        stream = (event.stream, event.subject)
        number, before = heads[stream]
        row = _NewEvent(
            stream_kind=event.stream,
            stream_id=event.subject,
            number=number + 1,
            kind=event.kind,
            version=event.version,
            happened_at=happened_at or recorded_at,
            recorded_at=recorded_at,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_name="" if actor.is_person else actor.name,
            cause=actor.cause,
            payload=event.payload(),
        )
        row.hash = chained(before, row)
        heads[stream] = (row.number, row.hash)
        rows.append(row)
    insert_all(rows, model=EventRow)
    return [_recorded(row, each.event) for row, each in zip(rows, announced, strict=True)]


def chained(before: bytes, row: EventRow | _NewEvent) -> bytes:
    """SHA-256 over the hash of the event before it and everything that this event says."""
    parts = (
        row.stream_kind,
        str(row.stream_id),
        str(row.number),
        row.kind,
        str(row.version),
        row.happened_at.isoformat(),
        row.recorded_at.isoformat(),
        row.actor_kind,
        str(row.actor_id),
        row.actor_name,
        row.cause,
        row.payload,
    )
    return hashlib.sha256(before + "\x1f".join(parts).encode()).digest()


def events_of(stream_kind: str, stream_id: int, *, after_number: int = 0) -> Iterator[Recorded]:
    """A stream in order. Events of a kind that this version does not know are left out."""
    rows = _STREAM.all(stream_kind=stream_kind, stream_id=stream_id, after_number=after_number)
    for kind, payload, *about in rows:
        if event := decode(kind, payload):
            yield Recorded(event=event, **dict(zip(_ABOUT, about, strict=True)))


def streams_of(
    stream_kind: str, stream_ids: Sequence[int], *, before: datetime | None = None
) -> dict[int, list[Recorded]]:
    """Several streams in order, by their subjects, or of them what happened before a moment; one query, and no rows of
    models in between. Events of a kind that this version does not know are left out."""
    found = EventRow.objects.filter(stream_kind=stream_kind, stream_id__in=stream_ids)
    if before is not None:
        found = found.filter(happened_at__lt=before)
    rows = found.order_by("stream_id", "number").values_list("stream_id", "kind", "payload", *_ABOUT)
    streams: dict[int, list[Recorded]] = defaultdict(list)
    for stream_id, kind, payload, *about in rows:
        if event := decode(kind, payload):
            streams[stream_id].append(Recorded(event=event, **dict(zip(_ABOUT, about, strict=True))))
    return streams


def recorded(event_id: int) -> Recorded | None:
    """One event by its id, or None when it is not there or not known to this version."""
    row = EventRow.objects.filter(pk=event_id).first()
    return from_row(row) if row else None


def from_row(row: EventRow) -> Recorded | None:
    """A row of the log as a typed event, or None when this version does not know its kind."""
    event = decode(row.kind, row.payload)
    return _recorded(row, event) if event else None


def _recorded(row: EventRow | _NewEvent, event: Event) -> Recorded:
    return Recorded(
        id=row.id,
        number=row.number,
        event=event,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        cause=row.cause,
    )


def _heads(announced: Sequence[Announced]) -> dict[Stream, tuple[int, bytes]]:
    """The last number and hash of each stream; no other transaction can append to them until ours ends.

    A stream that begins now is known to nobody else yet; were it there already, its first number would be taken.
    """
    heads: dict[Stream, tuple[int, bytes]] = defaultdict(lambda: (0, START))
    begun = {(each.event.stream, each.event.subject) for each in announced if each.event.begins_stream}
    streams = {(each.event.stream, each.event.subject) for each in announced} - begun
    if not streams:
        return heads
    lock_until_commit(*(f"{kind}:{id_}" for kind, id_ in streams))
    ordered = sorted(streams)
    for at in range(0, len(ordered), _HEADS_AT_ONCE):
        some = ordered[at : at + _HEADS_AT_ONCE]
        found = Statement(" UNION ALL ".join([_HEAD] * len(some))).rows([part for stream in some for part in stream])
        for stream_kind, stream_id, number, hash_ in found:
            heads[stream_kind, stream_id] = (number, bytes(hash_))
    return heads
