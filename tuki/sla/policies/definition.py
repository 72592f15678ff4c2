"""What a policy says, as one plain structure: how it is kept, compared, exported, and counted by."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

TargetCode = Literal["first_response", "next_response", "update", "restore", "resolve"]
Party = Literal["line", "vendor"]
# Working minutes by priority 1 … 4; None where nothing is promised.
Minutes = tuple[int | None, int | None, int | None, int | None]

FIRST_RESPONSE, NEXT_RESPONSE, UPDATE, RESTORE, RESOLVE = (
    "first_response", "next_response", "update", "restore", "resolve",
)  # fmt: skip
TARGETS: tuple[TargetCode, ...] = ("first_response", "next_response", "update", "restore", "resolve")
LINE, VENDOR = "line", "vendor"
ASSIGNEE, TEAM, LEAD, MANAGER, NEXT_LINE = "assignee", "team", "lead", "manager", "next_line"
RECEIVERS = (ASSIGNEE, TEAM, LEAD, MANAGER, NEXT_LINE, VENDOR)
NO_MINUTES: Minutes = (None, None, None, None)


class TargetDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One promise to the requester. `calendar_id` counts its minutes, where it is another than the policy's."""

    code: TargetCode
    minutes: Minutes = NO_MINUTES
    calendar_id: int | None = None


class AgreementDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a line (OLA) or a vendor (UC) promises us, for each stay of a ticket with it.

    A line's counts while the ticket is with a team of `line`; a vendor's while it stands in one of `statuses`, or in
    any status of the stage third_party when there are none. Steps that go to the vendor use its `address`.
    """

    name: str
    party: Party
    line: int = 0
    statuses: list[str] = []
    address: str = ""
    minutes: Minutes = NO_MINUTES
    calendar_id: int | None = None


class StepDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is told when: after `percent` of the promised time, or so many working `minutes` before (below zero), at
    (zero) or after it is due. `targets`: those that it is about (`line` and `vendor` too), none for all.
    """

    receivers: list[str] = []
    addresses: list[str] = []
    targets: list[str] = []
    percent: int | None = None
    minutes: int = 0

    @property
    def code(self) -> str:
        """The step by what it says, so that a policy that is reordered or renamed tells nothing twice."""
        return f"p{self.percent}" if self.percent is not None else f"m{self.minutes:+d}"

    def offset(self, promised_minutes: int) -> float:
        """After how many working minutes it comes; nought or less when the promise is shorter than its lead."""
        if self.percent is not None:
            return promised_minutes * self.percent / 100
        return promised_minutes + self.minutes

    def is_about(self, target: str) -> bool:
        """Whether it belongs to clocks of this target."""
        return not self.targets or target in self.targets


class PolicyDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is promised for tickets for which `conditions` (kernel/conditions) hold.

    The active policy of the lowest `position` that fits is applied. Clocks pause in statuses of `pause_stages` and in
    `pause_statuses`. Service counts as restored in `restore_statuses`, at the latest with completion. Minutes are
    working minutes of `calendar_id`, or of the desk's default calendar.
    """

    name: str
    position: int = 0
    is_active: bool = True
    conditions: dict[str, Any] = {}
    calendar_id: int | None = None
    targets: list[TargetDefinition] = []
    agreements: list[AgreementDefinition] = []
    pause_stages: list[str] = msgspec.field(default_factory=lambda: ["customer"])
    pause_statuses: list[str] = []
    restore_statuses: list[str] = []
    steps: list[StepDefinition] = []

    def target(self, code: str) -> TargetDefinition | None:
        """Its promise of this kind, or None."""
        return next((each for each in self.targets if each.code == code), None)

    def agreement_of_line(self, line: int) -> AgreementDefinition | None:
        """What teams of this line promise, or None."""
        return next((each for each in self.agreements if each.party == LINE and each.line == line), None)

    def agreement_of_status(self, status: str) -> AgreementDefinition | None:
        """What the vendor promises with whom a ticket of this status is; one that names it before one of all."""
        vendors = [each for each in self.agreements if each.party == VENDOR]
        named = (each for each in vendors if status in each.statuses)
        return next(named, None) or next((each for each in vendors if not each.statuses), None)

    def addresses_of(self, step: str, target: str, party: str) -> list[str]:
        """To which addresses outside a step of a clock goes, the vendor's own among them, each once."""
        about = [each for each in self.steps if each.code == step and each.is_about(target)]
        named = [address for each in about for address in each.addresses]
        if any(VENDOR in each.receivers for each in about):
            named += [each.address for each in self.agreements if each.name == party and each.address]
        return list(dict.fromkeys(named))

    def is_paused_in(self, status: str, stage: str) -> bool:
        """Whether promises to the requester stand still in this status."""
        return stage in self.pause_stages or status in self.pause_statuses

    def calendar_ids(self) -> frozenset[int]:
        """Every calendar that it names."""
        found = {self.calendar_id, *(each.calendar_id for each in self.targets)}
        return frozenset(each for each in found | {each.calendar_id for each in self.agreements} if each is not None)
