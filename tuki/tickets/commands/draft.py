"""Drafts: what somebody has begun to write is kept on the server. No event: nobody else is told."""

from __future__ import annotations

from typing import Any

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Invalid
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched
from tuki.tickets.models import Draft, MessageKind


@command
def save_draft(actor: Actor, reference: str, *, kind: str, text: str, fields: dict[str, Any] | None = None) -> None:
    """Keeps the agent's unsent text; an empty one is forgotten. A reply and a note have one draft each."""
    if kind not in MessageKind.values:
        raise Invalid("invalid", field="kind")
    ticket = fetched(actor, reference, rules.can_note if kind == MessageKind.NOTE else rules.can_reply)
    mine = Draft.objects.filter(ticket=ticket, person_id=actor.id, kind=kind)
    if not text.strip():
        mine.delete()
        return
    Draft.objects.update_or_create(
        ticket=ticket,
        person_id=actor.id,
        kind=kind,
        defaults={"text": text, "fields": fields or {}, "saved_at": clock.now()},
    )
