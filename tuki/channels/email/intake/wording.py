"""Refusals of the mail door, and names of outcomes and reasons in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuki.channels.email.intake import events
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Told, tells

declare("mail_has_ticket", _("This mail belongs to a ticket already."))

OUTCOME_NAMES = {
    "waiting": _("Waiting to be read"),
    "ticket": _("New ticket"),
    "follow_up": _("Joined a ticket"),
    "duplicate": _("Known already"),
    "automatic": _("Automatic mail"),
    "quarantined": _("Set aside"),
    "refused": _("Refused"),
}

REASONS = {
    "new": _("Opened a ticket."),
    "continues": _("Opened a ticket that follows an earlier one, which was closed too long ago."),
    "participant": _("The sender takes part in the ticket."),
    "agent": _("An agent wrote through their own signed address; kept as an internal note."),
    "stranger": _("The sender is not known to take part; kept internal until an agent confirms it."),
    "own_copy": _("A copy of a mail that the desk sent."),
    "same_mail": _("The same mail was received before."),
    "raw_missing": _("The raw file is missing on disk. Restore it from a backup, then try again."),
    "no_department": _("There is no department that could answer. Add one, then try again."),
    "too_large": _("The mail is too large to be read."),
    "unreadable": _("Reading the mail failed. The raw file is kept; try again, or open it as a ticket."),
    "failed": _("Something went wrong with this mail. The raw file is kept; try again."),
    "feedback_report": _("A complaint about a mail of ours."),
    "delivery_delayed": _("A report that a mail of ours is delayed."),
    "delivery_failed": _("A report that a mail of ours could not be delivered."),
    "delivery_confirmed": _("A receipt: a mail of ours was delivered."),
    "disposition_report": _("A receipt: somebody opened or deleted a mail of ours."),
    "machine_report": _("A report of a mail server."),
    "own_address": _("Claims to come from an address of the desk itself."),
    "calendar_reply": _("An answer to an invitation."),
    "auto_submitted_replied": _("An automatic answer."),
    "autoreply_header": _("An automatic answer."),
    "precedence_auto_reply": _("An automatic answer."),
    "auto_reply_subject": _("An automatic answer, by its subject."),
    "absence_text": _("A notice of absence."),
    "sender_robot": _("Sent by a robot."),
    "auto_submitted_generated": _("Written by a program."),
    "list_header": _("Mail of a mailing list."),
    "precedence_list": _("Mail of a mailing list."),
    "sender_list": _("Mail of a mailing list."),
    "machine_header": _("Written by a program."),
    "bulk_header": _("A newsletter or other bulk mail."),
    "precedence_bulk": _("A newsletter or other bulk mail."),
    "return_path_bulk": _("A newsletter or other bulk mail."),
    "null_return_path": _("Sent without a return path, as only programs do."),
    "sender_daemon": _("Sent by a mail server."),
    "sender_no_reply": _("Sent from an address that takes no answers."),
    "auto_response_suppress": _("The sender wants no automatic answers."),
    "empty_reply_to": _("The sender wants no answers."),
    "sender_administrator": _("Sent by the administrator of a mail server."),
}


@tells(events.MailQuarantined)
def _quarantined(event: events.MailQuarantined) -> Told:
    values = {"number": event.subject, "reason": REASONS.get(event.reason, event.reason)}
    return Told(_("set received mail %(number)s aside. %(reason)s"), values, "inbox")


@tells(events.MailReadAgain)
def _read_again(event: events.MailReadAgain) -> Told:
    return Told(_("had received mail %(number)s read again"), {"number": event.subject}, "rotate-ccw")


@tells(events.MailWanted)
def _wanted(event: events.MailWanted) -> Told:
    return Told(_("made a ticket of received mail %(number)s"), {"number": event.subject}, "mail-open")
