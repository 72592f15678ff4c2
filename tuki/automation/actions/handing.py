"""Actions on who is responsible: agent, team, department."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuki.automation.actions.declaring import Action, Given, Parameter, ParameterType, Step, declare, named
from tuki.kernel.actors import Actor
from tuki.kernel.conditions import Option
from tuki.people.models import Team
from tuki.people.queries import active_agents
from tuki.people.queries import departments as all_departments
from tuki.tickets.commands.assign import assign_ticket, take_ticket, transfer_ticket, unassign_ticket
from tuki.tickets.lines.moving import give_to_team
from tuki.tickets.models import Ticket

ME = 0  # an assignee's place for whoever runs it


def agents() -> Sequence[Option]:
    """Whoever runs it, then all active agents."""
    return [Option(ME, _("whoever runs it")), *(Option(id_, name) for id_, name in active_agents())]


def teams() -> Sequence[Option]:
    """All teams."""
    return [Option(id_, name) for id_, name in Team.objects.order_by("name").values_list("id", "name")]


def departments() -> Sequence[Option]:
    """All active departments."""
    return [Option(row.id, row.name) for row in all_departments().values() if row.is_active]


def _assign(actor: Actor, ticket: Ticket, given: Given) -> None:
    if given["assignee"] == ME:
        take_ticket(actor, ticket.reference)
    else:
        assign_ticket(actor, ticket.reference, assignee_id=given["assignee"])


def _assignee_back(ticket: Ticket, _given: Given) -> Step:
    return Step("assign", {"assignee": ticket.assignee_id}) if ticket.assignee_id else Step("unassign")


def _team_back(ticket: Ticket, _given: Given) -> Step | None:
    return Step("give_to_team", {"team": ticket.team_id}) if ticket.team_id else None


declare(
    Action(
        "assign",
        gettext_lazy("Assign it"),
        "user-check",
        (Parameter("assignee", gettext_lazy("Agent"), ParameterType.CHOICE, agents, names_rows=True),),
        lambda _ticket, given: _("It is assigned to %(name)s.") % {"name": named(agents, given["assignee"])},
        _assign,
        _assignee_back,
    )
)
declare(
    Action(
        "unassign",
        gettext_lazy("Put it back"),
        "user-x",
        (),
        lambda _ticket, _given: _("Nobody is responsible any more."),
        lambda actor, ticket, _given: unassign_ticket(actor, ticket.reference),
        lambda ticket, _given: Step("assign", {"assignee": ticket.assignee_id}) if ticket.assignee_id else None,
    )
)
declare(
    Action(
        "give_to_team",
        gettext_lazy("Give it to a team"),
        "users",
        (Parameter("team", gettext_lazy("Team"), ParameterType.CHOICE, teams, names_rows=True),),
        lambda _ticket, given: _("The team %(name)s works on it.") % {"name": named(teams, given["team"])},
        lambda actor, ticket, given: give_to_team(actor, ticket.reference, team_id=given["team"]),
        _team_back,
    )
)
declare(
    Action(
        "transfer",
        gettext_lazy("Transfer it to a department"),
        "forward",
        (Parameter("department", gettext_lazy("Department"), ParameterType.CHOICE, departments, names_rows=True),),
        lambda _ticket, given: _("%(name)s answers from now on.") % {"name": named(departments, given["department"])},
        lambda actor, ticket, given: transfer_ticket(actor, ticket.reference, department_id=given["department"]),
        lambda ticket, _given: Step("transfer", {"department": ticket.department_id}),
    )
)
