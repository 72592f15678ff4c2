"""The dispatcher's board of a team, giving tickets from it, and the share of escalations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tuki.assignment.permissions import DISPATCH
from tuki.assignment.policies import policy_of
from tuki.assignment.queries.board import board as board_of
from tuki.assignment.queries.board import has_teamless
from tuki.assignment.wording import HOW_NAMES
from tuki.desk.back import back
from tuki.desk.frame import page
from tuki.desk.states.choices import named_with_state, state_choices
from tuki.kernel import clock
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid, NotFound
from tuki.people.agents.teams import teams, teams_of
from tuki.people.permissions import CHANGE_STATES
from tuki.tickets.commands.assign import assign_ticket, unassign_ticket
from tuki.tickets.lines.queries import escalation_shares
from tuki.tickets.wording import PRIORITY_NAMES
from tuki.tickets.wording.lines import LINE_NAMES
from tuki.ui.access import SignedInRequest, open_to

NO_TEAM = "none"
MONTHS_SHOWN = timedelta(days=366)


@open_to("staff", permission=DISPATCH)
def board(request: SignedInRequest) -> HttpResponse:
    """`?team=`: a team's id, or `none` for tickets without one."""
    return page(request, "desk/board/board.html", _context(request), current=reverse("desk:board"))


@open_to("staff", permission=DISPATCH, passive=True)
def columns(request: SignedInRequest) -> HttpResponse:
    """The queue and the columns alone, fetched again when something changes."""
    return render(request, "desk/board/_columns.html", _context(request))


@open_to("staff", permission=DISPATCH, methods=("POST",))
def assignment(request: SignedInRequest) -> HttpResponse:
    """Gives `ticket` to `assignee`, an agent's id; empty puts it back into the queue."""
    reference, wanted = request.POST.get("ticket", ""), request.POST.get("assignee", "")
    if not wanted:
        unassign_ticket(request.actor, reference)
    elif (assignee_id := whole_number(wanted)) is not None:
        assign_ticket(request.actor, reference, assignee_id=assignee_id)
    else:
        raise Invalid("invalid", field="assignee")
    return back(request, reverse("desk:board"))


@open_to("staff", permission=DISPATCH)
def escalations(request: SignedInRequest) -> HttpResponse:
    """Per month and team: tickets that came, and how many of them were escalated."""
    shares = escalation_shares(clock.now() - MONTHS_SHOWN)
    rows = [
        {
            "share": each,
            "month": date_format(each.month, "YEAR_MONTH_FORMAT"),
            "team": teams()[each.team_id],
            "line": LINE_NAMES[teams()[each.team_id].line],
        }
        for each in shares
        if each.team_id in teams()
    ]
    return page(request, "desk/board/escalations.html", {"rows": rows}, current=reverse("desk:board"))


def _context(request: SignedInRequest) -> dict[str, Any]:
    actor = request.actor
    team_id = _team(request)
    found = board_of(actor, team_id)
    here = NO_TEAM if team_id is None else str(team_id)
    return {
        "board": found,
        "team": teams().get(team_id) if team_id is not None else None,
        "here": here,
        "tabs": _tabs(request, here),
        "how": HOW_NAMES[policy_of(team_id).how],
        "priorities": {level: str(name) for level, name in PRIORITY_NAMES.items()},
        "agents": [
            (each.person_id, named_with_state(f"{each.name} · {each.load}/{each.capacity}", each.state))
            for each in found.columns
        ],
        "states": {each.person_id: state_choices(each.state) for each in found.columns},
        "can_change_states": actor.holds(CHANGE_STATES),
    }


def _team(request: SignedInRequest) -> int | None:
    wanted = request.GET.get("team", "")
    if wanted == NO_TEAM:
        return None
    if wanted:
        team_id = whole_number(wanted)
        if team_id not in teams():
            raise NotFound()
        return team_id
    own = teams_of(request.actor.id) or list(teams().values())
    return own[0].id if own else None


def _tabs(request: SignedInRequest, here: str) -> list[dict[str, Any]]:
    address = reverse("desk:board")
    found = [
        {"label": team.name, "href": f"{address}?team={team.id}", "current": here == str(team.id)}
        for team in teams().values()
    ]
    if here == NO_TEAM or has_teamless(request.actor):
        found.append({"label": _("Without team"), "href": f"{address}?team={NO_TEAM}", "current": here == NO_TEAM})
    return found
