"""What the events of a log happened to, in words and with a link: a ticket, a person, an organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from tuki.kernel.log import Recorded
from tuki.kernel.telling import Line, names_of_kind

_SHOWN = ("ticket", "person", "organisation")


class Subject(NamedTuple):
    """What an event happened to; without a name where it is gone or the sentence names it already."""

    name: str = ""
    href: str = ""


def with_subjects(lines: Sequence[Line]) -> list[tuple[Line, Subject]]:
    """Each line with what it happened to, at most one query for each kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if _is_shown(line.entry):
            wanted[line.entry.event.stream].add(line.entry.event.subject)
    known = {kind: names_of_kind(kind, ids) for kind, ids in wanted.items()}
    return [(line, _subject(line.entry, known.get(line.entry.event.stream, {}))) for line in lines]


def _is_shown(entry: Recorded) -> bool:
    is_own_account = entry.event.stream == entry.actor_kind == "person" and entry.event.subject == entry.actor_id
    return entry.event.stream in _SHOWN and not is_own_account


def _subject(entry: Recorded, names: Mapping[int, str]) -> Subject:
    kind, key = entry.event.stream, entry.event.subject
    name = names.get(key) if _is_shown(entry) else None
    if not name:
        return Subject()
    return Subject(name, reverse(f"desk:{kind}", args=[name if kind == "ticket" else key]))
