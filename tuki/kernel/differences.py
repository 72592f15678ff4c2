"""What two definitions of a setting, as JSON gives them, say differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

# By what a member of a list is known, so that moving one does not look like changing all.
_NAMES = ("code", "id", "name")


class Difference(msgspec.Struct, frozen=True):
    """Something that two versions say differently; `path` leads to it, None stands for nothing there."""

    path: tuple[str, ...]
    old: Any
    new: Any


def differences(old: Any, new: Any) -> list[Difference]:
    """What differs, in the order of the paths."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    paths = [*before, *(path for path in after if path not in before)]
    return [
        Difference(path, before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)
    ]


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key in value:
            yield from _leaves(value[key], (*path, key))
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for index, each in enumerate(value):
            yield from _leaves(each, (*path, _name_of(each, index)))
    elif value not in (None, "", []):
        yield path, value


def _name_of(member: Any, index: int) -> str:
    if isinstance(member, dict) and {"source", "target"} <= member.keys():
        return f"{member['source']} → {member['target']}"
    found = (member.get(name) for name in _NAMES) if isinstance(member, dict) else ()
    return next((str(name) for name in found if name not in (None, "")), str(index + 1))
