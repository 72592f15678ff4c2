"""Actions between support lines: up with a handover, back with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuki.automation.actions.declaring import Action, Given, Parameter, ParameterType, Step, Writing, declare
from tuki.automation.actions.writing import text_for
from tuki.kernel.actors import Actor, system
from tuki.kernel.conditions import Option
from tuki.kernel.refusals import Refused
from tuki.people.agents.teams import FIRST, TeamFacts, teams
from tuki.tickets.lines.moving import escalate_to_line, return_to_line
from tuki.tickets.lines.queries import escalated_by, next_team, stays_of
from tuki.tickets.models import Ticket

_ANYBODY = system("preview")


def higher_lines() -> Sequence[Option]:
    """The teams that work on a line above the first."""
    return [Option(team.id, team.name) for team in teams().values() if team.line > FIRST]


def _heir(ticket: Ticket, given: Given) -> TeamFacts | None:
    """Who would take over: the team that is named, else the one of the next line there."""
    return teams().get(given["team"]) if given.get("team") else next_team(ticket)


def _escalate(actor: Actor, ticket: Ticket, given: Given, handover: str) -> None:
    escalate_to_line(actor, ticket.reference, handover=handover, team_id=given.get("team"))


def _return(actor: Actor, ticket: Ticket, _given: Given, reason: str) -> None:
    return_to_line(actor, ticket.reference, reason=reason)


def _handover(actor: Actor, ticket: Ticket, given: Given) -> str:
    return text_for(actor, ticket, given["handover"])


def _reason(actor: Actor, ticket: Ticket, given: Given) -> str:
    return text_for(actor, ticket, given["reason"])


def _says_escalation(ticket: Ticket, given: Given) -> str:
    team = _heir(ticket, given)
    if team is None:
        return Refused("no_next_line").sentence
    words = {"team": team.name, "text": _handover(_ANYBODY, ticket, given)}
    return _("%(team)s takes over, with this handover: %(text)s") % words


def _says_return(ticket: Ticket, given: Given) -> str:
    before = escalated_by(stays_of(ticket))
    if before is None:
        return Refused("not_escalated").sentence
    words = {"team": before.team, "text": _reason(_ANYBODY, ticket, given)}
    return _("It goes back to %(team)s, for this reason: %(text)s") % words


def _back_down(ticket: Ticket, _given: Given) -> Step | None:
    """A return to the team that escalates; None where no team had the ticket."""
    if ticket.team_id is None:
        return None
    with translation.override(ticket.brand.language):
        return Step("return", {"reason": _("The escalation was taken back.")})


def _told_to(ticket: Ticket) -> str:
    team = next_team(ticket)
    return _("The handover to %(team)s") % {"team": team.name} if team else _("The handover")


declare(
    Action(
        "escalate",
        gettext_lazy("Escalate it to the next line"),
        "chevron-up",
        (
            Parameter("handover", gettext_lazy("Handover"), ParameterType.TEXT),
            Parameter(
                "team",
                gettext_lazy("Team; without one the next line there"),
                ParameterType.CHOICE,
                higher_lines,
                is_needed=False,
                names_rows=True,
            ),
        ),
        _says_escalation,
        lambda actor, ticket, given: _escalate(actor, ticket, given, _handover(actor, ticket, given)),
        _back_down,
        Writing(_told_to, _handover, _escalate),
    )
)
declare(
    Action(
        "return",
        gettext_lazy("Return it to the line that escalated it"),
        "undo-2",
        (Parameter("reason", gettext_lazy("Reason"), ParameterType.TEXT),),
        _says_return,
        lambda actor, ticket, given: _return(actor, ticket, given, _reason(actor, ticket, given)),
        lambda ticket, _given: Step("give_to_team", {"team": ticket.team_id}) if ticket.team_id else None,
        Writing(lambda _ticket: _("The reason of the return"), _reason, _return),
    )
)
