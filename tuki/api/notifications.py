"""What the token's person hears: by mail, and in the desk of rules that went over their limits."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tuki.api.routes import Routes
from tuki.api.shapes import Input, Items, Page, after_id, cut
from tuki.automation.commands.noticing import see_rule_notices
from tuki.automation.rules.notices import notices_of
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


class RuleNoticeShape(msgspec.Struct):
    """A rule went over a limit (`tickets` or `mails`, `count` of them within an hour); `waits` for a decision still."""

    id: int
    rule: int
    name: str
    limit: str
    count: int
    told_at: datetime
    is_seen: bool
    waits: bool


class SeenShape(msgspec.Struct):
    """How many notices were new."""

    seen: int


@routes.get("/me/notifications", scope=None, answer=NotificationsShape)
def show_notifications(actor: Actor) -> NotificationsShape:
    """What an agent hears by mail. One query."""
    _insist_agent(actor)
    own = notifications_of(actor.id or 0)
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


@routes.get("/me/rule-notices", scope="settings:read", query=Page, answer=Items[RuleNoticeShape])
def list_rule_notices(actor: Actor, query: Page) -> Items[RuleNoticeShape]:
    """The caller's own notices about rules, newest first. One query."""
    _insist_agent(actor)
    found = notices_of(actor, before=after_id(query) or None, most=query.size + 1)
    rows, has_more = cut(list(found), query.size)
    shown = [
        RuleNoticeShape(row.id, row.rule_id, row.rule, row.limit, row.reached, row.told_at, row.is_seen, row.waits)
        for row in rows
    ]
    return Items(shown, str(rows[-1].id) if has_more else None)


@routes.post("/me/rule-notices/seen", scope="settings:write", answer=SeenShape)
def see_own_rule_notices(actor: Actor) -> SeenShape:
    """The caller has seen them all."""
    _insist_agent(actor)
    return SeenShape(see_rule_notices(actor))


def _insist_agent(actor: Actor) -> None:
    if not actor.is_staff or actor.id is None:
        raise Refused("not_allowed")
