"""Filters whose value names nothing there is, with what was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from tuki.catalogue.categories import category_tree
from tuki.catalogue.queries import all_kind_names
from tuki.kernel.actors import Actor
from tuki.people.queries import active_agents, departments, names_of, organisations_visible_to
from tuki.search.filters import persons_called
from tuki.search.query import Query, QueryProblem, parse_query
from tuki.search.query.fields import FIELDS
from tuki.search.query.nearest import nearest
from tuki.search.query.tree import Filter
from tuki.search.query.writer import format_filter
from tuki.tickets.models import Tag
from tuki.tickets.queries.workflow import status_names, statuses_called

_MOST_NAMES = 500  # compared by likeness, of those that begin with the same letter
_SHORTEST_BEGINNING = 3  # letters of a name that is sought by less and less of it


class Unknown(msgspec.Struct, frozen=True):
    """That a value names nothing; `near` is the value that was probably meant, or nothing."""

    near: str = ""


def misunderstood(actor: Actor, query: Query) -> tuple[QueryProblem, ...]:
    """A problem `unknown_value` for each filter whose value names nothing that the actor may know of.

    Names of what the actor does not see count as unknown, so nothing can be learnt by trying. Costs at most two
    queries for a person, an organisation or a tag, none for other filters.
    """
    found = ((typed, _looked_up(actor, typed.filter)) for typed in query.filters)
    return tuple(
        QueryProblem(
            "unknown_value",
            typed.at,
            f"{typed.filter.field}:{typed.filter.value}",
            near=format_filter(Filter(typed.filter.field, unknown.near)) if unknown.near else "",
            length=typed.length,
        )
        for typed, unknown in found
        if unknown is not None
    )


def query_problems(actor: Actor, text: str) -> tuple[QueryProblem, ...]:
    """All that is not understood of a typed query; costs what `misunderstood` costs."""
    query = parse_query(text)
    return (*query.problems, *misunderstood(actor, query))


def _looked_up(actor: Actor, condition: Filter) -> Unknown | None:
    look = _LOOKS.get(condition.field)
    is_word = condition.value in FIELDS[condition.field].values.values()
    return None if look is None or is_word else look(actor, condition.value)


def _status(_actor: Actor, value: str) -> Unknown | None:
    if statuses_called(value):
        return None
    return Unknown(nearest(value, [*status_names().values(), *FIELDS["status"].values]))


def _kind(_actor: Actor, value: str) -> Unknown | None:
    names = all_kind_names()
    return _among([*names, *names.values(), *FIELDS["kind"].values], value, beginnings=False)


def _category(_actor: Actor, value: str) -> Unknown | None:
    return _among({name for row in category_tree().values() for name in (row.name, row.definition.name)}, value)


def _priority(_actor: Actor, value: str) -> Unknown | None:
    return None if value in {"1", "2", "3", "4"} else Unknown(nearest(value, FIELDS["priority"].values))


def _language(_actor: Actor, value: str) -> Unknown | None:
    return Unknown(nearest(value, FIELDS["language"].values))


def _department(actor: Actor, value: str) -> Unknown | None:
    areas = actor.areas("tickets.see") if actor.is_staff or not actor.is_person else None
    seen = (each for each in departments().values() if areas is None or each.id in areas)
    return _among([each.name for each in seen if each.is_active or actor.is_staff], value)


def _organisation(actor: Actor, value: str) -> Unknown | None:
    seen = organisations_visible_to(actor)
    if seen.filter(name__istartswith=value).exists():
        return None
    names = seen.filter(name__istartswith=value[:1]).values_list("name", flat=True)[:_MOST_NAMES]
    return _among(names, value)


def _tag(actor: Actor, value: str) -> Unknown | None:
    name = value.lower().lstrip("#")
    if not actor.is_staff or Tag.objects.filter(name=name).exists():
        return None
    alike = Tag.objects.filter(name__startswith=name[:1]).values_list("name", flat=True)[:_MOST_NAMES]
    return Unknown(nearest(name, alike))


def _assignee(actor: Actor, value: str) -> Unknown | None:
    if persons_called(actor, value):
        return None
    return Unknown(nearest(value, [name for _, name in active_agents()]) if actor.is_staff else "")


def _contact(actor: Actor, value: str) -> Unknown | None:
    """A person by name; an address may be a stranger's."""
    if "@" in value or persons_called(actor, value):
        return None
    for length in range(len(value) - 1, _SHORTEST_BEGINNING - 1, -1):
        if called := persons_called(actor, value[:length]):
            return Unknown(names_of(called[:1])[called[0]])
    return Unknown()


def _among(names: Iterable[str], value: str, *, beginnings: bool = True) -> Unknown | None:
    """Nothing wrong where a name is so, or begins so, whatever the case of its letters."""
    listed, wanted = list(names), value.casefold()
    if any(name.casefold() == wanted or (beginnings and name.casefold().startswith(wanted)) for name in listed):
        return None
    return Unknown(nearest(value, listed))


_LOOKS: dict[str, Callable[[Actor, str], Unknown | None]] = {
    "status": _status,
    "kind": _kind,
    "category": _category,
    "priority": _priority,
    "language": _language,
    "department": _department,
    "organisation": _organisation,
    "tag": _tag,
    "assignee": _assignee,
    "requester": _contact,
    "from": _contact,
}
