"""Plain filters of lists (`status=new`) whose value names nothing there is, with the value that was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from tuki.catalogue.categories import category_tree
from tuki.catalogue.priorities import LEVELS
from tuki.catalogue.queries import all_kind_names
from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.people.queries import (
    active_agents,
    departments,
    departments_to_choose,
    organisations_visible_to,
    persons_visible_to,
)
from tuki.search.filters import PRIORITIES
from tuki.search.query.fields import FIELDS
from tuki.search.query.nearest import nearest
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.wording import PRIORITY_NAMES

_MOST_NAMES = 500  # compared by likeness, of those that begin with the same letter


class UnknownValue(msgspec.Struct, frozen=True):
    """That a filter's value names nothing; `near` is the value that was probably meant, or nothing."""

    name: str
    value: str
    near: str = ""


def unknown_values(actor: Actor, filters: Mapping[str, Sequence[str]]) -> tuple[UnknownValue, ...]:
    """What names nothing, in the order of the filters; tags are free words, and an address may be a stranger's.

    Names that the actor may not see are not offered. Mostly no query: one for organisations, and one for a person
    who is no active agent.
    """
    return tuple(
        UnknownValue(name, value, near)
        for name, values in filters.items()
        if name in _LOOKS
        for value in values
        if (near := _LOOKS[name](actor, value)) is not None
    )


def _coded(names: Mapping[str, str], value: str) -> str | None:
    """Of codes: nothing wrong with a code there is; else the code that is most like it or is called most like it."""
    if value in names:
        return None
    by_words = {word: code for code, name in names.items() for word in (name, code)}
    return by_words.get(nearest(value, by_words), "")


def _numbered(known: Iterable[tuple[int | str, str]], value: str, *, is_there: bool) -> str | None:
    """Of ids: nothing wrong with one there is; else the id of what is called most like the value."""
    if is_there:
        return None
    by_name = {name: str(id_) for id_, name in known}
    return by_name.get(nearest(value, by_name), "")


def _id(value: str) -> int:
    """The id that is meant, 0 where it is none."""
    return whole_number(value) or 0


def _status(_actor: Actor, value: str) -> str | None:
    return _coded(status_names(), value)


def _kind(_actor: Actor, value: str) -> str | None:
    return _coded(all_kind_names(), value)


def _priority(_actor: Actor, value: str) -> str | None:
    if value in {str(level) for level in PRIORITY_NAMES}:
        return None
    levels = {word: PRIORITIES[meant] for word, meant in FIELDS["priority"].values.items()}
    levels |= {str(name): level for level, name in PRIORITY_NAMES.items()}
    return str(levels.get(nearest(value, levels), ""))


def _level(_actor: Actor, value: str) -> str | None:
    return _coded({str(level): str(level) for level in LEVELS}, value)


def _department(actor: Actor, value: str) -> str | None:
    return _numbered(departments_to_choose(actor), value, is_there=_id(value) in departments())


def _category(_actor: Actor, value: str) -> str | None:
    tree = category_tree()
    named = ((row.id, name) for row in tree.values() for name in (row.definition.name, row.name))
    return _numbered(named, value, is_there=value == "none" or _id(value) in tree)


def _assignee(actor: Actor, value: str) -> str | None:
    """Also somebody who was an agent: their tickets are still theirs. A contact does not learn which ids there are."""
    if value in ("me", "none"):
        return None
    if actor.is_person and not actor.is_staff:
        return None if _id(value) else ""
    agents = active_agents()
    is_agent = any(str(id_) == value for id_, _ in agents)
    return _numbered(agents, value, is_there=is_agent or persons_visible_to(actor).filter(pk=_id(value)).exists())


def _organisation(actor: Actor, value: str) -> str | None:
    if _id(value):
        return None if organisations_visible_to(actor).filter(pk=_id(value)).exists() else ""
    alike = organisations_visible_to(actor).filter(name__istartswith=value[:1])
    return _numbered(alike.values_list("id", "name")[:_MOST_NAMES], value, is_there=False)


def _requester(_actor: Actor, value: str) -> str | None:
    return None if "@" in value or _id(value) else ""


_LOOKS: dict[str, Callable[[Actor, str], str | None]] = {
    "status": _status,
    "kind": _kind,
    "priority": _priority,
    "urgency": _level,
    "impact": _level,
    "department": _department,
    "category": _category,
    "assignee": _assignee,
    "organisation": _organisation,
    "requester": _requester,
}
