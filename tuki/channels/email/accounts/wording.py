"""Sentences about mail accounts, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.channels.email.accounts import events
from tuki.channels.email.models import MailAccount
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells

declare("invalid_provider_url", _("This is no address of a provider. It begins with https://."))
declare("client_secret_needed", _("For another provider the client secret is asked for again."))
declare("mail_account_in_use", _("A mailbox or the outgoing server signs in with this account. Change that first."))
declare("mail_account_refused", _("The account does not let us in. %(reason)s"))
declare("consent_failed", _("This consent was not asked for by this browser, or took too long. Begin again."))
declare("consent_fleeting", _("The provider gives no lasting consent (no refresh token). Check the scope."))


@names("mail_account")
def _accounts(ids: list[int]) -> Mapping[int, str]:
    return dict(MailAccount.objects.filter(id__in=ids).values_list("id", "name"))


@tells(events.MailAccountAdded)
def _added(event: events.MailAccountAdded) -> Told:
    return Told(_("added the mail account %(name)s"), {"name": Ref("mail_account", event.subject)}, "plus")


@tells(events.MailAccountChanged)
def _changed(event: events.MailAccountChanged) -> Told:
    values: dict[str, Ref | str] = {"name": Ref("mail_account", event.subject), "fields": ", ".join(event.fields)}
    return Told(_("changed the mail account %(name)s: %(fields)s"), values, "pencil")


@tells(events.MailAccountGranted)
def _granted(event: events.MailAccountGranted) -> Told:
    return Told(_("connected the mail account %(name)s"), {"name": Ref("mail_account", event.subject)}, "key-round")


@tells(events.MailAccountLost)
def _lost(event: events.MailAccountLost) -> Told:
    return Told(_("lost the consent for the mail account %(name)s"), {"name": Ref("mail_account", event.subject)},
                "circle-alert")  # fmt: skip


@tells(events.MailAccountRemoved)
def _removed(event: events.MailAccountRemoved) -> Told:
    return Told(_("removed the mail account %(name)s"), {"name": event.name}, "trash-2")
