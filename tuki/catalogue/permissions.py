"""What may be done with the catalogue."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

EDIT = permission("catalogue.edit", _("Change kinds of tickets, the priority matrix and the tree of categories."))
