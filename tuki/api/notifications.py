"""What the token's person hears by mail."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Input
from tuki.channels.email.outgoing.choices import notifications_of
from tuki.channels.email.outgoing.commands.notifications import choose_notifications
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused

routes = Routes("me")
Choice = Literal["always", "away", "never"]


class NotificationsShape(msgspec.Struct):
    """For each occasion `always`, `away` (only while not at the desk) or `never`; `quiet` stops all."""

    assigned: str
    mentioned: str
    message: str
    approval: str
    time_warning: str
    time_breach: str
    rule_held: str
    quiet: bool


class NotificationsChange(Input):
    """Only what is named changes."""

    assigned: Choice | UnsetType = UNSET
    mentioned: Choice | UnsetType = UNSET
    message: Choice | UnsetType = UNSET
    approval: Choice | UnsetType = UNSET
    time_warning: Choice | UnsetType = UNSET
    time_breach: Choice | UnsetType = UNSET
    rule_held: Choice | UnsetType = UNSET
    quiet: bool | UnsetType = UNSET


@routes.get("/me/notifications", scope=None, answer=NotificationsShape)
def show_notifications(actor: Actor) -> NotificationsShape:
    """What an agent hears by mail. One query."""
    if not actor.is_staff or actor.id is None:
        raise Refused("not_allowed")
    own = notifications_of(actor.id)
    chosen = {code.removeprefix("agent_"): choice for code, choice in own.choices.items()}
    return NotificationsShape(**chosen, quiet=own.is_quiet)


@routes.patch("/me/notifications", scope="people:write", body=NotificationsChange, answer=NotificationsShape)
def change_notifications(actor: Actor, body: NotificationsChange) -> NotificationsShape:
    """Changes what is named."""
    kept = show_notifications(actor)
    named = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    quiet = bool(named.pop("quiet", kept.quiet))
    chosen = {f"agent_{name}": str(choice) for name, choice in named.items()}
    choose_notifications(actor, choices=chosen, is_quiet=quiet)
    return show_notifications(actor)
