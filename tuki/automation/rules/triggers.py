"""What a rule may wait for: events of a ticket in the desk's own words, and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuki.kernel.events import Event
from tuki.tickets import events
from tuki.tickets.lines.events import TeamChanged
from tuki.tickets.queries.workflow import stage_of

TIME = "time"


class Trigger(NamedTuple):
    """One thing to wait for: events of these types, as far as `fits` says so."""

    code: str
    label: str | Promise
    types: tuple[type[Event], ...]
    fits: Callable[[Any], bool] = lambda _event: True


def _from_outside(event: events.MessageAdded) -> bool:
    return event.is_public and not event.is_from_desk and not event.is_first and not event.is_automatic


def _answer(event: events.MessageAdded) -> bool:
    return event.is_public and event.is_from_desk and not event.is_automatic


def _other_priority(event: events.PriorityChanged | events.UrgencyChanged | events.ImpactChanged) -> bool:
    if isinstance(event, events.PriorityChanged):
        return event.old != event.new
    return event.old_priority != event.new_priority


def _reopens(event: events.StatusChanged) -> bool:
    return stage_of(event.old) in ("done", "closed") and stage_of(event.new) not in ("done", "closed")


_ALL = (
    Trigger("opened", _("A ticket is opened"), (events.TicketOpened,)),
    Trigger("requester_wrote", _("The requester or a participant writes again"), (events.MessageAdded,), _from_outside),
    Trigger("desk_replied", _("An agent replies"), (events.MessageAdded,), _answer),
    Trigger("note_added", _("A note is written"), (events.MessageAdded,), lambda event: event.message_kind == "note"),
    Trigger("status_changed", _("The status changes"), (events.StatusChanged,)),
    Trigger("reopened", _("A done ticket is back in work"), (events.StatusChanged,), _reopens),
    Trigger("assigned", _("Somebody else, or nobody, is responsible"), (events.TicketAssigned,)),
    Trigger("transferred", _("Another department answers"), (events.TicketTransferred,)),
    Trigger("team_changed", _("Another team has it"), (TeamChanged,)),
    Trigger(
        "priority_changed",
        _("The priority changes"),
        (events.PriorityChanged, events.UrgencyChanged, events.ImpactChanged),
        _other_priority,
    ),
    Trigger("kind_changed", _("The kind changes"), (events.KindChanged,)),
    Trigger("category_changed", _("The category changes"), (events.CategoryChanged,)),
    Trigger("tags_changed", _("Tags change"), (events.TagsChanged,)),
    Trigger(TIME, _("Time passes"), ()),
)
TRIGGERS: Mapping[str, Trigger] = MappingProxyType({each.code: each for each in _ALL})
EVENT_TYPES = tuple(dict.fromkeys(type_ for each in _ALL for type_ in each.types))


def triggered_by(event: Event) -> frozenset[str]:
    """The codes of everything that this event is."""
    return frozenset(each.code for each in _ALL if isinstance(event, each.types) and each.fits(event))
