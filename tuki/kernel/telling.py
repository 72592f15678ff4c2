"""Events in words: one sentence per kind of event, composed for a reader when they read, never stored.

A room's `wording` registers its sentences:

    @tells(TicketAssigned)
    def _(event):
        return Told(_("assigned it to %(agent)s"), {"agent": Ref("person", event.new)})

and loaders that turn ids into names, one query for all ids of a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise

from tuki.kernel.events import Event
from tuki.kernel.log import Recorded


class Ref(NamedTuple):
    """Something by its id whose name is looked up: `Ref("person", 7)`."""

    kind: str
    id: Any


Filling = Ref | str | int | Promise


class Told(NamedTuple):
    """A sentence without its subject, with names to fill in, and the icon that fits it."""

    template: str | Promise
    values: Mapping[str, Filling] = {}
    icon: str = ""


class Line(NamedTuple):
    """An event as a reader sees it: who, what, when."""

    entry: Recorded
    who: str
    what: str
    icon: str


_sentences: dict[str, Callable[[Any], Told | None]] = {}
_loaders: dict[str, Callable[[list[Any]], Mapping[Any, str]]] = {}


def tells(*types: type[Event]) -> Callable[[Callable[[Any], Told | None]], Callable[[Any], Told | None]]:
    """Registers the sentence of some kinds of events; a sentence may be None where another line says it."""

    def register(function: Callable[[Any], Told | None]) -> Callable[[Any], Told | None]:
        for type_ in types:
            if type_.kind in _sentences:
                raise ValueError(f"event {type_.kind} has two sentences")
            _sentences[type_.kind] = function
        return function

    return register


def names(kind: str) -> Callable[[Callable[[list[Any]], Mapping[Any, str]]], Callable[..., Any]]:
    """Registers how ids of a kind become names."""

    def register(function: Callable[[list[Any]], Mapping[Any, str]]) -> Callable[..., Any]:
        _loaders[kind] = function
        return function

    return register


def names_of_kind(kind: str, ids: Iterable[Any]) -> Mapping[Any, str]:
    """How things of a kind are called, by their ids; those that are gone are left out. One query."""
    wanted = sorted(set(ids), key=str)
    return _loaders[kind](wanted) if wanted else {}


def has_sentence(event_kind: str) -> bool:
    """Whether events of this kind can be told; the contract tests ask for every declared one."""
    return event_kind in _sentences


def tell(entries: Iterable[Recorded]) -> list[Line]:
    """The events as lines, in order, in the language that is active; one query per kind of name."""
    sentences = ((entry, _sentence(entry.event)) for entry in entries)
    told = [(entry, sentence) for entry, sentence in sentences if sentence is not None]
    known = _load(told)
    return [Line(entry, _who(entry, known), _filled(sentence, known), sentence.icon) for entry, sentence in told]


def _sentence(event: Event) -> Told | None:
    compose = _sentences.get(event.kind)
    return compose(event) if compose else None


def _load(told: list[tuple[Recorded, Told]]) -> dict[str, Mapping[Any, str]]:
    wanted: dict[str, set[Any]] = defaultdict(set)
    for entry, sentence in told:
        if entry.actor_kind == "person":
            wanted["person"].add(entry.actor_id)
        for value in sentence.values.values():
            if isinstance(value, Ref) and value.id is not None:
                wanted[value.kind].add(value.id)
    return {kind: _loaders[kind](sorted(ids, key=str)) for kind, ids in wanted.items()}


def _who(entry: Recorded, known: dict[str, Mapping[Any, str]]) -> str:
    if entry.actor_kind == "person":
        return known["person"].get(entry.actor_id, "?")
    return entry.actor_name or "Tuki"


def _filled(sentence: Told, known: dict[str, Mapping[Any, str]]) -> str:
    values = {
        name: known.get(value.kind, {}).get(value.id, "—") if isinstance(value, Ref) else str(value)
        for name, value in sentence.values.items()
    }
    return str(sentence.template) % values if values else str(sentence.template)
