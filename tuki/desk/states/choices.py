"""The states that can be chosen, in the order of the menu, and agents to choose with how they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import get_language, pgettext

from tuki.kernel.reference import reference
from tuki.people.agents.names import STATE_NAMES, STATE_TONES
from tuki.people.agents.queries import ShownState, states_of
from tuki.people.agents.reasons import pause_name, pause_reasons
from tuki.people.models import State


class StateChoice(NamedTuple):
    """One line of the menu; `value` is the state's code, of a pause with its reason's: `pause:lunch`."""

    value: str
    words: str
    tone: str
    is_current: bool


def state_choices(now: ShownState) -> tuple[StateChoice, ...]:
    """Online, away, a pause for each reason, offline."""
    return _choices(get_language(), now.state, now.reason)


def agents_to_choose(agents: Sequence[tuple[int, str]], *, chosen_id: int | None = None) -> tuple[tuple[int, str], ...]:
    """Agents by id and name as they are offered where one assigns: beside the name who is not at work, and why.

    Beside `chosen_id` nothing, for that one's state stands there already. One query, none for nobody.
    """
    states = states_of([id_ for id_, _name in agents]) if agents else {}
    return tuple((id_, name if id_ == chosen_id else named_with_state(name, states[id_])) for id_, name in agents)


def named_with_state(name: str, state: ShownState) -> str:
    """“Boris”, or “Boris · Away” for who is not at work."""
    return name if state.is_at_work else f"{name} · {state.words}"


@reference
def _choices(_language: str | None, state: str, reason: str) -> tuple[StateChoice, ...]:
    """By the active language, which is a part of the key."""
    pauses = [
        StateChoice(
            f"{State.PAUSE.value}:{each.code}",
            pgettext("state of an agent", "Pause: %(reason)s") % {"reason": pause_name(each.code, each.name)},
            STATE_TONES[State.PAUSE.value],
            (state, reason) == (State.PAUSE, each.code),
        )
        for each in pause_reasons()
    ]
    plain = {
        code: StateChoice(code, str(STATE_NAMES[code]), STATE_TONES[code], state == code)
        for code in (State.ONLINE.value, State.AWAY.value, State.OFFLINE.value)
    }
    return (plain[State.ONLINE], plain[State.AWAY], *pauses, plain[State.OFFLINE])
