"""Who gets a ticket, and in which order tickets are given: properties of the two pure functions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuki.assignment.choosing import Candidate, Wanted, choose
from tuki.assignment.definition import AssignmentDefinition, How, Language
from tuki.assignment.order import Waiting, in_order
from tuki.tickets.events import Because

AUTOMATIC = st.sampled_from([How.ROUND_ROBIN, How.LEAST_LOADED])
LANGUAGES = st.lists(st.sampled_from(["ru", "nb", "fi"]), unique=True).map(tuple)
SKILLS = st.dictionaries(st.sampled_from(["sql", "network"]), st.integers(1, 3))
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    ids = draw(st.lists(st.integers(1, 50), unique=True, max_size=6))
    return [
        Candidate(
            person_id=each,
            is_at_work=draw(st.booleans()),
            load=draw(st.integers(0, 12)),
            capacity=draw(st.integers(1, 10)),
            turn=draw(st.integers(0, 9)),
            languages=draw(LANGUAGES),
            skills=draw(SKILLS),
            by_channel={"chat": draw(st.integers(0, 3))},
        )
        for each in ids
    ]


TICKETS = st.builds(
    Wanted,
    weight=st.integers(1, 5),
    channel=st.sampled_from(["mail", "chat"]),
    language=st.sampled_from(["", "ru", "nb"]),
    skills=SKILLS,
    last_agent_id=st.none() | st.integers(1, 50),
)
POLICIES = st.builds(
    AssignmentDefinition,
    how=AUTOMATIC,
    language=st.sampled_from(list(Language)),
    limits=st.just({}) | st.just({"chat": 2}),
)


def fits(who: Candidate, ticket: Wanted, policy: AssignmentDefinition) -> bool:
    """The rules once more, in other words than the product's."""
    if not who.is_at_work or who.load + ticket.weight > who.capacity:
        return False
    if ticket.channel in policy.limits and who.by_channel.get(ticket.channel, 0) >= policy.limits[ticket.channel]:
        return False
    if any(who.skills.get(skill, 0) < level for skill, level in ticket.skills.items()):
        return False
    return policy.language != "needed" or ticket.language in ("", *who.languages)


@given(who=candidates(), ticket=TICKETS, policy=POLICIES)
def test_only_who_fits_gets_it_and_somebody_does_when_anybody_fits(who, ticket, policy):
    choice = choose(who, ticket, policy)
    fitting = {each.person_id for each in who if fits(each, ticket, policy)}
    assert (choice is None) == (not fitting)
    if choice is not None:
        assert choice.agent_id in fitting
        assert choice.because


@given(who=candidates(), ticket=TICKETS, policy=POLICIES)
def test_the_order_of_candidates_does_not_matter(who, ticket, policy):
    assert choose(who, ticket, policy) == choose(who[::-1], ticket, policy)


@given(how=AUTOMATIC, agents=st.integers(1, 6), tickets=st.integers(0, 40))
def test_who_is_equally_free_gets_equally_many(how, agents, tickets):
    given_to, turns = Counter(), Counter()
    policy = AssignmentDefinition(how=how, capacity=1000)
    for number in range(1, tickets + 1):
        who = [
            Candidate(person_id=each, is_at_work=True, load=given_to[each], capacity=1000, turn=turns[each])
            for each in range(agents)
        ]
        choice = choose(who, Wanted(), policy)
        assert choice is not None
        given_to[choice.agent_id] += 1
        turns[choice.agent_id] = number
    counts = [given_to[each] for each in range(agents)]
    assert max(counts) - min(counts) <= 1


def agent(person_id: int, **values: object) -> Candidate:
    return Candidate(**({"person_id": person_id, "is_at_work": True, "load": 0, "capacity": 8} | values))


def test_reasons_are_told():
    policy = AssignmentDefinition(how=How.LEAST_LOADED, language=Language.PREFERRED)
    who = [
        agent(1, load=2),
        agent(2, load=3, languages=("ru",), skills={"sql": 2}),
        agent(3, load=5, languages=("ru",)),
    ]
    choice = choose(who, Wanted(language="ru"), policy)
    assert (choice.agent_id, choice.because) == (
        2,
        (Because("least_loaded", number=3, of=8), Because("speaks", name="ru")),
    )
    assert choose(who, Wanted(skills={"sql": 2}), policy).because[1] == Because("has_skill", name="sql")


def test_the_last_agent_comes_first_unless_they_are_full():
    policy = AssignmentDefinition(how=How.ROUND_ROBIN)
    who = [agent(1), agent(2, turn=9)]
    assert choose(who, Wanted(last_agent_id=2), policy).because == (Because("last_agent"),)
    assert choose([who[0], agent(2, load=8)], Wanted(last_agent_id=2), policy).because == (Because("only_one"),)


def test_by_hand_nobody_is_chosen():
    assert choose([agent(1)], Wanted(), AssignmentDefinition()) is None


WAITING = st.builds(
    Waiting,
    id=st.integers(0, 10_000),
    since=st.integers(0, 5000).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    priority=st.integers(1, 4),
    head_start=st.integers(0, 1500).map(lambda minutes: timedelta(minutes=minutes)),
)


@given(
    tickets=st.lists(WAITING, unique_by=lambda each: each.id),
    floor=st.integers(0, 3000).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_nobody_is_overtaken_by_who_came_later_than_the_floor(tickets, floor):
    ordered = in_order(tickets, floor)
    assert sorted(each.id for each in ordered) == sorted(each.id for each in tickets)
    for place, ticket in enumerate(ordered):
        assert all(before.since <= ticket.since + floor for before in ordered[:place])


@pytest.mark.parametrize("floor", [timedelta(minutes=30), timedelta(hours=2)])
def test_nobody_starves_when_more_comes_than_is_done(floor):
    """Two tickets of the best customers come each minute and one is done: the small one's turn comes nevertheless."""
    small = Waiting(0, NOW, priority=4)
    waiting, now, number = [small], NOW, 0
    while small in waiting:
        now += timedelta(minutes=1)
        waiting += [Waiting(number := number + 1, now, 1, timedelta(hours=25)) for _ in range(2)]
        waiting.remove(in_order(waiting, floor)[0])
        assert now - NOW <= 2 * floor + timedelta(minutes=1)
    assert now - NOW > floor


def test_value_and_priority_go_first():
    hour = timedelta(hours=1)
    small, valued = Waiting(1, NOW - hour, 3), Waiting(2, NOW - hour / 2, 3, timedelta(hours=25))
    urgent = Waiting(3, NOW - hour / 2, 1)
    assert [each.id for each in in_order([small, urgent, valued], timedelta(hours=25))] == [2, 3, 1]
