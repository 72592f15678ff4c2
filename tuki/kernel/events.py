"""Types of events: what a room can announce, past tense, with a version.

A room declares in its `events.py`:

    class TicketAssigned(Event, kind="ticket.assigned", stream="ticket"):
        subject: int              # the id whose stream it belongs to
        old: int | None
        new: int | None

The payload holds ids and old/new values; never translated text, never whole records.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import msgspec

_types: dict[str, type[Event]] = {}
_encoder = msgspec.json.Encoder(order="sorted")


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to `subject`, the id of the thing whose stream it joins."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    stream: ClassVar[str]

    subject: int

    def __init_subclass__(cls, *, kind: str, stream: str, version: int = 1, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.kind, cls.stream, cls.version = kind, stream, version
        known = _types.setdefault(kind, cls)
        # msgspec builds a struct class twice when it has a docstring-only rebuild; the name stays the same.
        if known.__qualname__ != cls.__qualname__ or known.__module__ != cls.__module__:
            raise TypeError(f"event {kind} is declared twice")
        _types[kind] = cls

    def payload(self) -> str:
        """The event's own fields as JSON with sorted keys; the same fields give the same bytes."""
        return _encoder.encode(self).decode()


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
