"""Sentences about outgoing mail, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuki.channels.email.models import MailTemplate
from tuki.channels.email.outgoing import events
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells

declare("invalid_smtp_url", _("This is no address of a mail server. It looks like smtps://login:password@host:465."))
declare(
    "open_password",
    _("This would send the password unencrypted. Choose TLS or STARTTLS (in an address smtps:// or smtp+starttls://)."),
)
declare("unknown_text", _("There is no such text."))
declare("unknown_language", _("There are no texts in this language."))
declare("unknown_placeholder", _("This text knows no placeholder called %(name)s."))
declare(
    "outgoing_password_needed",
    _("That server had a password, which the desk has forgotten with it. Set the server up anew."),
)
declare("mail_left_already", _("This mail has left already, or was cancelled."))

KIND_NAMES = {
    "reply": _("the answer"),
    "acknowledgement": _("the acknowledgement"),
    "status": _("the mail about the status"),
    "notification": _("a notification"),
    "link": _("a mail with a link"),
    "test": _("a test mail"),
}


TEXT_NAMES: Mapping[str, str | Promise] = {
    "acknowledgement": _("A request has arrived"),
    "follow_up_opened": _("A closed request goes on under a new number"),
    "completed": _("A request is completed"),
    "closed": _("A request is closed"),
    "status_changed": _("A request has another status"),
    "verification": _("Somebody shall confirm their address"),
    "sign_in_link": _("A link to sign in"),
    "password_link": _("A link to set a new password"),
    "invitation": _("An invitation to work here"),
    "agent_assigned": _("To an agent: assigned"),
    "agent_approval": _("To an agent: an approval is needed"),
    "agent_mentioned": _("To an agent: mentioned"),
    "agent_time_warning": _("To an agent: time is running out"),
    "agent_time_breach": _("To an agent: a promise is broken"),
    "agent_rule_held": _("To an agent: a rule went over its limit and waits"),
    "outside_time": _("To a vendor or another address: time is running out or has run out"),
    "agent_message": _("To an agent: new message"),
    "test": _("A test mail"),
}


def text_titles(ids: list[int]) -> Mapping[int, str]:
    """What changed texts are called: by their occasion, language and brand."""
    rows = MailTemplate.objects.filter(id__in=ids).values_list("id", "code", "language", "brand__name")
    return {id_: ", ".join(filter(None, (_name(code), language, brand))) for id_, code, language, brand in rows}


def _name(code: str) -> str:
    return str(TEXT_NAMES.get(code, code))


@names("mail_kind")
def _kinds(codes: list[str]) -> Mapping[str, str]:
    return {code: str(KIND_NAMES.get(code, code)) for code in codes}


@tells(events.MailSent)
def _sent(event: events.MailSent) -> Told:
    return Told(_("sent %(mail)s by mail"), {"mail": Ref("mail_kind", event.mail_kind)}, icon="mail-check")


@tells(events.MailFailed)
def _failed(event: events.MailFailed) -> Told:
    sentence = _("could not deliver %(mail)s to everybody") if event.is_partly else _("could not deliver %(mail)s")
    return Told(sentence, {"mail": Ref("mail_kind", event.mail_kind)}, icon="mail-x")


@tells(events.OutgoingRetried)
def _retried(event: events.OutgoingRetried) -> Told:
    return Told(_("had a mail sent again"), icon="rotate-ccw")


@tells(events.OutgoingCancelled)
def _cancelled(event: events.OutgoingCancelled) -> Told:
    return Told(_("took a mail out of the outbox"), icon="mail-x")


@tells(events.OutgoingServerChanged)
def _server(event: events.OutgoingServerChanged) -> Told:
    return Told(_("changed the server for outgoing mail"), icon="settings")


@tells(events.OutgoingPaused)
def _paused(event: events.OutgoingPaused) -> Told:
    if event.is_by_limit:
        return Told(
            _("stopped outgoing mail at the limit of %(limit)s per hour"),
            {"limit": event.hourly_limit or 0},
            icon="circle-pause",
        )
    return Told(_("stopped outgoing mail"), icon="circle-pause")


@tells(events.OutgoingReleased)
def _released(event: events.OutgoingReleased) -> Told:
    return Told(_("let outgoing mail leave again (held: %(count)s)"), {"count": event.mail_count}, icon="circle-play")


@tells(events.MailTextChanged)
def _text(event: events.MailTextChanged) -> Told:
    sentence = (
        _("put the mail text “%(code)s” (%(language)s) back to the built-in one")
        if event.is_builtin
        else _("changed the mail text “%(code)s” (%(language)s)")
    )
    return Told(sentence, {"code": _name(event.code), "language": event.language}, icon="pencil")


@tells(events.NotificationsChanged)
def _notifications(event: events.NotificationsChanged) -> Told:
    return Told(_("changed which notifications come by mail"), icon="bell")
