"""What a draft would have changed of a ticket's facts, laid over what really happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuki.automation.rules.promises import PROMISE_FACTS

Facts = Mapping[str, Any]
# Facts that grow by themselves: that they differ from event to event says nothing.
_GROWING = {"age", "status_age", "assigned_age", "waiting_age", "silence_age", "message_count", "text"}
PASSING = frozenset(_GROWING | PROMISE_FACTS.keys())


class Overlay:
    """Facts as the draft would have made them. What the desk really did to a fact later holds again from then on."""

    def __init__(self) -> None:
        self._changed: dict[str, Any] = {}
        self._real: dict[str, Any] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is laid over."""
        return not self._changed

    def over(self, facts: Facts) -> dict[str, Any]:
        """The facts with what was changed laid over them."""
        if not self._changed:
            return dict(facts)
        for code in [code for code, value in self._real.items() if facts.get(code) != value]:
            del self._changed[code], self._real[code]
        return {**facts, **self._changed}

    def lay(self, changes: Facts, real: Facts) -> None:
        """From now on these facts would be so; `real` is what they truly are."""
        for code, value in changes.items():
            if code not in PASSING:
                self._changed[code] = value
                self._real.setdefault(code, real.get(code))
