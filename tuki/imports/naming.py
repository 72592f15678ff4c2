"""What names of the source stand for here: persons, teams and categories, found or added once per source."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tuki.catalogue.categories import CategoryDefinition, category_named
from tuki.catalogue.commands.category import add_category
from tuki.imports.mapping import ColumnMapping
from tuki.imports.models import ImportedName
from tuki.imports.sorting import Case
from tuki.kernel.actors import Actor
from tuki.kernel.database.inserting import insert
from tuki.people.commands.desk import set_team
from tuki.people.commands.persons import add_person, deactivate_person, find_or_add_contact, person_by_address
from tuki.people.models import Person, Team

NAMING = ("requester", "assignee", "team", "category")
NOBODY = "?"  # who asked when the table does not say it
LONGEST = 200
LONGEST_NAME = 120


class Names:
    """The names of one source, remembered over the cases of a batch. Used within a command."""

    def __init__(self, actor: Actor, source: str, mapping: ColumnMapping) -> None:
        self._actor, self._source, self._mapping = actor, source, mapping
        self._known: dict[tuple[str, str], int | None] = {}
        self._staff: dict[str, int] = {}

    def look_up(self, cases: Iterable[Case]) -> None:
        """Reads in two queries what is kept of the names in these cases, and whom of them the desk knows as agents."""
        rows = (row.values for case in cases for row in case.rows)
        called = {values.get(field, "")[:LONGEST] or NOBODY for values in rows for field in NAMING}
        kept = ImportedName.objects.filter(source=self._source, name__in=called)
        self._known.update(((kind, name), id_) for kind, name, id_ in kept.values_list("kind", "name", "object_id"))
        staff = Person.objects.filter(is_staff=True, name__in=called).order_by("-id")
        self._staff.update(staff.values_list("name", "id"))

    def requester(self, name: str, address: str) -> int:
        """Who asked: by address, else by name; somebody unknown becomes known."""
        if address and "@" in address:
            return find_or_add_contact(self._actor, address=address, name=name).id
        found = self._named("requester", name or NOBODY, lambda: self._add_requester(name))
        assert found is not None
        return found

    def agent(self, name: str) -> int | None:
        """An agent by address or name; unknown ones are added as former agents if the mapping says so."""
        return self._named("agent", name, lambda: self._find_agent(name)) if name else None

    def team(self, name: str) -> int | None:
        """A team by its name; unknown ones are added, without members, if the mapping says so."""
        return self._named("team", name, lambda: self._find_team(name)) if name else None

    def category(self, name: str) -> int | None:
        """A category by its path; unknown ones are added at the top if the mapping says so."""
        return self._named("category", name, lambda: self._find_category(name)) if name else None

    def _named(self, kind: str, name: str, find: Callable[[], int | None]) -> int | None:
        """What was looked up, or is found or added now."""
        name = name[:LONGEST]
        if (kind, name) not in self._known:
            found = self._known[kind, name] = find()
            if found is not None:
                insert(ImportedName(source=self._source, kind=kind, name=name, object_id=found))
        return self._known[kind, name]

    def _add_requester(self, name: str) -> int:
        return add_person(self._actor, name=called_here(self._source, name) if name else self._source).id

    def _find_agent(self, name: str) -> int | None:
        known = person_by_address(name) if "@" in name else None
        if known is not None and known.is_staff:
            return known.id
        if name in self._staff:
            return self._staff[name]
        if not self._mapping.makes_agents:
            return None
        person = add_person(self._actor, name=called_here(self._source, name), is_staff=True)
        deactivate_person(self._actor, person.id)
        return person.id

    def _find_team(self, name: str) -> int | None:
        called = called_here(self._source, name)
        known = Team.objects.filter(name=called).values_list("id", flat=True).first()
        if known is not None or not self._mapping.makes_teams:
            return known
        return set_team(self._actor, name=called, line=1, member_ids=[]).id

    def _find_category(self, name: str) -> int | None:
        called = called_here(self._source, name)
        known = category_called(called)
        if known is not None or not self._mapping.makes_categories:
            return known
        return add_category(self._actor, definition=CategoryDefinition(name=called)).id


def called_here(source: str, name: str) -> str:
    """What something of the source is called here. A bare number says nothing to people: it gets the source's name."""
    return (f"{source} {name}" if name.isdigit() else name)[:LONGEST_NAME]


def category_called(name: str) -> int | None:
    """The category of the desk with this name or path."""
    return category_named(name.replace(" › ", "/"))
