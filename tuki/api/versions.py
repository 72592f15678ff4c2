"""Versions of settings: who changed what, and the way back."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec

from tuki.api.routes import Routes
from tuki.api.shapes import Items, Page, after_id, cut
from tuki.kernel.actors import Actor
from tuki.kernel.differences import differences
from tuki.kernel.refusals import NotFound
from tuki.kernel.versions import Version, restore_version, versions_of

routes = Routes("settings")
READ, WRITE = "settings:read", "settings:write"


class ChangeShape(msgspec.Struct):
    """A field that a version changed: the `path` to it in the definition, before and after; null is nothing."""

    path: list[str]
    old: Any
    new: Any


class VersionShape(msgspec.Struct):
    """A version: the whole `definition`, what it changed against the one before, and the version that it went back to.

    `actor` is the id of a person, null for the desk itself.
    """

    number: int
    definition: Any
    changes: list[ChangeShape]
    actor_kind: str
    actor: int | None
    made_at: datetime
    back_to: int | None


class Restored(msgspec.Struct):
    """The version that holds now."""

    number: int


@routes.get("/versions/{kind}/{row:id}", scope=READ, query=Page, answer=Items[VersionShape])
def list_versions(actor: Actor, query: Page, kind: str, id: int) -> Items[VersionShape]:
    """The versions of a setting, newest first, for those who may change it. `kind` is brand, department, team, role,
    category, policy, calendar, workflow, rule …; a setting that is a whole list, such as kinds or tiers, has id 1."""
    found = versions_of(actor, kind, id)
    if not found:
        raise NotFound()
    before = after_id(query) or found[0].number + 1
    pairs: list[tuple[Version, Version | None]] = [*pairwise(found), (found[-1], None)]
    shown, has_more = cut([pair for pair in pairs if pair[0].number < before], query.size)
    return Items([_shape(*pair) for pair in shown], str(shown[-1][0].number) if has_more else None)


@routes.post("/versions/{kind}/{row:id}/{row:number}/restoration", scope=WRITE, answer=Restored)
def restore_one_version(actor: Actor, kind: str, id: int, number: int) -> Restored:
    """The setting says again what it said in that version, which becomes its newest one; secrets stay as they are."""
    restore_version(actor, kind, id, number=number)
    return Restored(versions_of(actor, kind, id)[0].number)


def _shape(version: Version, before: Version | None) -> VersionShape:
    changes = differences(before.definition, version.definition) if before else []
    return VersionShape(
        version.number,
        version.definition,
        [ChangeShape(list(each.path), each.old, each.new) for each in changes],
        version.actor_kind,
        version.actor_id,
        version.made_at,
        version.back_to,
    )
