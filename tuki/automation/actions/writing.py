"""Actions that write: a reply, a reply from a template, an internal note."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuki.automation.actions.declaring import Action, Given, Parameter, ParameterType, Writing, declare, named
from tuki.automation.models import ReplyTemplate
from tuki.automation.placeholders import filled, language_of, values_for
from tuki.automation.texts import best_text
from tuki.kernel.actors import Actor, system
from tuki.kernel.conditions import Option
from tuki.kernel.refusals import NotFound
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.models import Ticket

_ANYBODY = system("preview")


def shared_templates() -> Sequence[Option]:
    """Templates that belong to a team or to everybody: a macro must not depend on what is personal."""
    rows = ReplyTemplate.objects.filter(person=None).order_by("name", "id").values_list("id", "name")
    return [Option(id_, name) for id_, name in rows]


def text_for(actor: Actor, ticket: Ticket, text: str) -> str:
    """The text with its placeholders filled for this ticket, in the requester's language."""
    return filled(text, values_for(actor, ticket, language=language_of(ticket)))


def _given_text(actor: Actor, ticket: Ticket, given: Given) -> str:
    return text_for(actor, ticket, given["text"])


def _text_of_template(actor: Actor, ticket: Ticket, given: Given) -> str:
    template = ReplyTemplate.objects.filter(pk=given["template"]).first()
    if template is None:
        raise NotFound()
    return text_for(actor, ticket, best_text(template.texts, ticket))


def _send_reply(actor: Actor, ticket: Ticket, _given: Given, text: str) -> None:
    reply_to_ticket(actor, ticket.reference, text=text)


def _send_note(actor: Actor, ticket: Ticket, _given: Given, text: str) -> None:
    add_note(actor, ticket.reference, text=text)


def _to_requester(ticket: Ticket) -> str:
    return _("%(name)s gets this reply") % {"name": ticket.requester.name}


_REPLY = Writing(_to_requester, _given_text, _send_reply)
_TEMPLATE = Writing(_to_requester, _text_of_template, _send_reply)
_NOTE = Writing(lambda _ticket: _("An internal note is written"), _given_text, _send_note)


declare(
    Action(
        "reply",
        gettext_lazy("Reply"),
        "send",
        (Parameter("text", gettext_lazy("Text"), ParameterType.TEXT),),
        lambda ticket, given: (
            _("%(name)s gets this reply: %(text)s")
            % {"name": ticket.requester.name, "text": text_for(_ANYBODY, ticket, given["text"])}
        ),
        lambda actor, ticket, given: _send_reply(actor, ticket, given, _given_text(actor, ticket, given)),
        writing=_REPLY,
    )
)
declare(
    Action(
        "reply_from_template",
        gettext_lazy("Reply from a template"),
        "send",
        (Parameter("template", gettext_lazy("Template"), ParameterType.CHOICE, shared_templates, names_rows=True),),
        lambda ticket, given: (
            _("%(name)s gets the reply “%(template)s” in their language.")
            % {"name": ticket.requester.name, "template": named(shared_templates, given["template"])}
        ),
        lambda actor, ticket, given: _send_reply(actor, ticket, given, _text_of_template(actor, ticket, given)),
        writing=_TEMPLATE,
    )
)
declare(
    Action(
        "note",
        gettext_lazy("Write a note"),
        "lock",
        (Parameter("text", gettext_lazy("Text"), ParameterType.TEXT),),
        lambda ticket, given: (
            _("An internal note is written: %(text)s") % {"text": text_for(_ANYBODY, ticket, given["text"])}
        ),
        lambda actor, ticket, given: _send_note(actor, ticket, given, _given_text(actor, ticket, given)),
        writing=_NOTE,
    )
)
