"""A team of two in Support, at work, whose tickets are given by themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import SYSTEM, Cast
from tuki.assignment.definition import AssignmentDefinition
from tuki.assignment.policies import set_policy
from tuki.kernel.jobs.running import run_due
from tuki.people.agents.states import change_state
from tuki.people.commands.desk import set_team
from tuki.people.commands.persons import add_person
from tuki.people.commands.roles import grant_roles
from tuki.people.models import Person, Team


@pytest.fixture
def maria(cast: Cast) -> Person:
    """Anna's colleague in the first line of Support."""
    person = add_person(SYSTEM, name="Maria", email="maria@desk.test", is_staff=True)
    grant_roles(SYSTEM, person.id, roles=[("agent", cast.support.id)])
    members = [cast.anna.id, person.id]
    set_team(SYSTEM, name="First line", line=1, member_ids=members, department_id=cast.support.id)
    return person


@pytest.fixture
def first_line(cast: Cast, maria: Person) -> Team:
    return Team.objects.get(name="First line")


@pytest.fixture
def policy(first_line: Team) -> Callable[..., None]:
    """policy(how="round_robin", …) sets the first line's."""

    def set_(**values: object) -> None:
        set_policy(SYSTEM, first_line.id, definition=AssignmentDefinition(**values))

    return set_


@pytest.fixture
def at_work(cast: Cast) -> Callable[..., None]:
    """at_work(anna, maria): these are online."""

    def set_(*people: Person, state: str = "online") -> None:
        for each in people:
            change_state(SYSTEM, each.id, state=state)

    return set_


def work() -> None:
    """Runs all jobs that are due."""
    while run_due("default"):
        pass
