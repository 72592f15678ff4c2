"""The event log, for programs that follow what happens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.db.models import QuerySet
from msgspec import Meta

from tuki.api.refusals import Misnamed
from tuki.api.routes import Routes
from tuki.api.shapes import Code, Items, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.database.horizon import settled_event_id
from tuki.kernel.events import event_types
from tuki.kernel.models import EventRow
from tuki.kernel.numerals import LARGEST
from tuki.kernel.refusals import Refused
from tuki.people.permissions import AUDIT
from tuki.search.query.nearest import nearest
from tuki.tickets.queries import visible_to
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("events")


class ActorShape(msgspec.Struct):
    """Who did it: a person, rule, channel, the system or an import. Persons are named by id only."""

    kind: str
    id: int | None
    name: str


class EventShape(msgspec.Struct):
    """Something that happened to `subject`, the id of the thing; `number` counts within its stream.

    `payload` holds ids, codes and old and new values; its fields depend on `kind` and `version`.
    """

    id: int
    kind: str
    version: int
    stream: str
    subject: int
    number: int
    happened_at: datetime
    recorded_at: datetime
    actor: ActorShape
    cause: str
    payload: msgspec.Raw


class EventQuery(Page):
    """`after`: the id of the last event that was read; the same as `cursor`."""

    after: Annotated[int, Meta(ge=0, le=LARGEST)] = 0
    kind: Annotated[list[Code], Meta(max_length=50)] = []


_FIELDS = (
    "id", "kind", "version", "stream_kind", "stream_id", "number", "happened_at", "recorded_at", "actor_kind",
    "actor_id", "actor_name", "cause", "payload",
)  # fmt: skip


@routes.get("/events", scope="events:read", query=EventQuery, answer=Items[EventShape])
def list_events(actor: Actor, query: EventQuery) -> Items[EventShape]:
    """What happened, in order, for agents; none is ever skipped, also not one that commits late.

    With `settings.audit` the whole log, else the events of tickets that the caller may see. Refuses a kind that there
    is not. Two queries.
    """
    for kind in set(query.kind) - set(event_types()):
        raise Misnamed.value("kind", kind, nearest(kind, event_types()))
    upto = settled_event_id()
    after = max(query.after, after_id(query))
    rows = _visible_to(actor).filter(id__gt=after, id__lte=upto)
    if query.kind:
        rows = rows.filter(kind__in=query.kind)
    found, has_more = cut(list(rows.order_by("id").values_list(*_FIELDS)[: query.size + 1]), query.size)
    return Items([_shape(row) for row in found], str(found[-1][0]) if has_more else None)


def _visible_to(actor: Actor) -> QuerySet[EventRow]:
    if not sees_notes(actor):
        raise Refused("not_allowed")
    # Of a role in one department only the tickets: the log of settings and persons belongs to no department.
    if actor.areas(AUDIT) is None:
        return EventRow.objects.all()
    return EventRow.objects.filter(stream_kind="ticket", stream_id__in=visible_to(actor).values("id"))


def _shape(row: tuple[Any, ...]) -> EventShape:
    actor_kind, actor_id, actor_name, cause, payload = row[8:]
    done_by = ActorShape(actor_kind, actor_id, actor_name)
    return EventShape(*[*row[:8], done_by, cause, msgspec.Raw(payload.encode())])
