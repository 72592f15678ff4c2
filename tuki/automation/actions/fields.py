"""Actions on single fields: urgency, impact, priority, kind, category."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuki.automation.actions.declaring import Action, Given, Parameter, ParameterType, Step, declare, named
from tuki.catalogue.categories import categories_to_choose
from tuki.catalogue.queries import kind_names
from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.kernel.conditions import Option
from tuki.tickets.commands.change import change_category, change_kind
from tuki.tickets.commands.priority import change_impact, change_urgency, override_priority, release_priority
from tuki.tickets.models import Ticket
from tuki.tickets.wording import PRIORITY_NAMES


def _options(names: Callable[[], Mapping[Any, Any]]) -> Callable[[], Sequence[Option]]:
    return lambda: [Option(value, str(label)) for value, label in names().items()]


urgencies, impacts = _options(lambda: URGENCY_NAMES), _options(lambda: IMPACT_NAMES)
priorities, kinds = _options(lambda: PRIORITY_NAMES), _options(kind_names)
categories = _options(lambda: dict(categories_to_choose()))


def _back(code: str, parameter: str, value: Callable[[Ticket], Any]) -> Callable[[Ticket, Given], Step | None]:
    """The step that sets the field to what the ticket says now; None when that is nothing."""

    def step(ticket: Ticket, _given: Given) -> Step | None:
        now = value(ticket)
        return None if now is None else Step(code, {parameter: now})

    return step


def _priority_back(ticket: Ticket, _given: Given) -> Step:
    if ticket.priority_reason:
        return Step("override_priority", {"priority": ticket.priority, "reason": ticket.priority_reason})
    return Step("release_priority")


declare(
    Action(
        "set_urgency",
        gettext_lazy("Set the urgency"),
        "flag",
        (Parameter("urgency", gettext_lazy("Urgency"), ParameterType.CHOICE, urgencies),),
        lambda _ticket, given: _("The urgency becomes “%(name)s”.") % {"name": named(urgencies, given["urgency"])},
        lambda actor, ticket, given: change_urgency(actor, ticket.reference, urgency=given["urgency"]),
        _back("set_urgency", "urgency", lambda ticket: ticket.urgency),
    )
)
declare(
    Action(
        "set_impact",
        gettext_lazy("Set the impact"),
        "flag",
        (Parameter("impact", gettext_lazy("Impact"), ParameterType.CHOICE, impacts),),
        lambda _ticket, given: _("The impact becomes “%(name)s”.") % {"name": named(impacts, given["impact"])},
        lambda actor, ticket, given: change_impact(actor, ticket.reference, impact=given["impact"]),
        _back("set_impact", "impact", lambda ticket: ticket.impact),
    )
)
declare(
    Action(
        "override_priority",
        gettext_lazy("Override the priority"),
        "flag",
        (
            Parameter("priority", gettext_lazy("Priority"), ParameterType.CHOICE, priorities),
            Parameter("reason", gettext_lazy("Reason"), ParameterType.LINE),
        ),
        lambda _ticket, given: (
            _("The priority becomes “%(name)s”, whatever the matrix says: %(reason)s")
            % {"name": named(priorities, given["priority"]), "reason": given["reason"]}
        ),
        lambda actor, ticket, given: override_priority(
            actor, ticket.reference, priority=given["priority"], reason=given["reason"]
        ),
        _priority_back,
    )
)
declare(
    Action(
        "release_priority",
        gettext_lazy("Let the matrix decide the priority"),
        "undo-2",
        (),
        lambda _ticket, _given: _("The matrix decides the priority again."),
        lambda actor, ticket, _given: release_priority(actor, ticket.reference),
        _priority_back,
    )
)
declare(
    Action(
        "set_kind",
        gettext_lazy("Set the kind"),
        "layers",
        (Parameter("kind", gettext_lazy("Kind"), ParameterType.CHOICE, kinds),),
        lambda _ticket, given: _("The kind becomes “%(name)s”.") % {"name": named(kinds, given["kind"])},
        lambda actor, ticket, given: change_kind(actor, ticket.reference, kind=given["kind"]),
        _back("set_kind", "kind", lambda ticket: ticket.kind_id),
    )
)
declare(
    Action(
        "set_category",
        gettext_lazy("Set the category"),
        "folder",
        (Parameter("category", gettext_lazy("Category"), ParameterType.CHOICE, categories, names_rows=True),),
        lambda _ticket, given: _("The category becomes “%(name)s”.") % {"name": named(categories, given["category"])},
        lambda actor, ticket, given: change_category(actor, ticket.reference, category_id=given["category"]),
        lambda ticket, _given: (
            Step("set_category", {"category": ticket.category_id}) if ticket.category_id else Step("clear_category")
        ),
    )
)
declare(
    Action(
        "clear_category",
        gettext_lazy("Take the category off"),
        "folder",
        (),
        lambda _ticket, _given: _("The ticket is of no category any more."),
        lambda actor, ticket, _given: change_category(actor, ticket.reference, category_id=None),
        _back("set_category", "category", lambda ticket: ticket.category_id),
    )
)
