"""Drafts: what somebody has begun to write is kept on the server. No event: nobody else is told."""

from __future__ import annotations

from typing import Any

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Invalid
from tuki.tickets import rules
from tuki.tickets.commands.changing import fetched
from tuki.tickets.models import Draft, Message, MessageKind


@command
def save_draft(
    actor: Actor,
    reference: str,
    *,
    kind: str,
    text: str,
    fields: dict[str, Any] | None = None,
    seen_message_id: int | None = None,
) -> None:
    """Keeps the agent's unsent text; an empty one is forgotten. A reply and a note have one draft each.

    A page keeps its draft while the same words are being sent, so the draft may arrive after them: what begins a
    message that its writer added after `seen_message_id`, the page's last, is sent already and not kept.
    """
    if kind not in MessageKind.values:
        raise Invalid("invalid", field="kind")
    ticket = fetched(actor, reference, rules.can_note if kind == MessageKind.NOTE else rules.can_reply)
    mine = Draft.objects.filter(ticket=ticket, person_id=actor.id, kind=kind)
    if not text.strip():
        mine.delete()
        return
    if seen_message_id is not None and _is_sent(actor, ticket.id, kind, text, seen_message_id):
        return
    Draft.objects.update_or_create(
        ticket=ticket,
        person_id=actor.id,
        kind=kind,
        defaults={"text": text, "fields": fields or {}, "saved_at": clock.now()},
    )


def _is_sent(actor: Actor, ticket_id: int, kind: str, text: str, seen_message_id: int) -> bool:
    own = Message.objects.filter(ticket_id=ticket_id, author_id=actor.id, kind=kind, taken_back_at=None)
    sent = own.filter(id__gt=seen_message_id).values_list("text", flat=True)
    return any(_with_lf(each).startswith(_with_lf(text.strip())) for each in sent)


def _with_lf(text: str) -> str:
    """A form sends its lines with CR LF, a script with LF."""
    return text.replace("\r\n", "\n")
