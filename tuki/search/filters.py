"""Filters of a query as conditions on tickets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

import msgspec
from django.db.models import Q

from tuki.catalogue.categories import categories_below, category_tree
from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.people.access import departments_below
from tuki.people.models import Department, Organisation
from tuki.people.queries import persons_visible_to
from tuki.search import store
from tuki.search.language import tokens
from tuki.search.models import Entry
from tuki.search.query import Filter, Node, Prefix, date_bounds
from tuki.search.query.tree import conjunction
from tuki.search.states import offered_states
from tuki.tickets.models import Attachment, TicketTag
from tuki.tickets.queries import messages_visible_to
from tuki.tickets.queries.workflow import statuses_called

PRIORITIES = {"critical": 1, "high": 2, "normal": 3, "low": 4}
_MOST_PERSONS = 500
NOTHING = Q(pk__in=[])


class Reader(msgspec.Struct, frozen=True):
    """Who asks, and when and where: ``me`` and ``today`` depend on it."""

    actor: Actor
    now: datetime
    zone: tzinfo


def ticket_condition(reader: Reader, condition: Filter) -> Q:
    """The condition on tickets that a filter stands for; one that names nothing known matches nothing.

    It hides nothing of the ticket itself, but files, authors and people only count as far as the reader sees them.
    """
    return _CONDITIONS[condition.field](reader, condition)


def _status(reader: Reader, condition: Filter) -> Q:
    if condition.value == "open":
        return Q(is_open=True)
    return Q(status_id__in=statuses_called(condition.value))


def _person(field: str) -> Callable[[Reader, Filter], Q]:
    def wanted(reader: Reader, condition: Filter) -> Q:
        if condition.value == "me":
            return Q(**{field: reader.actor.id})
        if condition.value == "none":
            return Q(**{field: None})
        return Q(**{f"{field}__in": persons_called(reader.actor, condition.value)})

    return wanted


def _from(reader: Reader, condition: Filter) -> Q:
    """Who wrote a message that the reader sees: a person, or an address nobody is known by."""
    own = condition.value == "me"
    authors = [reader.actor.id] if own else persons_called(reader.actor, condition.value)
    written = Q(author_id__in=authors)
    if "@" in condition.value:
        written |= Q(author_address__iexact=condition.value)
    return Q(id__in=messages_visible_to(reader.actor).filter(written).values("ticket_id"))


def _tag(reader: Reader, condition: Filter) -> Q:
    if condition.value == "none":
        return ~Q(id__in=TicketTag.objects.values("ticket_id"))
    name = condition.value.lower().lstrip("#")
    return Q(id__in=TicketTag.objects.filter(tag__name=name).values("ticket_id"))


def _department(reader: Reader, condition: Filter) -> Q:
    """The departments called so with those below them."""
    called = _called(Department.objects.values_list("id", "name"), condition.value)
    return Q(department_id__in={below for each in called for below in departments_below(each)})


def _organisation(reader: Reader, condition: Filter) -> Q:
    called = _called(Organisation.objects.values_list("id", "name").iterator(), condition.value)
    return Q(organisation_id__in=called)


def _kind(reader: Reader, condition: Filter) -> Q:
    return Q(kind_id=condition.value) | Q(kind__name__iexact=condition.value)


def _category(reader: Reader, condition: Filter) -> Q:
    """The categories called so, in the reader's language or as they are kept, with those below them."""
    if condition.value == "none":
        return Q(category_id=None)
    tree = category_tree().values()
    names = [pair for row in tree for pair in ((row.id, row.name), (row.id, row.definition.name))]
    return Q(category_id__in=categories_below(_called(names, condition.value)))


def _priority(reader: Reader, condition: Filter) -> Q:
    if condition.value in PRIORITIES:
        return Q(priority=PRIORITIES[condition.value])
    level = whole_number(condition.value)
    return NOTHING if level is None else Q(priority=level)


def _date(field: str) -> Callable[[Reader, Filter], Q]:
    def within(reader: Reader, condition: Filter) -> Q:
        start, end = date_bounds(condition, reader.now, reader.zone)
        bounds = Q()
        if start is not None:
            bounds &= Q(**{f"{field}__gte": start})
        if end is not None:
            bounds &= Q(**{f"{field}__lt": end})
        return bounds

    return within


def _has(reader: Reader, condition: Filter) -> Q:
    """Files in messages that the reader sees; pictures inside a text do not count."""
    files = Attachment.objects.filter(is_inline=False, message__in=messages_visible_to(reader.actor))
    return Q(id__in=files.values("message__ticket_id"))


def _is(reader: Reader, condition: Filter) -> Q:
    state = offered_states().get(condition.value)
    return state(reader.actor) if state else NOTHING


def _number(reader: Reader, condition: Filter) -> Q:
    value = condition.value.lstrip("#").upper()
    number = whole_number(value)
    return Q(reference=value) if number is None else Q(number=number)


def _language(reader: Reader, condition: Filter) -> Q:
    """The language of any of the messages that the reader sees, as the index guessed it."""
    entries = Entry.objects.filter(language=condition.value, message__in=messages_visible_to(reader.actor))
    return Q(id__in=entries.values("ticket_id"))


_CONDITIONS: dict[str, Callable[[Reader, Filter], Q]] = {
    "status": _status,
    "assignee": _person("assignee_id"),
    "requester": _person("requester_id"),
    "from": _from,
    "tag": _tag,
    "department": _department,
    "organisation": _organisation,
    "kind": _kind,
    "category": _category,
    "priority": _priority,
    "created": _date("opened_at"),
    "updated": _date("updated_at"),
    "has": _has,
    "is": _is,
    "number": _number,
    "language": _language,
}


def persons_called(actor: Actor, name: str) -> list[int]:
    """Ids of persons whose name or address begins so, at most 500; customers find only whom they see."""
    node = _beginnings(name)
    if node is None:
        return []
    ids = store.persons(node, limit=_MOST_PERSONS)
    if not actor.is_person or actor.is_staff or not ids:
        return ids
    return list(persons_visible_to(actor).filter(id__in=ids).values_list("id", flat=True))


def _beginnings(name: str) -> Node | None:
    return conjunction([Prefix(word) for word in name.split() if tokens(word)])


def _called(names: Iterable[tuple[int, str]], wanted: str) -> list[int]:
    """Ids of what is called so, else of what begins so; compared here, as SQLite folds only ASCII."""
    folded = wanted.casefold()
    listed = [(key, name.casefold()) for key, name in names]
    return [key for key, name in listed if name == folded] or [key for key, name in listed if name.startswith(folded)]
