"""Departments by the names that a person types."""

from __future__ import annotations

from tuki.people.models import Department


def department_named(name: str) -> int:
    """The id of an active department. Raises LookupError, naming those that there are."""
    rows = list(Department.objects.filter(is_active=True).order_by("name").values_list("name", "id"))
    found = [id_ for each, id_ in rows if each.casefold() == name.strip().casefold()]
    if len(found) != 1:
        known = ", ".join(each for each, _ in rows)
        raise LookupError(f"there is {'more than one' if found else 'no'} department called {name}; known: {known}")
    return found[0]
