"""Who would hear of a promise that runs out, in a rehearsal."""

from __future__ import annotations

from tuki.sla.clocks.receivers import Receivers
from tuki.sla.clocks.states import ClockState
from tuki.sla.policies.definition import StepDefinition
from tuki.tickets.history import TicketAt


class Hearers:
    """Counts the mails of a step: agents as they belong to teams and roles today, and addresses outside.

    Reads who belongs where once, in two queries, when first asked.
    """

    def __init__(self) -> None:
        self._receivers = Receivers()

    def __call__(self, ticket: TicketAt, clock: ClockState, step: StepDefinition) -> int:
        if not step.receivers and not step.addresses:
            return 0
        outside = clock.policy.definition.addresses_of(step.code, clock.target, clock.party)
        return len(self._receivers.of(ticket, step)) + len(outside)
