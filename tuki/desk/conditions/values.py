"""Values of facts between what people type or choose and what conditions keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuki.kernel.conditions import Fact, FactType
from tuki.people.addresses import normal_address
from tuki.people.models import Organisation, Person, PersonAddress

# Facts whose values are too many to choose from: they are typed by name, and kept by id.
ORGANISATION, REQUESTER, ASSIGNEE = "organisation", "requester", "assignee"
TYPED_BY_NAME = frozenset({ORGANISATION, REQUESTER, ASSIGNEE})
_NUMBERS = (FactType.NUMBER, FactType.AGE)


def shown_values(fact: Fact, value: Any) -> list[str]:
    """The values of a test as the form shows them: as text, names instead of ids where they are typed."""
    values = list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
    if fact.code in TYPED_BY_NAME:
        names = names_of_values(fact.code, values)
        return [names.get(each, str(each)) for each in values]
    return [str(each) for each in values]


def kept_values(fact: Fact, given: Iterable[str], *, is_single: bool) -> Any:
    """What a condition keeps of what was typed or chosen; what cannot be read is kept as it is, to be refused."""
    texts = [part.strip() for each in given for part in each.split(";") if part.strip()]
    if fact.code in TYPED_BY_NAME:
        found: list[Any] = _ids(fact.code, texts)
    elif fact.options is not None:
        by_text = {str(option.value): option.value for option in fact.options()}
        found = [by_text.get(each, each) for each in texts]
    else:
        found = [_number(each) for each in texts] if fact.type in _NUMBERS else list(texts)
    return (found[0] if found else None) if is_single else found


def value_names(fact: Fact) -> Mapping[Any, str]:
    """What the values of a fact are called, where they can be chosen."""
    return {option.value: option.label for option in fact.options()} if fact.options is not None else {}


def names_of_values(code: str, ids: list[Any]) -> dict[Any, str]:
    """The names by which values are typed; one query."""
    numbers = [each for each in ids if isinstance(each, int)]
    if code == ORGANISATION:
        return dict(Organisation.objects.filter(id__in=numbers).values_list("id", "name"))
    return dict(Person.objects.filter(id__in=numbers).values_list("id", "email"))


def _ids(code: str, texts: list[str]) -> list[Any]:
    """Ids for names or addresses; a text that names nobody stays a text, which no id equals."""
    if code == ORGANISATION:
        known = dict(Organisation.objects.filter(name__in=texts).values_list("name", "id"))
        return [known.get(each, each) for each in texts]
    addresses = {normal_address(each): each for each in texts}
    people = dict(PersonAddress.objects.filter(normal__in=addresses).values_list("normal", "person_id"))
    return [people.get(normal, text) for normal, text in addresses.items()]


def _number(text: str) -> Any:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
