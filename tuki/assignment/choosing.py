"""Who gets a ticket: a pure function of candidates, ticket and policy, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tuki.assignment.definition import AssignmentDefinition, How, Language
from tuki.tickets.events import Because


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An agent as the choice sees them. `turn`: the higher, the later they got their last ticket; 0 for never."""

    person_id: int
    is_at_work: bool
    load: int
    capacity: int
    turn: int = 0
    languages: tuple[str, ...] = ()
    skills: Mapping[str, int] = {}
    by_channel: Mapping[str, int] = {}

    def has_room(self, weight: int) -> bool:
        """Whether the agent works and can take that much more."""
        return self.is_at_work and self.load + weight <= self.capacity


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as the choice sees it. `skills`: code → level that it needs."""

    weight: int = 1
    channel: str = ""
    language: str = ""
    skills: Mapping[str, int] = {}
    last_agent_id: int | None = None


class Choice(msgspec.Struct, frozen=True):
    """Who gets it, and why: the reason of the choice first, then what else fitted."""

    agent_id: int
    because: tuple[Because, ...]


def choose(candidates: Sequence[Candidate], ticket: Wanted, policy: AssignmentDefinition) -> Choice | None:
    """Who of the candidates gets the ticket; None when nobody fits, or when the policy leaves it to people.

    Never somebody who is not at work, nor above capacity or a channel's limit, nor without a skill that is needed.
    """
    if policy.how is How.MANUAL:
        return None
    fitting = [each for each in candidates if _fits(each, ticket, policy)]
    if policy.language is Language.PREFERRED:
        fitting = [each for each in fitting if ticket.language in each.languages] or fitting
    if not fitting:
        return None
    chosen, reason = _best(fitting, ticket, policy)
    return Choice(chosen.person_id, (reason, *_also(chosen, ticket, policy)))


def _fits(who: Candidate, ticket: Wanted, policy: AssignmentDefinition) -> bool:
    limit = policy.limits.get(ticket.channel)
    return (
        who.has_room(ticket.weight)
        and (limit is None or who.by_channel.get(ticket.channel, 0) < limit)
        and all(who.skills.get(skill, 0) >= level for skill, level in ticket.skills.items())
        and (policy.language is not Language.NEEDED or not ticket.language or ticket.language in who.languages)
    )


def _best(fitting: Sequence[Candidate], ticket: Wanted, policy: AssignmentDefinition) -> tuple[Candidate, Because]:
    known = next((each for each in fitting if each.person_id == ticket.last_agent_id), None)
    if known is not None:
        return known, Because("last_agent")
    if policy.how is How.ROUND_ROBIN:
        chosen = min(fitting, key=lambda each: (each.turn, each.person_id))
        return chosen, Because("only_one" if len(fitting) == 1 else "their_turn")
    chosen = min(fitting, key=lambda each: (each.load / each.capacity, each.turn, each.person_id))
    return chosen, Because("least_loaded", number=chosen.load, of=chosen.capacity)


def _also(chosen: Candidate, ticket: Wanted, policy: AssignmentDefinition) -> list[Because]:
    reasons = [Because("has_skill", name=skill) for skill in sorted(ticket.skills)]
    if policy.language is not Language.IGNORED and ticket.language in chosen.languages:
        reasons.append(Because("speaks", name=ticket.language))
    return reasons
