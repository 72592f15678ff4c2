"""Versions of settings: what a setting said, who changed it, what differed, and the way back.

A room that keeps a definition (a calendar, a workflow, a policy, a rule …) declares it once:

    @versioned("calendar", type=CalendarDefinition, permission=MANAGE, title=calendar_names)
    def restore_calendar(actor, object_id, definition): ...      # a command, or calls one

and calls `keep_version(actor, "calendar", calendar.id, definition)` in every command that adds or changes one. Each
kept version is announced as `setting.changed`, so the room needs no event of its own for it; where it has one
nevertheless, `is_told` says so. A command that changes a setting in several steps makes one version of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from django.db.models import Model
from django.utils.functional import Promise

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, at_hand, command, keep_at_hand
from tuki.kernel.events import Event, event
from tuki.kernel.models import SettingVersion
from tuki.kernel.refusals import NotFound, Refused

Restore = Callable[[Actor, int, Any], object]
Titles = Callable[[list[int]], Mapping[int, str]]
Present = Callable[[Collection[int]], Mapping[int, Any]]
Concerns = Callable[[Actor, int], bool]
F = TypeVar("F", bound=Restore)
M = TypeVar("M", bound=Model)
_encoder = msgspec.json.Encoder(order="sorted")


@event("setting.changed", stream="setting", changes_reference=True)
class SettingChanged(Event):
    """A setting says something else from now on; `subject` is the id of its first version."""

    setting: str
    object_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Versioned:
    """A kind of setting: the type of its definitions, who may see and restore them, how its objects are called.

    `label` names the kind for people. `words` gives names to fields of the definition; `refs` says of fields that hold
    ids whose ids they are, as `telling.names` knows them. `present` gives what its
    objects say now, except those of some ids. `concerns` tells which objects somebody who holds the permission in some
    places only may read; the others are not there for them.
    """

    kind: str
    type: type[Any]
    label: str | Promise
    permission: str
    titles: Titles
    restore: Restore
    words: Mapping[str, str | Promise]
    refs: Mapping[str, str]
    present: Present | None
    concerns: Concerns


class Version(msgspec.Struct, frozen=True):
    """One version; `back_to` is the number whose definition it took up again."""

    number: int
    definition: Any
    actor_kind: str
    actor_id: int | None
    actor_name: str
    made_at: datetime
    back_to: int | None


_kinds: dict[str, Versioned] = {}


def versioned(
    kind: str,
    *,
    type: type[Any],
    label: str | Promise,
    permission: str,
    titles: Titles,
    words: Mapping[str, str | Promise] | None = None,
    refs: Mapping[str, str] | None = None,
    present: Present | None = None,
    concerns: Concerns = lambda _actor, _object_id: True,
) -> Callable[[F], F]:
    """Declares a kind of setting by the function that makes one of its objects be as a definition says."""

    def register(restore: F) -> F:
        if kind in _kinds:
            raise ValueError(f"versions of {kind} are declared twice")
        _kinds[kind] = Versioned(
            kind, type, label, permission, titles, restore, words or {}, refs or {}, present, concerns
        )
        return restore

    return register


def versioned_kinds() -> Mapping[str, Versioned]:
    """Every declared kind of setting."""
    return _kinds


def keep_version(
    actor: Actor, kind: str, object_id: int, definition: Any, *, back_to: int | None = None, is_told: bool = False
) -> int:
    """Within a command: this is what the setting says now. Gives the version's number.

    Announces `setting.changed`, unless an event of the command's own tells it (`is_told`). Nothing to do when the last
    version says the same. What the running command has kept already is replaced: nobody has seen it.
    """
    rows = SettingVersion.objects.filter(kind=_kinds[kind].kind, object_id=object_id)
    text = _encoder.encode(definition).decode()
    last = rows.order_by("-number").first()
    if last is not None and last.definition == text:
        return last.number
    if last is not None and at_hand(SettingVersion, last.id) is not None:
        rows.filter(pk=last.pk).update(definition=text)
        return last.number
    row = SettingVersion.objects.create(
        number=last.number + 1 if last else 1,
        back_to=back_to if back_to is not None else _restoring_of(actor),
        **_written(actor, kind, object_id, text),
    )
    keep_at_hand(row)
    if not is_told:
        first = row.id if row.number == 1 else rows.order_by("number").values_list("id", flat=True)[0]
        announce(actor, SettingChanged(subject=first, setting=kind, object_id=object_id, number=row.number))
    return row.number


def keep_beginning(actor: Actor, kind: str, object_id: int, definition: Any) -> None:
    """Within a command, before it changes a setting for the first time: what it said until now is its first version.

    Nothing to do when there is one. Nothing is announced: it was so already.
    """
    if not SettingVersion.objects.filter(kind=_kinds[kind].kind, object_id=object_id).exists():
        text = _encoder.encode(definition).decode()
        SettingVersion.objects.create(number=1, **_written(actor, kind, object_id, text))


@command
def begin_versions(actor: Actor) -> None:
    """What settings say that have no version yet becomes their first one, so that the next change shows a difference.

    For desks that are older than the versions of a kind. Nothing to do when all have one; harmless when several
    processes do it at once. One or two queries per kind.
    """
    for kind, declared in _kinds.items():
        if declared.present is None:
            continue
        known = set(SettingVersion.objects.filter(kind=kind, number=1).values_list("object_id", flat=True))
        rows = [
            SettingVersion(number=1, **_written(actor, kind, object_id, _encoder.encode(definition).decode()))
            for object_id, definition in declared.present(known).items()
        ]
        SettingVersion.objects.bulk_create(rows, ignore_conflicts=True)


@command
def restore_version(actor: Actor, kind: str, object_id: int, *, number: int) -> None:
    """Makes the setting say again what it said in that version, which becomes its newest one.

    Refuses `not_found`, `not_allowed`, `version_unreadable` when this release no longer understands the old
    definition, and whatever the setting's own command refuses.
    """
    declared = _declared_for(actor, kind, object_id)
    row = SettingVersion.objects.filter(kind=kind, object_id=object_id, number=number).first()
    if row is None:
        raise NotFound()
    try:
        definition = msgspec.json.decode(row.definition, type=declared.type)
    except msgspec.MsgspecError:
        raise Refused("version_unreadable") from None
    declared.restore(actor.because(f"version:{number}"), object_id, definition)


def versions_of(actor: Actor, kind: str, object_id: int) -> list[Version]:
    """All versions, newest first; one query. Refuses `not_found` and `not_allowed`."""
    _declared_for(actor, kind, object_id)
    rows = SettingVersion.objects.filter(kind=kind, object_id=object_id).order_by("-number")
    return [
        Version(
            number=row.number,
            definition=msgspec.json.decode(row.definition),
            actor_kind=row.actor_kind,
            actor_id=row.actor_id,
            actor_name=row.actor_name,
            made_at=row.made_at,
            back_to=row.back_to,
        )
        for row in rows
    ]


def has_versions(kind: str, object_id: int) -> bool:
    """Whether anything was kept of the setting; for pages that link to its versions."""
    return SettingVersion.objects.filter(kind=kind, object_id=object_id).exists()


def rows_present(model: type[M], definition: Callable[[M], Any]) -> Present:
    """For `versioned`: what the rows of a table say, but for those of some ids."""
    return lambda known: {row.pk: definition(row) for row in model._default_manager.exclude(pk__in=known)}


def row_of(model: type[M], object_id: int) -> M:
    """The row that a version is of; refuses `not_found` when it is gone."""
    row = model._default_manager.filter(pk=object_id).first()
    if row is None:
        raise NotFound()
    return row


def _declared_for(actor: Actor, kind: str, object_id: int) -> Versioned:
    declared = _kinds.get(kind)
    if declared is None:
        raise NotFound()
    if not actor.holds(declared.permission):
        raise Refused("not_allowed")
    if not declared.concerns(actor, object_id):
        raise NotFound()
    return declared


def _written(actor: Actor, kind: str, object_id: int, text: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "object_id": object_id,
        "definition": text,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "actor_name": "" if actor.is_person else actor.name,
        "made_at": clock.now(),
    }


def _restoring_of(actor: Actor) -> int | None:
    name, _colon, number = actor.cause.partition(":")
    return int(number) if name == "version" else None
