"""Agents at work: states, loads, skills; and how a team's tickets find their agent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Input, Items
from tuki.assignment.definition import AssignmentDefinition
from tuki.assignment.policies import policies, policy_of, set_policy
from tuki.assignment.queries.loads import capacity_of, loads_of
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.agents.queries import ShownState, states_of
from tuki.people.agents.states import change_state
from tuki.people.agents.teams import teams, teams_of
from tuki.people.agents.work import set_work, work_of
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.queries import active_agents, person_for

routes = Routes("agents")
MOST_AGENTS = 500
Level = Annotated[int, Meta(ge=1, le=3)]
LanguageCode = Annotated[str, Meta(min_length=2, max_length=8)]


class StateShape(msgspec.Struct):
    """A state: online, away, pause (with the code of its reason) or offline. `is_automatic`: the desk set it."""

    state: str
    reason: str
    since: datetime | None
    is_automatic: bool


class AgentShape(msgspec.Struct):
    """An agent at work. `load` is what their open tickets weigh; by themselves they get none above `capacity`."""

    id: int
    name: str
    state: StateShape
    load: int
    capacity: int
    teams: list[int]
    skills: dict[str, int]
    languages: list[str]


class NewState(Input):
    """Where one is from now on; a pause needs the code of a reason."""

    state: Code
    reason: Code = ""


class Work(Input):
    """What an agent can: code of a skill → level 1 to 3; languages; capacity, null: as the team says."""

    skills: dict[Code, Level] = {}
    languages: Annotated[list[LanguageCode], Meta(max_length=50)] = []
    capacity: Annotated[int, Meta(ge=1, le=1000)] | None = None


@routes.get("/me/state", scope="people:read", answer=StateShape)
def show_own_state(actor: Actor) -> StateShape:
    """One's own state; for agents."""
    _insist_agent(actor)
    return _state(states_of([actor.id or 0])[actor.id or 0])


@routes.post("/me/state", scope="people:write", body=NewState, answer=StateShape)
def set_own_state(actor: Actor, body: NewState) -> StateShape:
    """One is online, away, in a pause or offline."""
    _insist_agent(actor)
    change_state(actor, actor.id or 0, state=body.state, reason=body.reason)
    return _state(states_of([actor.id or 0])[actor.id or 0])


@routes.get("/agents", scope="people:read", answer=Items[AgentShape])
def list_agents(actor: Actor) -> Items[AgentShape]:
    """All active agents by name with state and load; for agents. Three queries."""
    _insist_agent(actor)
    names = dict(active_agents(MOST_AGENTS))
    return Items(_agents(names), None)


@routes.post("/people/{row:id}/state", scope="people:write", body=NewState, answer=AgentShape)
def set_state_of(actor: Actor, body: NewState, id: int) -> AgentShape:
    """The same for another agent, by who may change states."""
    person = person_for(actor, id)
    change_state(actor, id, state=body.state, reason=body.reason)
    return _agents({id: person.name})[0]


@routes.post("/people/{row:id}/work", scope="people:write", body=Work, answer=AgentShape)
def set_work_of(actor: Actor, body: Work, id: int) -> AgentShape:
    """Exactly these skills, languages and capacity."""
    person = person_for(actor, id)
    set_work(actor, id, skills=body.skills, languages=body.languages, capacity=body.capacity)
    return _agents({id: person.name})[0]


@routes.get("/teams/{row:id}/assignment", scope="settings:read", answer=AssignmentDefinition)
def show_policy(actor: Actor, id: int) -> AssignmentDefinition:
    """How a team's tickets find their agent."""
    _insist_manager(actor, id)
    return policies().get(id) or policy_of(id)


@routes.post("/teams/{row:id}/assignment", scope="settings:write", body=AssignmentDefinition,
             answer=AssignmentDefinition)  # fmt: skip
def change_policy(actor: Actor, body: AssignmentDefinition, id: int) -> AssignmentDefinition:
    """They find their agent like this from now on; what is not said is as in the beginning."""
    _insist_manager(actor, id)
    set_policy(actor, id, definition=body)
    return policy_of(id)


def _agents(names: dict[int, str]) -> list[AgentShape]:
    states, loads, work = states_of(names), loads_of(names), work_of(names)
    found = []
    for person_id, name in names.items():
        own = teams_of(person_id)
        capacity = capacity_of(work[person_id], policy_of(own[0].id if own else None))
        found.append(
            AgentShape(
                person_id,
                name,
                _state(states[person_id]),
                loads[person_id].weight,
                capacity,
                [team.id for team in own],
                work[person_id].skills,
                list(work[person_id].languages),
            )
        )
    return found


def _state(state: ShownState) -> StateShape:
    return StateShape(state.state, state.reason, state.since, state.is_automatic)


def _insist_agent(actor: Actor) -> None:
    if not actor.is_staff:
        raise Refused("not_allowed")


def _insist_manager(actor: Actor, team_id: int) -> None:
    if not actor.holds(MANAGE_AGENTS):
        raise Refused("not_allowed")
    if team_id not in teams():
        raise NotFound()
