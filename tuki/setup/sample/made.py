"""What the example made, by the event log: nothing else is ever taken out with it."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from tuki.kernel.models import EventRow
from tuki.kernel.reference import reference
from tuki.people.addresses import normal_address
from tuki.people.models import Person
from tuki.setup.sample.playing import CAUSE
from tuki.setup.sample.script import cast

Ids = dict[str, set[int]]
_BEGAN = {
    "ticket.opened": "ticket",
    "person.added": "person",
    "organisation.added": "organisation",
    "department.added": "department",
    "calendar.added": "calendar",
    "skill.changed": "skill",
}


@reference
def is_there() -> bool:
    """Whether some agent of the example still works here; reference data."""
    addresses = [normal_address(row[1]) for row in cast()["agents"].values()]
    return Person.objects.filter(is_active=True, addresses__normal__in=addresses).exists()


def made() -> Ids:
    """Ids by what they are: ticket, person, organisation, department, calendar, skill, and kinds of settings."""
    found: Ids = defaultdict(set)
    events = EventRow.objects.filter(cause=CAUSE)
    for kind, id_ in events.filter(kind__in=_BEGAN).values_list("kind", "stream_id"):
        found[_BEGAN[kind]].add(id_)
    for payload in events.filter(kind="setting.changed").values_list("payload", flat=True):
        said = msgspec.json.decode(payload)
        if said["number"] == 1:
            found[said["setting"]].add(said["object_id"])
    return found


def changed_since(ids: Ids) -> Ids:
    """Those of the settings that somebody has given another version: they are the desk's own now."""
    found: Ids = defaultdict(set)
    later = EventRow.objects.filter(kind="setting.changed").exclude(cause=CAUSE)
    for payload in later.values_list("payload", flat=True):
        said = msgspec.json.decode(payload)
        if said["object_id"] in ids.get(said["setting"], ()):
            found[said["setting"]].add(said["object_id"])
    return found
