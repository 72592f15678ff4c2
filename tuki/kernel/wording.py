"""Sentences of the kernel's own refusals."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare

declare("not_found", _("This does not exist, or you may not see it."))
declare("not_allowed", _("You may not do this here."))
declare("changed_meanwhile", _("Somebody changed this meanwhile. Look at it again, then repeat."))
declare("invalid", _("This value is not possible here."))
declare("required", _("This is needed."))
declare("request_reused", _("The same request key came with another content. Nothing was changed."))
declare("too_many_tries", _("Too many tries. Wait a little, then try again."))
declare("file_too_large", _("The file is larger than %(limit)s. It was not stored."))
declare("disk_full", _("There is no space left to store this. Nothing was changed; try again later."))
