"""What agents have to do: their load by weights, and candidates for a ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from django.db.models import Count

from tuki.assignment.choosing import Candidate, Wanted
from tuki.assignment.definition import AssignmentDefinition, SkillNeed
from tuki.assignment.hours import closed_now
from tuki.assignment.models import Turn
from tuki.assignment.policies import policy_of
from tuki.catalogue.categories import categories_below
from tuki.kernel import clock
from tuki.people.access import actor_of
from tuki.people.agents.queries import states_of
from tuki.people.agents.teams import TeamFacts
from tuki.people.agents.work import Work, work_of
from tuki.people.models import Person
from tuki.tickets.models import Ticket, TicketTag
from tuki.tickets.permissions import REPLY

OURS = ("new", "ours")


class Load:
    """What somebody's open tickets weigh, and how many there are by channel."""

    def __init__(self) -> None:
        self.weight = 0
        self.by_channel: dict[str, int] = defaultdict(int)


def loads_of(person_ids: Collection[int]) -> dict[int, Load]:
    """The loads of these agents; each ticket weighs what its team's policy says. One query."""
    found = {person_id: Load() for person_id in person_ids}
    tickets = Ticket.objects.filter(assignee_id__in=list(person_ids), is_open=True, trashed_at=None)
    grouped = tickets.values_list("assignee_id", "team_id", "channel", "status__stage").annotate(Count("id")).order_by()
    for person_id, team_id, channel, stage, count in grouped:
        policy = policy_of(team_id)
        if stage in OURS or policy.counts_waiting:
            found[person_id].weight += policy.weight(channel) * count
            found[person_id].by_channel[channel] += count
    return found


def candidates(team: TeamFacts, department_id: int, policy: AssignmentDefinition) -> list[Candidate]:
    """The active members of a team who answer tickets of a department, as the choice sees them. Four queries.

    Outside the hours of the team nobody is at work.
    """
    members = Person.objects.filter(id__in=team.member_ids, is_active=True, is_staff=True).order_by("id")
    ids = [each.id for each in members if actor_of(each, cause="").holds(REPLY, department_id)]
    states, loads, work = states_of(ids), loads_of(ids), work_of(ids)
    is_open = closed_now(policy) is None
    turns = dict(Turn.objects.filter(team_id=team.id, person_id__in=ids).values_list("person_id", "number"))
    return [
        Candidate(
            person_id=each,
            is_at_work=is_open and states[each].is_at_work,
            load=loads[each].weight,
            capacity=capacity_of(work[each], policy),
            turn=turns.get(each, 0),
            languages=work[each].languages,
            skills=work[each].skills,
            by_channel=loads[each].by_channel,
        )
        for each in ids
    ]


def capacity_of(work: Work, policy: AssignmentDefinition) -> int:
    """An agent's own capacity, or the team's."""
    return work.capacity or policy.capacity


def wanted(ticket: Ticket, policy: AssignmentDefinition) -> Wanted:
    """A ticket as the choice sees it; at most two queries, none when the policy asks for nothing."""
    return Wanted(
        weight=policy.weight(ticket.channel),
        channel=ticket.channel,
        language=ticket.language,
        skills=_needed(ticket, policy.skills),
        last_agent_id=_last_agent(ticket, policy.last_agent_days) if policy.last_agent_days else None,
    )


def _needed(ticket: Ticket, needs: tuple[SkillNeed, ...]) -> dict[str, int]:
    tags: set[str] = set()
    if any(need.tags for need in needs):
        tags = set(TicketTag.objects.filter(ticket=ticket).values_list("tag__name", flat=True))
    found: dict[str, int] = {}
    for need in needs:
        below = categories_below(list(need.categories)) if need.categories else ()
        if ticket.kind_id in need.kinds or ticket.category_id in below or tags & {each.lower() for each in need.tags}:
            found[need.skill] = max(need.level, found.get(need.skill, 0))
    return found


def _last_agent(ticket: Ticket, days: int) -> int | None:
    """Who had the requester's last other ticket, when it changed within so many days."""
    since = clock.now() - timedelta(days=days)
    others = Ticket.objects.filter(requester_id=ticket.requester_id, updated_at__gte=since, trashed_at=None)
    others = others.exclude(pk=ticket.pk).exclude(assignee=None).order_by("-updated_at", "-id")
    return others.values_list("assignee_id", flat=True).first()
