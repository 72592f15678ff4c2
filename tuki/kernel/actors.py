"""Who does something, and because of what: always the first argument of a command."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class ActorKind(StrEnum):
    """What sort of actor it is; kept with every event."""

    PERSON = "person"
    RULE = "rule"
    CHANNEL = "channel"
    SYSTEM = "system"
    IMPORT = "import"


# A permission reaches everywhere (None) or only the named areas (ids of departments).
Areas = frozenset[int] | None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something that acts.

    `id` is the person's or the rule's id. `cause` names what led to it: a request id, `event:ID`,
    `mail:ID`. `access` maps a permission's code to the areas in which it holds (None: everywhere);
    a permission that is missing is not held. A system actor holds every permission.
    """

    kind: ActorKind
    id: int | None = None
    name: str = ""
    cause: str = ""
    access: Mapping[str, Areas] = msgspec.field(default_factory=dict)
    organisation_id: int | None = None
    is_staff: bool = False
    scopes: frozenset[str] | None = None

    @property
    def is_person(self) -> bool:
        return self.kind is ActorKind.PERSON

    @property
    def person_id(self) -> int | None:
        """Whom rows name as the one who did it: the person, also in imported history; nobody for rules and doors."""
        return self.id if self.kind in (ActorKind.PERSON, ActorKind.IMPORT) else None

    @property
    def is_trusted(self) -> bool:
        """Not a person: the product itself acts, bounded by the command that it runs."""
        return self.kind is not ActorKind.PERSON

    def holds(self, permission: str, area: int | None = None) -> bool:
        """Whether the permission is held in `area` (a department's id), or anywhere when None."""
        if self.is_trusted:
            return True
        if permission not in self.access:
            return False
        areas = self.access[permission]
        return areas is None or area is None or area in areas

    def areas(self, permission: str) -> Areas:
        """Where a permission is held: None for everywhere, an empty set for nowhere."""
        if self.is_trusted:
            return None
        return self.access.get(permission, frozenset())

    def because(self, cause: str) -> Actor:
        """The same actor with another cause."""
        return msgspec.structs.replace(self, cause=cause)


def system(cause: str) -> Actor:
    """The product itself, for what no person asked for."""
    return Actor(kind=ActorKind.SYSTEM, name="Tuki", cause=cause)


def channel(name: str, cause: str) -> Actor:
    """A door through which something came in, for example mail."""
    return Actor(kind=ActorKind.CHANNEL, name=name, cause=cause)


def importer(name: str, cause: str) -> Actor:
    """A run that brings in history: it announces, but nobody is answered."""
    return Actor(kind=ActorKind.IMPORT, name=name, cause=cause)
