"""What setting a desk up refuses."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare

declare("desk_in_use", _("This desk has tickets already. The example is only for an empty one; nothing was changed."))
