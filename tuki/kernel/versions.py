"""Versions of settings: what a setting said, who changed it, what differed, and the way back.

A room that keeps a definition (a calendar, a workflow, a policy, a rule …) declares it once:

    @versioned("calendar", type=CalendarDefinition, permission=MANAGE, title=calendar_names)
    def restore_calendar(actor, object_id, definition): ...      # a command, or calls one

and calls `keep_version(actor, "calendar", calendar.id, definition)` in every command that adds or changes one. Each
kept version is announced as `setting.changed`, so the room needs no event of its own for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from django.utils.functional import Promise

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.events import Event, event
from tuki.kernel.models import SettingVersion
from tuki.kernel.refusals import NotFound, Refused

Restore = Callable[[Actor, int, Any], object]
Titles = Callable[[list[int]], Mapping[int, str]]
F = TypeVar("F", bound=Restore)
_encoder = msgspec.json.Encoder(order="sorted")
# By what a member of a list is known, so that moving one does not look like changing all.
_NAMES = ("code", "id", "name")


@event("setting.changed", stream="setting", changes_reference=True)
class SettingChanged(Event):
    """A setting says something else from now on; `subject` is the id of its first version."""

    setting: str
    object_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Versioned:
    """A kind of setting: the type of its definitions, who may see and restore them, how its objects are called.

    `label` names the kind for people. `words` gives names to fields of the definition.
    """

    kind: str
    type: type[Any]
    label: str | Promise
    permission: str
    titles: Titles
    restore: Restore
    words: Mapping[str, str | Promise]


class Version(msgspec.Struct, frozen=True):
    """One version; `back_to` is the number whose definition it took up again."""

    number: int
    definition: Any
    actor_kind: str
    actor_id: int | None
    actor_name: str
    made_at: datetime
    back_to: int | None


class Difference(msgspec.Struct, frozen=True):
    """Something that two versions say differently; `path` leads to it, None stands for nothing there."""

    path: tuple[str, ...]
    old: Any
    new: Any


_kinds: dict[str, Versioned] = {}


def versioned(
    kind: str,
    *,
    type: type[Any],
    label: str | Promise,
    permission: str,
    titles: Titles,
    words: Mapping[str, str | Promise] | None = None,
) -> Callable[[F], F]:
    """Declares a kind of setting by the function that makes one of its objects be as a definition says."""

    def register(restore: F) -> F:
        if kind in _kinds:
            raise ValueError(f"versions of {kind} are declared twice")
        _kinds[kind] = Versioned(kind, type, label, permission, titles, restore, words or {})
        return restore

    return register


def versioned_kinds() -> Mapping[str, Versioned]:
    """Every declared kind of setting."""
    return _kinds


def keep_version(actor: Actor, kind: str, object_id: int, definition: Any, *, back_to: int | None = None) -> int:
    """Within a command: this is what the setting says now. Gives the version's number.

    Announces `setting.changed`. Nothing to do when the last version says the same.
    """
    rows = SettingVersion.objects.filter(kind=_kinds[kind].kind, object_id=object_id)
    text = _encoder.encode(definition).decode()
    last = rows.order_by("-number").values_list("number", "definition").first()
    if last is not None and last[1] == text:
        return last[0]
    row = SettingVersion.objects.create(
        kind=kind,
        object_id=object_id,
        number=last[0] + 1 if last else 1,
        definition=text,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_name="" if actor.is_person else actor.name,
        made_at=clock.now(),
        back_to=back_to if back_to is not None else _restoring_of(actor),
    )
    first = row.id if row.number == 1 else rows.order_by("number").values_list("id", flat=True)[0]
    announce(actor, SettingChanged(subject=first, setting=kind, object_id=object_id, number=row.number))
    return row.number


@command
def restore_version(actor: Actor, kind: str, object_id: int, *, number: int) -> None:
    """Makes the setting say again what it said in that version, which becomes its newest one.

    Refuses `not_found`, `not_allowed`, `version_unreadable` when this release no longer understands the old
    definition, and whatever the setting's own command refuses.
    """
    declared = _declared_for(actor, kind)
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
    _declared_for(actor, kind)
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


def differences(old: Any, new: Any) -> list[Difference]:
    """What two definitions, as JSON gives them, say differently, in the order of their paths."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    paths = [*before, *(path for path in after if path not in before)]
    return [
        Difference(path, before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)
    ]


def _declared_for(actor: Actor, kind: str) -> Versioned:
    declared = _kinds.get(kind)
    if declared is None:
        raise NotFound()
    if not actor.holds(declared.permission):
        raise Refused("not_allowed")
    return declared


def _restoring_of(actor: Actor) -> int | None:
    name, _colon, number = actor.cause.partition(":")
    return int(number) if name == "version" else None


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key in value:
            yield from _leaves(value[key], (*path, key))
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for index, each in enumerate(value):
            yield from _leaves(each, (*path, _name_of(each, index)))
    elif value not in (None, "", []):
        yield path, value


def _name_of(member: Any, index: int) -> str:
    if isinstance(member, dict) and {"source", "target"} <= member.keys():
        return f"{member['source']} → {member['target']}"
    found = (member.get(name) for name in _NAMES) if isinstance(member, dict) else ()
    return next((str(name) for name in found if name not in (None, "")), str(index + 1))
