"""The room's refusals."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare

declare("token_needed", _("This address needs a token that works: “Authorization: Bearer …”."))
declare("unlimited_token_needed", _("Only a token without limits does this."))
declare("malformed", _("The request is not of the form that this address takes: %(reason)s"))
declare("unknown_parameter", _("This address knows no parameter “%(name)s”."))
declare("unknown_filter_value", _("“%(value)s” names nothing there is by which “%(name)s” could narrow the list."))
declare("method_not_allowed", _("This address does not answer to this method."))
declare("wrong_type", _("This address takes %(wanted)s only."))
declare("too_large", _("The request is larger than %(limit)s. It was not read."))
declare("bad_request_key", _("An Idempotency-Key has 1 to 128 visible ASCII characters."))
declare("ambiguous_name", _("There are several called %(name)s. Give the id instead."))
declare("too_many_requests", _("This token has asked too often. Wait as long as Retry-After says."))
