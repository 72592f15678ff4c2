"""What bringing in a table would add to the desk, from the names in its columns; nothing is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import msgspec

from tuki.imports.mapping import ColumnMapping
from tuki.imports.models import ImportedCase, ImportedName
from tuki.imports.naming import LONGEST, called_here, category_called
from tuki.people.addresses import normal_address
from tuki.people.models import Person, PersonAddress, Team

MAKING = ("key", "requester", "requester_address", "team", "category", "assignee")


class Making(msgspec.Struct, frozen=True):
    """How many tickets and requesters would be new, and the names of teams, categories and agents that the desk does
    not know; whether these are added is for the mapping to say."""

    tickets: int
    requesters: int
    teams: list[str]
    categories: list[str]
    agents: list[str]


def making_of(source: str, mapping: ColumnMapping, words: Mapping[int, Counter[str]]) -> Making:
    """`words`: those of the columns of `MAKING`. Some queries, however long the table is."""

    def named(field: str) -> list[str]:
        counted = Counter[str]()
        for column in mapping.columns.get(field, []):
            counted.update(words[column])
        return [word for word, _count in counted.most_common() if word not in mapping.empty]

    known: dict[str, set[str]] = {}
    for kind, name in ImportedName.objects.filter(source=source).values_list("kind", "name"):
        known.setdefault(kind, set()).add(name)
    keys = ImportedCase.objects.filter(source=source).exclude(is_trashed=True).values_list("key", flat=True)
    asked = named("requester_address") or _new(named("requester"), known.get("requester", ()))
    teams = set(Team.objects.values_list("name", flat=True))
    return Making(
        tickets=len({key[:120] for key in named("key")} - set(keys)),
        requesters=len(asked),
        teams=[each for each in _new(named("team"), known.get("team", ())) if called_here(source, each) not in teams],
        categories=[
            each
            for each in _new(named("category"), known.get("category", ()))
            if category_called(called_here(source, each)) is None
        ],
        agents=_strangers(_new(named("assignee"), known.get("agent", ()))),
    )


def _new(names: list[str], known: Collection[str]) -> list[str]:
    return [name for name in names if name[:LONGEST] not in known]


def _strangers(names: list[str]) -> list[str]:
    """Who is no agent here, neither by name nor by address."""
    staff = Person.objects.filter(is_staff=True)
    addresses = PersonAddress.objects.filter(person__is_staff=True).values_list("normal", flat=True)
    known = {*staff.values_list("name", flat=True), *addresses}
    return [name for name in names if name not in known and normal_address(name) not in known]
