"""To whom a template or macro belongs, as forms ask it: `me`, `all`, or a team's id."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuki.automation.owning import teams_of
from tuki.automation.permissions import SHARE
from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.people.models import Team


def owner_options(actor: Actor) -> list[tuple[str, str]]:
    """Those for whom the actor may write."""
    teams = Team.objects.order_by("name").values_list("id", "name")
    may_all = actor.holds(SHARE)
    mine = teams_of(actor)
    shared = [(str(id_), _("Team %(name)s") % {"name": name}) for id_, name in teams if may_all or id_ in mine]
    return [("me", _("Only me")), *shared, *([("all", _("Everybody"))] if may_all else [])]


def owner_of(actor: Actor, chosen: str) -> tuple[int | None, int | None]:
    """Person's id and team's id of what was chosen."""
    if chosen == "all":
        return None, None
    team_id = whole_number(chosen)
    return (actor.id, None) if team_id is None else (None, team_id)


def owner_code(person_id: int | None, team_id: int | None) -> str:
    """What the form shows as chosen."""
    if person_id is not None:
        return "me"
    return "all" if team_id is None else str(team_id)
