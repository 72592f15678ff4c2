"""Actions on tags and watching."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuki.automation.actions.declaring import Action, Given, Parameter, ParameterType, Step, declare
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.tickets.commands.tags import tag_ticket, untag_ticket
from tuki.tickets.commands.watch import watch_ticket
from tuki.tickets.models import Ticket
from tuki.tickets.queries.conversation import tag_names

_TAGS = Parameter("tags", gettext_lazy("Tags"), ParameterType.WORDS)


def _taken_off(ticket: Ticket, given: Given) -> Step | None:
    """Only those that were not on it before."""
    new = [each for each in given["tags"] if each.lower().lstrip("#") not in tag_names(ticket)]
    return Step("remove_tags", {"tags": new}) if new else None


def _put_on_again(ticket: Ticket, given: Given) -> Step | None:
    had = [each for each in given["tags"] if each.lower().lstrip("#") in tag_names(ticket)]
    return Step("add_tags", {"tags": had}) if had else None


def _watch(actor: Actor, ticket: Ticket, _given: Given) -> None:
    if actor.id is None or not actor.is_person:
        raise Refused("not_allowed")
    watch_ticket(actor, ticket.reference, person_id=actor.id)


declare(
    Action(
        "add_tags",
        gettext_lazy("Put tags on"),
        "tag",
        (_TAGS,),
        lambda _ticket, given: _("These tags are put on: %(tags)s.") % {"tags": ", ".join(given["tags"])},
        lambda actor, ticket, given: tag_ticket(actor, ticket.reference, tags=given["tags"]),
        _taken_off,
    )
)
declare(
    Action(
        "remove_tags",
        gettext_lazy("Take tags off"),
        "tag",
        (_TAGS,),
        lambda _ticket, given: _("These tags are taken off: %(tags)s.") % {"tags": ", ".join(given["tags"])},
        lambda actor, ticket, given: untag_ticket(actor, ticket.reference, tags=given["tags"]),
        _put_on_again,
    )
)
declare(
    Action(
        "watch",
        gettext_lazy("Watch it"),
        "eye",
        (),
        lambda _ticket, _given: _("Whoever runs it watches the ticket."),
        _watch,
    )
)
