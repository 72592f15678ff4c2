"""Actions on where a ticket stands."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuki.automation.actions.declaring import Action, Given, Parameter, ParameterType, Step, declare, named
from tuki.kernel.conditions import Option
from tuki.tickets.commands.status import change_status
from tuki.tickets.models import Ticket
from tuki.tickets.queries.workflow import resolution_names, status_names


def statuses() -> Sequence[Option]:
    """All statuses; whether one may follow the ticket's is for its workflow to say."""
    return [Option(code, name) for code, name in status_names().items()]


def resolutions() -> Sequence[Option]:
    """All resolutions."""
    return [Option(code, name) for code, name in resolution_names().items()]


def _says(ticket: Ticket, given: Given) -> str:
    if ticket.status_id == given["status"]:
        return _("The status stays “%(name)s”.") % {"name": named(statuses, given["status"])}
    words = {"old": named(statuses, ticket.status_id), "new": named(statuses, given["status"])}
    if given.get("resolution"):
        words["resolution"] = named(resolutions, given["resolution"])
        return _("The status changes from “%(old)s” to “%(new)s”: %(resolution)s.") % words
    return _("The status changes from “%(old)s” to “%(new)s”.") % words


def _back(ticket: Ticket, _given: Given) -> Step:
    return Step("set_status", {"status": ticket.status_id} | _resolution(ticket))


def _resolution(ticket: Ticket) -> dict[str, str]:
    return {"resolution": ticket.resolution_id} if ticket.resolution_id else {}


declare(
    Action(
        "set_status",
        gettext_lazy("Set the status"),
        "workflow",
        (
            Parameter("status", gettext_lazy("Status"), ParameterType.CHOICE, statuses),
            Parameter("resolution", gettext_lazy("Resolution"), ParameterType.CHOICE, resolutions, is_needed=False),
        ),
        _says,
        lambda actor, ticket, given: change_status(
            actor, ticket.reference, status=given["status"], resolution=given.get("resolution")
        ),
        _back,
    )
)
