"""A team's policy of assignment as plain data."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

Minutes = Annotated[int, Meta(ge=0, le=100_000)]
Weight = Annotated[int, Meta(ge=1, le=100)]


class How(StrEnum):
    """Who gets the next ticket: nobody by itself, whoever waited longest for one, or whoever has least to do."""

    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


class Language(StrEnum):
    """Whether the ticket's language counts: not, as a wish, or as a must."""

    IGNORED = "ignored"
    PREFERRED = "preferred"
    NEEDED = "needed"


class SkillNeed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tickets of one of these kinds, categories (or below them) or tags need this skill at this level or above."""

    skill: Annotated[str, Meta(min_length=1, max_length=32)]
    level: Annotated[int, Meta(ge=1, le=3)] = 1
    kinds: tuple[str, ...] = ()
    categories: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()


class AssignmentDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a team's tickets find their agent.

    `capacity`: how much load an agent takes who has no capacity of their own. `weights`: channel → what its tickets
    weigh, 1 for others; `limits`: channel → how many of its tickets an agent has at once. `counts_waiting`: tickets
    that wait for the requester or a third party weigh too. `last_agent_days`: who had the requester's last ticket so
    many days ago or less comes first; 0 for nobody. `floor_minutes`: nobody is overtaken by a ticket that began to
    wait so much later. `grace_minutes`: unanswered tickets of an agent who is offline so long go back to the queue;
    None: they stay. `calendar_id`: tickets are given in the hours of this calendar only; None: at any time, to whoever
    is online.
    """

    how: How = How.MANUAL
    capacity: Annotated[int, Meta(ge=1, le=1000)] = 10
    weights: dict[str, Weight] = {}
    limits: dict[str, Weight] = {}
    counts_waiting: bool = False
    skills: tuple[SkillNeed, ...] = ()
    language: Language = Language.IGNORED
    last_agent_days: Annotated[int, Meta(ge=0, le=3650)] = 0
    floor_minutes: Minutes = 1500
    grace_minutes: Minutes | None = None
    calendar_id: int | None = None

    @property
    def is_automatic(self) -> bool:
        """Whether tickets find their agent without a dispatcher."""
        return self.how is not How.MANUAL

    def weight(self, channel: str) -> int:
        """What a ticket of this channel weighs."""
        return self.weights.get(channel, 1)
