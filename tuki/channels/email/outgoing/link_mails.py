"""Sends the one-time links that the room people makes: to sign in, for a new password, as an invitation."""

from __future__ import annotations

from tuki.channels.email.outgoing.commands.writing import queue_mail
from tuki.kernel import clock
from tuki.kernel.actors import Actor, system
from tuki.people.signin.delivery import LinkMail, deliver_links_by
from tuki.people.signin.links import INVITE, PASSWORD, SIGN_IN

TEXTS = {SIGN_IN: "sign_in_link", PASSWORD: "password_link", INVITE: "invitation"}
MINUTE_SECONDS = 60


@deliver_links_by
def send(actor: Actor, mail: LinkMail) -> None:
    """Queues the mail within the command that makes the link; whoever asked, the desk itself writes."""
    seconds = (mail.expires_at - clock.now()).total_seconds()
    queue_mail(
        system(actor.cause),
        to=mail.address,
        template=TEXTS[mail.purpose],
        language=mail.language,
        values={
            "link.address": mail.url,
            "link.minutes": str(round(seconds / MINUTE_SECONDS)),
            "actor.name": actor.name,
        },
        person_id=mail.person_id,
    )
