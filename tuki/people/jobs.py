"""What the room people does on its own."""

from __future__ import annotations

from tuki.kernel.actors import system
from tuki.kernel.jobs.registry import job, scheduled
from tuki.people.agents.states import absent, go_offline
from tuki.people.signin import links, sessions


@job("people.send_link")
def send_link(address: str, purpose: str) -> None:
    """Makes and sends a one-time link that somebody asked for."""
    links.send_link(system("job:send_link"), address=address, purpose=purpose)


@scheduled("people.forget_ended", every_seconds=3600)
def forget_ended() -> None:
    """Drops sessions and links that cannot be used any more."""
    sessions.forget_ended_sessions()
    links.forget_past_links()


@scheduled("people.note_absence", every_seconds=60)
def note_absence() -> None:
    """Agents whom nobody has seen for long go offline, each in a transaction of its own."""
    for person_id in list(absent().values_list("person_id", flat=True)):
        go_offline(system("note_absence"), person_id)
