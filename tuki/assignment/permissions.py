"""What may be done with the queues of teams."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

DISPATCH = permission("tickets.dispatch", _("See the dispatcher's board: queues, states and loads of all agents."))
