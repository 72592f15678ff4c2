"""A ticket's line on its page: its team, its way through teams, why its agent has it; escalating and returning."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from tuki.assignment.hours import Closed, closed_now
from tuki.assignment.policies import policy_of
from tuki.desk.frame import page
from tuki.kernel import clock, log
from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid, NotFound, Refusal, Refused
from tuki.kernel.telling import tell
from tuki.people.agents.queries import state_of
from tuki.people.agents.teams import teams
from tuki.tickets import rules
from tuki.tickets.events import TicketAssigned
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.lines.moving import escalate_to_line, give_to_team, return_to_line
from tuki.tickets.lines.queries import escalated_by, higher_teams, stays_of
from tuki.tickets.models import Ticket
from tuki.tickets.queries import ticket_for
from tuki.tickets.wording.lines import LINE_NAMES, WAY_NAMES
from tuki.ui.access import SignedInRequest, open_to

DAYS_OF_WEEK = 7


def line_facts(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """What the side pane says of team and line, and how the assignee's state is; one query at most."""
    team = teams().get(ticket.team_id or 0)
    stays = stays_of(ticket) if team else []
    can_move = bool(teams()) and rules.can_escalate(actor, ticket)
    return {
        "team": team,
        "line": str(LINE_NAMES[team.line]) if team else "",
        "closed": _closed(team.id) if team else None,
        "stays": [(str(LINE_NAMES[each.line]), each, str(WAY_NAMES[each.came])) for each in stays],
        "state": state_of(ticket.assignee) if ticket.assignee else None,
        "higher": [(each.id, f"{each.name} · {LINE_NAMES[each.line]}") for each in higher_teams(ticket)]
        if can_move
        else [],
        "returns_to": escalated_by(stays) if can_move else None,
        "teams": [(each.id, f"{each.name} · {LINE_NAMES[each.line]}") for each in teams().values()],
    }


def _closed(team_id: int) -> tuple[Closed, str] | None:
    """That the team is outside its hours, and how near the moment is until when, as a style of `local_time`."""
    closed = closed_now(policy_of(team_id))
    if closed is None or closed.until is None:
        return (closed, "") if closed else None
    days = (timezone.localtime(closed.until).date() - timezone.localtime(clock.now()).date()).days
    return closed, "time" if days == 0 else "weekday" if days < DAYS_OF_WEEK else "moment"


@open_to("staff")
def line(request: SignedInRequest, reference: str) -> HttpResponse:
    """The whole way of a ticket through teams and agents with the reasons, and the forms to move it."""
    return _show(request, ticket_for(request.actor, reference))


@open_to("staff", methods=("POST",))
def escalation(request: SignedInRequest, reference: str) -> HttpResponse:
    """`handover`, and `team` when it is not the next line's."""
    team = request.POST.get("team", "")
    try:
        escalate_to_line(
            request.actor,
            reference,
            handover=request.POST.get("handover", ""),
            team_id=_team(team) if team else None,
        )
    except Refusal as refusal:
        return _again(request, reference, refusal)
    return _done(request, reference)


@open_to("staff", methods=("POST",))
def giving_back(request: SignedInRequest, reference: str) -> HttpResponse:
    """`reason`: why it goes back to the team that escalated it."""
    try:
        return_to_line(request.actor, reference, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return _again(request, reference, refusal)
    return _done(request, reference)


@open_to("staff", methods=("POST",))
def team(request: SignedInRequest, reference: str) -> HttpResponse:
    """`team`: which team has the ticket from now on."""
    give_to_team(request.actor, reference, team_id=_team(request.POST.get("team", "")))
    return _done(request, reference)


def _show(request: SignedInRequest, ticket: Ticket, refusal: Refusal | None = None) -> HttpResponse:
    told = [
        entry for entry in log.events_of("ticket", ticket.id) if isinstance(entry.event, TicketAssigned | TeamChanged)
    ]
    context = {
        "ticket": ticket,
        "line": line_facts(request.actor, ticket),
        "told": tell(told)[::-1],
        "errors": refusal.by_field if refusal else {},
        "given": request.POST,
    }
    return page(
        request,
        "desk/tickets/line.html",
        context,
        current=reverse("desk:tickets", args=["open"]),
        status=refusal.status if refusal else 200,
    )


def _again(request: SignedInRequest, reference: str, refusal: Refusal) -> HttpResponse:
    """The page with what was written, so that no handover is lost."""
    if isinstance(refusal, NotFound) or (isinstance(refusal, Refused) and refusal.code == "not_allowed"):
        raise refusal
    return _show(request, ticket_for(request.actor, reference), refusal)


def _done(request: SignedInRequest, reference: str) -> HttpResponse:
    """The ticket; or the lists, when it went to where the actor no longer sees it."""
    try:
        ticket_for(request.actor, reference)
    except NotFound:
        return HttpResponseRedirect(reverse("desk:home"))
    return HttpResponseRedirect(reverse("desk:ticket", args=[reference]))


def _team(text: str) -> int:
    team_id = whole_number(text)
    if team_id is None or team_id not in teams():
        raise Invalid("invalid", field="team")
    return team_id
