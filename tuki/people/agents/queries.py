"""How the states of agents are, for names beside which they are shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from tuki.kernel.database.prepared import Prepared, Slots
from tuki.people.agents.names import STATE_NAMES, STATE_TONES
from tuki.people.agents.reasons import pause_name
from tuki.people.models import AgentState, Person, State


class ShownState(msgspec.Struct, frozen=True):
    """An agent's state; `since` is empty for who never was at work."""

    state: str = State.OFFLINE.value
    reason: str = ""
    reason_name: str = ""
    since: datetime | None = None
    is_automatic: bool = True

    @property
    def words(self) -> str:
        """The state as readers see it: “In a pause: Lunch”."""
        name = str(STATE_NAMES[self.state])
        return f"{name}: {pause_name(self.reason, self.reason_name)}" if self.reason else name

    @property
    def tone(self) -> str:
        """How its dot is drawn: on, away or off."""
        return STATE_TONES[self.state]

    @property
    def is_at_work(self) -> bool:
        """Whether the agent gets work by itself."""
        return self.state == State.ONLINE

    @property
    def ends_with_a_page(self) -> bool:
        """Whether the agent is offline only because nobody saw them: their next page brings them online."""
        return self.state == State.OFFLINE and self.is_automatic


NEVER_SEEN = ShownState()
STATE_FIELDS = ("state", "reason__code", "reason__name", "since", "is_automatic")
_STATES = Prepared(
    lambda: AgentState.objects.filter(person_id__in=Slots("person_ids")).values_list("person_id", *STATE_FIELDS)
)


def states_of(person_ids: Collection[int]) -> dict[int, ShownState]:
    """The states of these agents; one query."""
    rows = _STATES.all(person_ids=list(person_ids))
    found = {
        person_id: shown_state(state, reason, name, since, is_automatic)
        for person_id, state, reason, name, since, is_automatic in rows
    }
    return {person_id: found.get(person_id, NEVER_SEEN) for person_id in person_ids}


def state_of(agent: Person) -> ShownState:
    """The state of an agent; no query when they were read with it (`select_related("agent_state__reason")`)."""
    row: AgentState | None = getattr(agent, "agent_state", None)
    if row is None:
        return NEVER_SEEN
    reason = row.reason
    code, name = (reason.code, reason.name) if reason else (None, None)
    return shown_state(row.state, code, name, row.since, row.is_automatic)


def shown_state(
    state: str | None, reason: str | None, reason_name: str | None, since: datetime | None, is_automatic: bool | None
) -> ShownState:
    """A state from the values of `STATE_FIELDS`, which are all empty for who has no row."""
    if state is None:
        return NEVER_SEEN
    return ShownState(state, reason or "", reason_name or "", since, bool(is_automatic))
