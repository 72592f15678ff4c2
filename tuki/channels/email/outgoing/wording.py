"""Sentences about outgoing mail, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.channels.email.outgoing import events
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells

declare("invalid_smtp_url", _("This is no address of a mail server. It looks like smtps://login:password@host:465."))
declare("open_password", _("This would send the password unencrypted. Use smtps:// or smtp+starttls://."))
declare("unknown_text", _("There is no such text."))
declare("unknown_language", _("There are no texts in this language."))
declare("unknown_placeholder", _("This text knows no placeholder called %(name)s."))
declare("mail_left_already", _("This mail has left already, or was cancelled."))

KIND_NAMES = {
    "reply": _("the answer"),
    "acknowledgement": _("the acknowledgement"),
    "status": _("the mail about the status"),
    "notification": _("a notification"),
    "link": _("a mail with a link"),
    "test": _("a test mail"),
}


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
    return Told(sentence, {"code": event.code, "language": event.language}, icon="pencil")


@tells(events.NotificationsChanged)
def _notifications(event: events.NotificationsChanged) -> Told:
    return Told(_("changed which notifications come by mail"), icon="bell")
