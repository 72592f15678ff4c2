"""Who looks at a ticket, who writes on it, and up to where somebody has read."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.jobs.registry import scheduled
from tuki.kernel.refusals import Refused
from tuki.live.models import Presence, ReadMark
from tuki.tickets.queries import ticket_for

LASTS = timedelta(seconds=45)


@command
def be_present(actor: Actor, reference: str, *, is_writing: bool) -> None:
    """An agent has the ticket open for the next 45 seconds, and has read it so far; repeated by the page."""
    if not actor.is_staff:
        raise Refused("not_allowed")
    ticket = ticket_for(actor, reference)
    Presence.objects.update_or_create(
        ticket=ticket, person_id=actor.id, defaults={"is_writing": is_writing, "until": clock.now() + LASTS}
    )
    mark_read(actor, ticket.id, upto=ticket.last_message_at)


@command
def leave(actor: Actor, reference: str) -> None:
    """An agent has closed the ticket's page."""
    Presence.objects.filter(ticket__reference=reference.upper(), person_id=actor.id).delete()


@command
def mark_read(actor: Actor, ticket_id: int, *, upto: datetime) -> None:
    """Everything written up to this moment is read. Nothing to do when more was read already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_readmark (person_id, ticket_id, read_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (person_id, ticket_id) DO UPDATE SET read_at = excluded.read_at"
            " WHERE live_readmark.read_at < excluded.read_at",
            [actor.id, ticket_id, connection.ops.adapt_datetimefield_value(upto)],
        )


@command
def mark_unread(actor: Actor, reference: str) -> None:
    """The ticket shall stand out in lists again."""
    ReadMark.objects.filter(ticket=ticket_for(actor, reference), person_id=actor.id).delete()


@scheduled("live.forget_presence", every_seconds=3600)
def forget_presence() -> None:
    """Drops rows of agents who left long ago."""
    Presence.objects.filter(until__lt=clock.now() - timedelta(hours=1)).delete()
