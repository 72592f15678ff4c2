"""To whom templates and macros belong: who sees them, who may change them."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from tuki.automation.models.owned import Owned
from tuki.automation.permissions import SHARE
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.models import Team, TeamMember

T = TypeVar("T", bound=Owned)


def visible(actor: Actor, rows: QuerySet[T]) -> QuerySet[T]:
    """One's own, those of one's teams, and those of everybody; all for who may change all, except what is personal to
    somebody else. Nothing for customers."""
    if actor.is_trusted:
        return rows
    if not actor.is_staff:
        return rows.none()
    shared = Q(person=None) if actor.holds(SHARE) else Q(person=None, team=None) | Q(team_id__in=teams_of(actor))
    return rows.filter(shared | Q(person_id=actor.id))


def fetched(actor: Actor, rows: QuerySet[T], row_id: int) -> T:
    """The row, locked, when the actor may change it; refuses `not_found` and `not_allowed`."""
    row = visible(actor, rows).select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None:
        raise NotFound()
    if not can_edit(actor, row.person_id, row.team_id):
        raise Refused("not_allowed")
    return row


def insist_may_own(actor: Actor, person_id: int | None, team_id: int | None) -> None:
    """Refuses `not_allowed` for an owner for whom the actor may not write, `invalid` for a team that there is not."""
    if person_id is not None and team_id is not None:
        raise Invalid("invalid", field="team")
    if team_id is not None and not Team.objects.filter(pk=team_id).exists():
        raise Invalid("invalid", field="team")
    if not can_edit(actor, person_id, team_id):
        raise Refused("not_allowed")


def can_edit(actor: Actor, person_id: int | None, team_id: int | None) -> bool:
    """One's own, those of one's teams; others by permission; what is personal to somebody else never."""
    if person_id is not None:
        return person_id == actor.id or actor.is_trusted
    if actor.holds(SHARE):
        return True
    return actor.is_staff and team_id is not None and team_id in teams_of(actor)


def teams_of(actor: Actor) -> frozenset[int]:
    """The teams that the actor belongs to. One query."""
    return frozenset(TeamMember.objects.filter(person_id=actor.id).values_list("team_id", flat=True))
