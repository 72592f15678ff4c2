"""Types of events: what a room can announce, past tense, with a version.

A room declares in its `events.py`:

    @event("ticket.assigned", stream="ticket")
    class TicketAssigned(Event):
        # another agent, or nobody, is responsible; `subject` is the ticket
        old: int | None
        new: int | None

The payload holds ids and old/new values; never translated text, never whole records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar, TypeVar

import msgspec

_types: dict[str, type[Event]] = {}
E = TypeVar("E", bound="Event")
_encoder = msgspec.json.Encoder(order="sorted")


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to `subject`, the id of the thing whose stream it joins."""

    kind: ClassVar[str]
    version: ClassVar[int]
    stream: ClassVar[str]
    begins_stream: ClassVar[bool]
    changes_reference: ClassVar[bool]

    subject: int

    def payload(self) -> str:
        """The event's own fields as JSON with sorted keys; the same fields give the same bytes."""
        return _encoder.encode(self).decode()


def event(
    kind: str, *, stream: str, version: int = 1, begins_stream: bool = False, changes_reference: bool = False
) -> Callable[[type[E]], type[E]]:
    """Declares an event's kind (`thing.happened`), its stream and the version of its payload.

    `begins_stream`: nothing can have happened to the subject before, so the log need not look for it.
    `changes_reference`: what `kernel/reference.py` keeps of reference data is read anew.
    """

    def declare(cls: type[E]) -> type[E]:
        if kind in _types:
            raise ValueError(f"event {kind} is declared twice")
        cls.kind, cls.stream, cls.version = kind, stream, version
        cls.begins_stream, cls.changes_reference = begins_stream, changes_reference
        _types[kind] = cls
        return cls

    return declare


def event_types() -> Mapping[str, type[Event]]:
    """Every declared event by its kind."""
    return _types


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it stands in the log; followers receive this."""

    id: int
    number: int
    event: Event
    happened_at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    cause: str


def decode(kind: str, payload: str) -> Event | None:
    """An event from the log, or None when this version of the product does not know its kind."""
    known = _types.get(kind)
    return msgspec.json.decode(payload, type=known) if known else None
