"""Who uses a setting, so that none is retired under somebody's feet: the rooms above say so.

    @uses("calendar")
    def _policies(calendar_id): ...      # yields “policy “Gold”” for each policy in use that counts in it

and the command that retires one asks `insist_unused("calendar", [calendar.id])` first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from tuki.kernel.refusals import Refused

Users = Callable[[Any], Iterable[str]]
MOST_NAMED = 5
_users: dict[str, list[Users]] = {}


def uses(kind: str) -> Callable[[Users], Users]:
    """Registers how those are found, and called in the reader's language, that use a setting of this kind."""

    def register(function: Users) -> Users:
        _users.setdefault(kind, []).append(function)
        return function

    return register


def users_of(kind: str, values: Collection[Any]) -> list[str]:
    """Everything that uses one of these, each once."""
    found = (name for users in _users.get(kind, []) for value in values for name in users(value))
    return list(dict.fromkeys(found))


def insist_unused(kind: str, values: Collection[Any]) -> None:
    """Refuses `still_used`, naming some of those that use one of these."""
    if found := users_of(kind, values):
        more = ["…"] if len(found) > MOST_NAMED else []
        raise Refused("still_used", names=", ".join([*found[:MOST_NAMED], *more]))
