"""What may be done with tickets; each holds in the departments for which it is granted."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

SEE = permission("tickets.see", _("See the tickets of a department, internal notes included."))
OPEN = permission("tickets.open", _("Open tickets for others in a department."))
REPLY = permission("tickets.reply", _("Answer requesters."))
NOTE = permission("tickets.note", _("Write internal notes."))
ASSIGN = permission("tickets.assign", _("Take tickets and assign them to agents."))
CHANGE = permission("tickets.change", _("Change status, priority, kind, subject, requester, tags, links and watchers."))
TRANSFER = permission("tickets.transfer", _("Transfer tickets to another department."))
TRASH = permission("tickets.trash", _("Put tickets into the trash and restore them."))
SEE_TRASH = permission("tickets.see_trash", _("See tickets in the trash."))
APPROVE = permission("tickets.approve", _("Agree to steps of a ticket that need an approval."))
WORKFLOW = permission("tickets.workflow", _("Change workflows: statuses, transitions and which kinds they serve."))
