"""The chosen filters of a list in words, each with the way to the list without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.people.queries import organisations_visible_to, persons_visible_to

Choices = Iterable[tuple[int | str, str]]

LABELS = {
    "status": _("Status"),
    "department": _("Department"),
    "assignee": _("Assignee"),
    "priority": _("Priority"),
    "kind": _("Kind"),
    "category": _("Category"),
    "tag": _("Tag"),
    "requester": _("Requester"),
    "organisation": _("Organisation"),
}
# Filters that no menu offers, and among whom their values are; what the reader may not see stays a number.
_VISIBLE = {"requester": persons_visible_to, "organisation": organisations_visible_to}


class Chip(NamedTuple):
    """One chosen value: its filter and the value in words, and the address of the list without it."""

    label: str
    words: str
    href: str


def chips(
    actor: Actor, chosen: Sequence[tuple[str, Sequence[str]]], options: Mapping[str, Choices], here: str, order: str
) -> tuple[Chip, ...]:
    """A chip for each chosen value; a query for each of requester and organisation when such a one is chosen."""
    pairs = [(name, value) for name, values in chosen for value in values]
    names = {name: _names(actor, name, values, options) for name, values in chosen}
    return tuple(
        Chip(str(LABELS[name]), names[name].get(value, value), _without(pairs, (name, value), here, order))
        for name, value in pairs
    )


def _names(actor: Actor, name: str, values: Sequence[str], options: Mapping[str, Choices]) -> dict[str, str]:
    if name in _VISIBLE:
        ids = [id_ for value in values if (id_ := whole_number(value)) is not None]
        return {str(id_): called for id_, called in _VISIBLE[name](actor).filter(id__in=ids).values_list("id", "name")}
    return {str(value): words for value, words in options.get(name, ())}


def _without(pairs: Sequence[tuple[str, str]], one: tuple[str, str], here: str, order: str) -> str:
    return f"{here}?{urlencode([*(pair for pair in pairs if pair != one), ('order', order)])}"
