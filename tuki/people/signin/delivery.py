"""The slot through which one-time links reach people: the room that can send mail registers here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tuki.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class LinkMail:
    """A link to send: for what, to whom, in which language, and until when it works."""

    purpose: str
    person_id: int
    name: str
    address: str
    language: str
    url: str
    expires_at: datetime


Deliver = Callable[[Actor, LinkMail], None]
_registered: list[Deliver] = []


def deliver_links_by(function: Deliver) -> Deliver:
    """Registers who sends links. It is called within the command that makes the link, and does no I/O."""
    _registered[:] = [function]
    return function


def deliver(actor: Actor, mail: LinkMail) -> None:
    """Hands the link over. LookupError when no room has registered: the job that sends it is tried again."""
    if not _registered:
        raise LookupError("no room has registered to send one-time links")
    _registered[0](actor, mail)
