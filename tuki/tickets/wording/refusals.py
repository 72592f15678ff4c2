"""The room's refusals."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare

declare("ticket_closed", _("The ticket is closed. Reopen it first."))
declare("ticket_trashed", _("The ticket lies in the trash. Restore it first."))
declare("empty_message", _("There is nothing to send: no text and no file."))
declare("no_recipient", _("The requester has no mail address, so nobody would get this answer."))
declare(
    "transition_forbidden",
    _("A ticket that is “%(old)s” cannot become “%(new)s”. From there it can become: %(allowed)s."),
)
declare("transition_forbidden_now", _("The workflow has changed: the ticket can no longer go there."))
declare("status_final", _("A ticket that is “%(old)s” stays so: nothing follows it, so it cannot become “%(new)s”."))
declare("children_open", _("First close what belongs to it: %(children)s."))
declare("approval_pending", _("Somebody has asked for an approval already. Decide about it, or withdraw it, first."))
declare("approval_decided", _("This has been decided already."))
declare("own_approval", _("Somebody else must agree: you asked for it yourself."))
declare("resolution_needed", _("Say how it was solved: choose a resolution."))
declare("unknown_status", _("There is no such status."))
declare("unknown_resolution", _("There is no such resolution."))
declare("unknown_kind", _("There is no such kind of ticket."))
declare("urgency_only_rises", _("You can make it more urgent, not less. Write to us when it can wait."))
declare("not_an_agent_there", _("This person answers no tickets in that department."))
declare("newer_messages", _("Somebody wrote while you were writing. Read it before sending."))
declare("too_late_to_take_back", _("The reply has left already and cannot be taken back."))
declare("has_parent", _("This ticket is a child of %(parent)s already."))
declare("parents_in_circle", _("A ticket cannot be below one of its own children."))
declare("link_to_itself", _("A ticket cannot be linked to itself."))
declare("unknown_attachment", _("One of the files is not there any more. Attach it again."))
declare("prefix_in_use", _("There are tickets with this prefix, so it stays."))
