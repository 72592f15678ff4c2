"""The declared facts, with their types and the values that may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuki.catalogue.categories import categories_to_choose
from tuki.catalogue.queries import kind_names
from tuki.kernel.conditions import Fact, FactType, Option
from tuki.people.agents.teams import teams
from tuki.people.customers.queries import tiers
from tuki.people.models import Brand
from tuki.people.queries import departments
from tuki.tickets.models.workflow import Stage
from tuki.tickets.queries.workflow import resolution_names, status_names
from tuki.tickets.wording.names import PRIORITY_NAMES, STAGE_NAMES


def _named(names: Callable[[], Mapping[Any, Any]]) -> Callable[[], Sequence[Option]]:
    return lambda: [Option(value, str(label)) for value, label in names().items()]


_ALL = (
    Fact("kind", _("Kind"), FactType.CHOICE, _named(kind_names)),
    Fact("status", _("Status"), FactType.CHOICE, _named(status_names)),
    Fact("stage", _("Whose turn it is"), FactType.CHOICE, _named(lambda: {each: STAGE_NAMES[each] for each in Stage})),
    Fact("is_open", _("Is open"), FactType.FLAG),
    Fact("priority", _("Priority (1 critical to 4 low)"), FactType.NUMBER, _named(lambda: PRIORITY_NAMES)),
    Fact("urgency", _("Urgency (1 very high to 5 none)"), FactType.NUMBER),
    Fact("impact", _("Impact (1 major to 5 none)"), FactType.NUMBER),
    Fact("brand", _("Brand"), FactType.CHOICE, _named(lambda: dict(Brand.objects.values_list("id", "name")))),
    Fact(
        "department",
        _("Department"),
        FactType.CHOICE,
        _named(lambda: {row.id: row.name for row in departments().values()}),
    ),
    Fact("team", _("Team"), FactType.CHOICE, _named(lambda: {row.id: row.name for row in teams().values()})),
    Fact("line", _("Support line"), FactType.NUMBER),
    Fact("category", _("Category, or one above it"), FactType.SET, _named(lambda: dict(categories_to_choose()))),
    Fact("channel", _("Channel"), FactType.CHOICE),
    Fact("language", _("Language"), FactType.CHOICE),
    Fact("requester", _("Requester"), FactType.CHOICE),
    Fact("requester_address", _("Requester's address"), FactType.TEXT),
    Fact("requester_domain", _("Domain of the requester's address"), FactType.TEXT),
    Fact("organisation", _("Organisation"), FactType.CHOICE),
    Fact(
        "tier",
        _("Customer tier"),
        FactType.CHOICE,
        _named(lambda: {row.id: row.name for row in tiers().values()}),
    ),
    Fact("plan", _("Customer plan"), FactType.TEXT),
    Fact(
        "standing", _("Trial or paying"), FactType.CHOICE, _named(lambda: {"trial": _("trial"), "paying": _("paying")})
    ),
    Fact("revenue", _("Revenue a month"), FactType.NUMBER),
    Fact("assignee", _("Assignee"), FactType.CHOICE),
    Fact("tags", _("Tags"), FactType.SET),
    Fact("resolution", _("Resolution"), FactType.CHOICE, _named(resolution_names)),
    Fact("subject", _("Subject"), FactType.TEXT),
    Fact("first_text", _("Text that opened the ticket"), FactType.TEXT),
    Fact("text", _("Text of the message"), FactType.TEXT),
    Fact("message_count", _("Number of messages"), FactType.NUMBER),
    Fact("reopened_count", _("How often it was reopened"), FactType.NUMBER),
    Fact("age", _("Minutes since it was opened"), FactType.AGE),
    Fact("status_age", _("Minutes in this status"), FactType.AGE),
    Fact("assigned_age", _("Minutes since it was assigned"), FactType.AGE),
    Fact("waiting_age", _("Minutes the requester waits"), FactType.AGE),
    Fact("silence_age", _("Minutes since the last message"), FactType.AGE),
)

FACTS: Mapping[str, Fact] = MappingProxyType({each.code: each for each in _ALL})
