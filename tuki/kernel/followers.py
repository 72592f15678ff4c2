"""What rooms do when events happen.

`inside` followers run in the command's own transaction: they write their own room's tables, do
no I/O, are few and fast. `after` followers run as jobs, at least once, and must be harmless
when they run twice for one event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tuki.kernel.events import Event, Recorded

Handler = Callable[[Recorded], None]
TogetherHandler = Callable[[Sequence[Recorded]], None]


@dataclass(frozen=True, slots=True)
class After:
    """A follower that runs as a job: its name, its handler, the lane of its jobs, and for which events it gets one."""

    name: str
    handler: Handler
    lane: str
    only_if: Callable[[Recorded], bool]


_inside: dict[str, list[Handler]] = defaultdict(list)
_together: dict[str, list[TogetherHandler]] = defaultdict(list)
_at_once: dict[str, list[TogetherHandler]] = defaultdict(list)
_after: dict[str, list[After]] = defaultdict(list)
_by_name: dict[str, After] = {}


def follows_inside(*types: type[Event]) -> Callable[[Handler], Handler]:
    """The function runs in the transaction of each command that announces one of `types`."""

    def register(handler: Handler) -> Handler:
        for type_ in types:
            _inside[type_.kind].append(handler)
        return handler

    return register


def follows_together(*types: type[Event]) -> Callable[[TogetherHandler], TogetherHandler]:
    """As `follows_inside`, but called once for each subject, with all its events of these types in their order.

    For what is made of a whole stream: however much a command does, it is made once, after the other followers.
    """

    def register(handler: TogetherHandler) -> TogetherHandler:
        for type_ in types:
            _together[type_.kind].append(handler)
        return handler

    return register


def follows_at_once(*types: type[Event]) -> Callable[[TogetherHandler], TogetherHandler]:
    """As `follows_together`, but called once for the whole command, whatever the subjects.

    For what asks the same of many subjects: a command that tells hundreds of them takes a few queries.
    """

    def register(handler: TogetherHandler) -> TogetherHandler:
        for type_ in types:
            _at_once[type_.kind].append(handler)
        return handler

    return register


def follows_after(
    *types: type[Event], lane: str = "default", only_if: Callable[[Recorded], bool] = lambda entry: True
) -> Callable[[Handler], Handler]:
    """The function runs as a job after the commit, at least once per event.

    `only_if` is asked inside the command, so that no job is written for nothing; it must be as cheap as that asks.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__.removeprefix('tuki.')}.{handler.__name__}"
        if name in _by_name:
            raise ValueError(f"follower {name} is registered twice")
        follower = _by_name[name] = After(name, handler, lane, only_if)
        for type_ in types:
            _after[type_.kind].append(follower)
        return handler

    return register


def inside(kind: str) -> list[Handler]:
    """The followers that share the transaction of an event of this kind."""
    return _inside.get(kind, [])


def together(entries: Iterable[Recorded]) -> Iterable[tuple[TogetherHandler, list[Recorded]]]:
    """The followers that are called once for each subject, or once for all of them, with their events."""
    calls: dict[tuple[TogetherHandler, int | None], list[Recorded]] = {}
    for entry in entries:
        for handler in _together.get(entry.event.kind, ()):
            calls.setdefault((handler, entry.event.subject), []).append(entry)
        for handler in _at_once.get(entry.event.kind, ()):
            calls.setdefault((handler, None), []).append(entry)
    return [(handler, own) for (handler, _subject), own in calls.items()]


def after(kind: str) -> list[After]:
    """The followers that get a job for an event of this kind."""
    return _after.get(kind, [])


def named(name: str) -> After | None:
    """The `after` follower of this name, or None when this version does not have it."""
    return _by_name.get(name)
