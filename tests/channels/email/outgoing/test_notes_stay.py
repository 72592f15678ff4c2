"""No word of an internal note leaves by mail, whatever happens around it (fault F121, goal G21)."""

from __future__ import annotations

import base64
import quopri
import random
from datetime import timedelta

from tests.cast import SYSTEM
from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.outgoing.commands.templates import switch_template
from tuki.kernel import files
from tuki.kernel.actors import channel
from tuki.people.commands.roles import grant_roles
from tuki.tickets.commands.assign import assign_ticket, unassign_ticket
from tuki.tickets.commands.receive import receive_message
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Attachment

DOOR = channel("mail", "test")


def _decoded(taken) -> bytes:
    """The mail's bytes with every part decoded behind them."""
    parts = [part.get_payload(decode=True) or b"" for part in taken.mail.walk() if not part.is_multipart()]
    return taken.content + b"".join(parts) + quopri.decodestring(taken.content)


def test_200_canaries_in_notes_reach_no_mail(cast, sink, post, clock):
    for code in ("closed", "status_changed"):
        switch_template(SYSTEM, code=code, is_active=True)
    grant_roles(SYSTEM, cast.boris.id, roles=[("agent", None)])
    anna, dice = cast.actor(cast.anna), random.Random(21)
    tickets = [cast.ticket(subject=f"Case {n}") for n in range(5)]
    canaries = []

    def note(ticket):
        canary = f"canary{len(canaries):03}x{dice.randrange(10**9)}"
        canaries.append(canary)
        file = Attachment.objects.create(
            key=canary,
            uploader=cast.anna,
            file=files.store(canary.encode()),
            name=f"{canary}.txt",
            type="text/plain",
            size=1,
            created_at=cast.anna.created_at,
        )
        add_note(
            anna,
            ticket.reference,
            html=f"<p>{canary}</p><!-- {canary} --><p style='display:none'>{canary}</p>",
            attachment_ids=[file.id],
            mentions=[cast.boris.id],
        )

    acts = [
        lambda t: reply_to_ticket(anna, t.reference, text="public answer", cc=["c@customer-a.test"]),
        lambda t: assign_ticket(anna, t.reference, assignee_id=cast.boris.id),
        lambda t: unassign_ticket(anna, t.reference),
        lambda t: change_status(SYSTEM, t.reference, status="in_progress"),
        lambda t: change_status(SYSTEM, t.reference, status="completed", resolution="solved"),
        lambda t: receive_message(
            DOOR, t.id, writing=Writing(text="hm", channel="mail"), author_id=cast.clara.id, is_verified=True
        ),
    ]
    for number in range(200):
        ticket = tickets[number % 5]
        note(ticket)
        ticket.refresh_from_db()
        dice.choice(acts[:3] if ticket.status_id in ("completed", "in_progress") else acts)(ticket)
        if number % 10 == 9:
            clock.shift(timedelta(minutes=3))
            post()
    clock.shift(timedelta(minutes=30))
    post()

    assert len(sink.taken) > 200
    assert {"reply", "notification", "acknowledgement", "status"} <= set(
        OutgoingMail.objects.values_list("kind", flat=True)
    )
    everything = b"\n".join(_decoded(taken) for taken in sink.taken)
    for canary in canaries:
        assert canary.encode() not in everything
        assert base64.b64encode(canary.encode())[:12] not in everything
