"""The dispatcher's board: a team's queue, and its agents with state, load and open tickets."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db.models import F

from tuki.assignment.hours import Closed, closed_now
from tuki.assignment.policies import policy_of
from tuki.assignment.queries.loads import capacity_of, loads_of
from tuki.assignment.queries.queues import queue_of
from tuki.kernel.actors import Actor
from tuki.people.agents.queries import ShownState, states_of
from tuki.people.agents.teams import teams
from tuki.people.agents.work import work_of
from tuki.people.models import Person
from tuki.tickets.queries.seeing import visible_to

MOST_WAITING, MOST_OF_AGENT, MOST_AGENTS = 50, 15, 60
FIELDS = (
    "id", "reference", "subject", "priority", "status_id", "requester__name", "organisation__name", "waiting_since",
    "opened_at", "assignee_id",
)  # fmt: skip


class Card(msgspec.Struct, frozen=True):
    """A ticket on the board."""

    id: int
    reference: str
    subject: str
    priority: int
    status: str
    requester: str
    organisation: str | None
    waiting_since: datetime | None
    opened_at: datetime
    assignee_id: int | None


class Column(msgspec.Struct, frozen=True):
    """An agent with what they have; `more` tickets are not shown."""

    person_id: int
    name: str
    state: ShownState
    load: int
    capacity: int
    cards: list[Card]
    more: int

    @property
    def oldest(self) -> datetime | None:
        """Since when the requester who waits longest for this agent waits."""
        return min((card.waiting_since for card in self.cards if card.waiting_since), default=None)

    @property
    def is_full(self) -> bool:
        """Whether the agent takes no more by themselves."""
        return self.load >= self.capacity


class Board(msgspec.Struct, frozen=True):
    """A team's queue in its order, and the columns of its agents: who is at work first.

    `closed`: the team is outside its hours. `is_waiting_for_agents`: tickets would be given, but nobody is at work.
    """

    waiting: list[Card]
    waiting_count: int
    columns: list[Column]
    closed: Closed | None = None
    is_waiting_for_agents: bool = False


def board(actor: Actor, team_id: int | None) -> Board:
    """What a dispatcher sees of a team (None: of tickets without one, and of all agents). Seven queries.

    Tickets that the actor may not see are left out; loads count all.
    """
    queue = queue_of(team_id)
    shown = {card.id: card for card in _cards(actor, id__in=queue[:MOST_WAITING])}
    agents = _agents(team_id)
    cards = _cards_of_agents(actor, list(agents))
    states, loads, work = states_of(agents), loads_of(agents), work_of(agents)
    policy = policy_of(team_id)
    columns = [
        Column(
            person_id,
            name,
            states[person_id],
            loads[person_id].weight,
            capacity_of(work[person_id], policy),
            cards[person_id][:MOST_OF_AGENT],
            max(0, len(cards[person_id]) - MOST_OF_AGENT),
        )
        for person_id, name in agents.items()
    ]
    order = {"online": 0, "away": 1, "pause": 1, "offline": 2}
    columns.sort(key=lambda each: (order[each.state.state], each.name))
    nobody = policy.is_automatic and bool(queue) and not any(each.state.is_at_work for each in columns)
    waiting = [shown[each] for each in queue[:MOST_WAITING] if each in shown]
    return Board(waiting, len(queue), columns, closed_now(policy) if policy.is_automatic else None, nobody)


def has_teamless(actor: Actor) -> bool:
    """Whether tickets wait that belong to no team. One query."""
    return visible_to(actor).filter(team=None, is_open=True, assignee=None).exists()


def _agents(team_id: int | None) -> dict[int, str]:
    agents = Person.objects.filter(is_staff=True, is_active=True).order_by("name", "id")
    if team_id is not None:
        agents = agents.filter(id__in=teams()[team_id].member_ids)
    return dict(agents.values_list("id", "name")[:MOST_AGENTS])


def _cards(actor: Actor, **conditions: object) -> list[Card]:
    return [Card(*row) for row in visible_to(actor).filter(**conditions).values_list(*FIELDS)]


def _cards_of_agents(actor: Actor, agents: list[int]) -> dict[int, list[Card]]:
    """The open tickets of each agent, who waits longest first."""
    found: dict[int, list[Card]] = {person_id: [] for person_id in agents}
    tickets = visible_to(actor).filter(is_open=True, assignee_id__in=agents)
    ordered = tickets.order_by(F("waiting_since").asc(nulls_last=True), "id")[: MOST_AGENTS * MOST_OF_AGENT]
    for row in ordered.values_list(*FIELDS):
        card = Card(*row)
        found[card.assignee_id or 0].append(card)
    return found
