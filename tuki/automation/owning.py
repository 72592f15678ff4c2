"""To whom templates and macros belong: who sees them, who may change them."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from django.db.models import Q, QuerySet

from tuki.automation.models.owned import Owned
from tuki.automation.permissions import SHARE
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.agents import teams
from tuki.people.models import Team

T = TypeVar("T", bound=Owned)


class Whose(NamedTuple):
    """What decides which templates and macros somebody sees: who is equal in this sees the same. Made by `whose`."""

    person_id: int | None
    is_trusted: bool
    is_staff: bool
    sees_shared: bool
    team_ids: frozenset[int]


def whose(actor: Actor) -> Whose:
    """The actor, reduced to what they may see."""
    return Whose(actor.id, actor.is_trusted, actor.is_staff, actor.holds(SHARE), teams_of(actor))


def visible(actor: Actor, rows: QuerySet[T]) -> QuerySet[T]:
    """One's own, those of one's teams, and those of everybody; all for who may change all, except what is personal to
    somebody else. Nothing for customers."""
    return seen_by(whose(actor), rows)


def seen_by(reader: Whose, rows: QuerySet[T]) -> QuerySet[T]:
    """The same for everybody of whom this is true."""
    if reader.is_trusted:
        return rows
    if not reader.is_staff:
        return rows.none()
    of_teams = Q(person=None, team=None) | Q(team_id__in=reader.team_ids)
    return rows.filter((Q(person=None) if reader.sees_shared else of_teams) | Q(person_id=reader.person_id))


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
    """The teams that the actor belongs to; reference data."""
    return frozenset(team.id for team in teams.teams_of(actor.id))
