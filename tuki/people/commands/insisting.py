"""What most commands of this room ask first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model

from tuki.kernel.actors import Actor, Areas
from tuki.kernel.command import keep_at_hand
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.access import actor_of
from tuki.people.models import Person

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")


def insist_holds(actor: Actor, permission: str, area: int | None = None) -> None:
    """Refuses `not_allowed` when the actor does not hold the permission."""
    if not actor.holds(permission, area):
        raise Refused("not_allowed")


def insist_not_above(actor: Actor, person: Person) -> None:
    """Refuses `above_you` when the person holds, somewhere, a permission that the actor does not hold there: who
    manages agents cannot become an administrator by way of one."""
    if actor.is_person and actor.id != person.id and person.is_staff:
        insist_holds_all(actor, actor_of(person, cause=actor.cause).access)


def insist_holds_all(actor: Actor, access: Mapping[str, Areas]) -> None:
    """Refuses `above_you` when the actor lacks one of these permissions in one of its areas."""
    for permission, areas in access.items() if actor.is_person else ():
        held = actor.areas(permission) if permission in actor.access else frozenset()
        if held is not None and (areas is None or not areas <= held):
            raise Refused("above_you")


def locked_person(person_id: int) -> Person:
    """The person's row, locked until the command ends; refuses `not_found`."""
    assert transaction.get_connection().in_atomic_block
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise NotFound()
    keep_at_hand(person)
    return person


def needed(text: str, *, field: str, most: int = 160) -> str:
    """The text on one line without control characters, cut to `most`; refuses `required` when nothing is left."""
    cleaned = plain_line(text, most)
    if not cleaned:
        raise Invalid("required", field=field)
    return cleaned


def checked_language(code: str) -> str:
    """A language's code such as `nb` or `pt-BR` (RFC 5646); refuses `invalid` for anything else."""
    if not _LANGUAGE.fullmatch(code):
        raise Invalid("invalid", field="language")
    return code


def checked_zone(name: str) -> str:
    """A name of the time zone database (RFC 6557); refuses `invalid` for anything else."""
    if not is_zone(name):
        raise Invalid("invalid", field="time_zone")
    return name


def is_zone(name: str) -> bool:
    """Whether the time zone database of this machine has the name."""
    try:
        return bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def change_fields(row: Model, values: dict[str, object]) -> dict[str, list[str]]:
    """Sets the fields that differ and saves only those; what changed, as name → [old, new]."""
    changes = {
        name: [str(getattr(row, name)), str(value)] for name, value in values.items() if getattr(row, name) != value
    }
    for name in changes:
        setattr(row, name, values[name])
    if changes:
        row.save(update_fields=list(changes))
    return changes
