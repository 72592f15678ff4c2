"""What most commands of this room ask first."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Model

from tuki.kernel.actors import Actor, Areas
from tuki.kernel.command import keep_at_hand
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.access import actor_of
from tuki.people.models import Person


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
