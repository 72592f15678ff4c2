"""The example that a desk may have been filled with, and how it goes."""

from __future__ import annotations

import msgspec

from tuki.api.routes import Routes
from tuki.kernel.actors import Actor
from tuki.setup.commands.sample_removal import remove_sample

routes = Routes("settings")


class SampleRemovalShape(msgspec.Struct):
    """How much of the example was taken out; `unassigned`: tickets of the desk's own that were put back; `kept`: what
    stays and why, in the caller's language."""

    tickets: int
    people: int
    settings: int
    unassigned: int
    kept: list[str]


@routes.post("/sample/removal", scope="settings:write", answer=SampleRemovalShape)
def take_sample_out(actor: Actor) -> SampleRemovalShape:
    """Takes the example out, as *Settings → Example* does: its tickets into the trash, its people out of sign-in and
    teams; what the desk uses stays. Nothing happens where there is none."""
    removed = remove_sample(actor)
    return SampleRemovalShape(removed.tickets, removed.people, removed.settings, removed.unassigned, list(removed.kept))
