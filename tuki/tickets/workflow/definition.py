"""A workflow as data: its statuses by stage, which may follow which and when, and what sets one by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

StageName = Literal["new", "ours", "customer", "third_party", "done", "closed"]
STAGES: tuple[StageName, ...] = ("new", "ours", "customer", "third_party", "done", "closed")
# What sets a status without anybody choosing it; `completion`, `confirmed` and `rejected` go together or are empty.
ROLES = ("initial", "assigned", "answered", "completion", "confirmed", "rejected", "reopened")
CONFIRMATION = ("completion", "confirmed", "rejected")


class StatusDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A status. `names` are by language; a built-in code without names is translated by itself."""

    code: str
    stage: StageName
    names: dict[str, str] = {}


class TransitionDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """One status may follow another: with a resolution, with somebody's approval, when all children are closed."""

    source: str
    target: str
    needs_resolution: bool = False
    needs_approval: bool = False
    needs_closed_children: bool = False


class WorkflowDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """How tickets of some kinds go from new to closed.

    `initial`: where a ticket begins. `assigned`: where taking or assigning puts one that stands there. `answered`:
    where the requester's answer puts one that waited for it, or that was completed. `completion` awaits the
    requester's word, which leads to `confirmed` or `rejected`; silence of `close_after_days` (None: the brand's) leads
    to `confirmed`. `reopened`: where a ticket goes whose requester writes after it was closed. Without an assignee
    `answered` and `reopened` lead to `initial`.
    """

    name: str
    statuses: list[StatusDefinition]
    transitions: list[TransitionDefinition]
    initial: str
    assigned: str
    answered: str
    reopened: str
    completion: str = ""
    confirmed: str = ""
    rejected: str = ""
    kinds: list[str] = []
    close_after_days: int | None = None

    @property
    def codes(self) -> list[str]:
        """The codes of its statuses, in their order."""
        return [each.code for each in self.statuses]

    @property
    def asks_approvals(self) -> bool:
        """Whether any of its transitions needs an approval."""
        return any(each.needs_approval for each in self.transitions)

    def stage(self, code: str) -> StageName | None:
        """The stage of one of its statuses; None for one that it does not have."""
        return next((each.stage for each in self.statuses if each.code == code), None)

    def in_stage(self, *stages: str) -> list[str]:
        """The codes of its statuses of these stages, in their order."""
        return [each.code for each in self.statuses if each.stage in stages]

    def way(self, source: str, target: str) -> TransitionDefinition | None:
        """How a ticket gets from one status to another by somebody's choice; None when it may not.

        A ticket whose status the workflow no longer has may go anywhere in it, on every condition of getting there.
        """
        arriving = [each for each in self.transitions if each.target == target]
        if source in self.codes:
            return next((each for each in arriving if each.source == source), None)
        if target not in self.codes:
            return None
        return TransitionDefinition(
            source=source,
            target=target,
            needs_resolution=any(each.needs_resolution for each in arriving),
            needs_approval=any(each.needs_approval for each in arriving),
            needs_closed_children=any(each.needs_closed_children for each in arriving),
        )

    def in_order(self) -> WorkflowDefinition:
        """The same with its transitions in the order of the statuses, so that equal workflows are written equally."""
        place = {code: index for index, code in enumerate(self.codes)}
        last = len(place)
        transitions = sorted(
            self.transitions, key=lambda each: (place.get(each.source, last), place.get(each.target, last))
        )
        return msgspec.structs.replace(self, transitions=transitions)

    def ways_from(self, source: str) -> list[TransitionDefinition]:
        """Every way that somebody may choose from here, in the order of the statuses."""
        found = (self.way(source, target) for target in self.codes if target != source)
        return [each for each in found if each is not None]

    def own_moves(self) -> Iterator[tuple[str, str]]:
        """Moves that nobody chooses: by assigning, by answers of the requester, by their word or their silence."""
        yield from ((self.initial, self.assigned), (self.assigned, self.initial))
        if self.completion:
            yield from ((self.completion, self.confirmed), (self.completion, self.rejected))
        waiting = [*self.in_stage("customer"), *([self.completion] if self.completion else [])]
        yield from ((code, self.answered) for code in waiting)
        yield from ((code, self.reopened) for code in self.in_stage("closed"))

    def nearest(self, code: str, stage: str) -> str:
        """Where a ticket from another workflow stands in this one: in the same status, else the first of its stage.

        Without one of that stage: closed stays closed, done becomes completed, anything else is worked on.
        """
        if code in self.codes:
            return code
        if same := self.in_stage(stage):
            return same[0]
        if stage == "done":
            return self.completion or self.in_stage("closed")[0]
        return self.initial if stage == "new" else self.assigned
