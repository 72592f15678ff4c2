"""The states that can be chosen, in the order of the menu."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import get_language, pgettext

from tuki.kernel.reference import reference
from tuki.people.agents.names import STATE_NAMES, STATE_TONES
from tuki.people.agents.queries import ShownState
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
