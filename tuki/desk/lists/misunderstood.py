"""What a list says of filters in its address whose value names nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from tuki.search.filter_values import UnknownValue

Choices = Iterable[tuple[int | str, str]]


class Misunderstood(NamedTuple):
    """A sentence, and what was probably meant: in words, with the address of the list that is so filtered."""

    sentence: str
    near: str
    href: str


def misunderstood(
    unknown: Iterable[UnknownValue], asked: QueryDict, here: str, options: Mapping[str, Choices]
) -> list[Misunderstood]:
    """One for each value that names nothing. `asked` are the parameters of the address `here`; `options` has under
    each filter the values with their names."""
    return [_told(each, asked, here, options.get(each.name, ())) for each in unknown]


def _told(unknown: UnknownValue, asked: QueryDict, here: str, options: Choices) -> Misunderstood:
    sentence = _sentences()[unknown.name] % {"value": unknown.value}
    if not unknown.near:
        return Misunderstood(sentence, "", "")
    meant = asked.copy()
    values = [unknown.near if each == unknown.value else each for each in asked.getlist(unknown.name)]
    meant.setlist(unknown.name, values)
    meant.pop("cursor", None)
    name = next((words for value, words in options if str(value) == unknown.near), unknown.near)
    return Misunderstood(sentence, name, f"{here}?{meant.urlencode()}")


def _sentences() -> dict[str, str]:
    return {
        "status": _("There is no status “%(value)s”, so the list finds nothing by it."),
        "kind": _("There is no kind “%(value)s”, so the list finds nothing by it."),
        "priority": _("There is no priority “%(value)s”, so the list finds nothing by it."),
        "department": _("There is no department “%(value)s”, so the list finds nothing by it."),
        "category": _("There is no category “%(value)s”, so the list finds nothing by it."),
        "assignee": _("There is no agent “%(value)s”, so the list finds nothing by it."),
        "organisation": _("There is no organisation “%(value)s”, so the list finds nothing by it."),
        "requester": _("“%(value)s” is nobody who could have asked, so the list finds nothing by it."),
    }
