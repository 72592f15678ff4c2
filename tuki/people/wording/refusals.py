"""The room's refusals."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare

declare("invalid_address", _("This is no mail address."))
declare("address_taken", _("This address belongs to somebody else already."))
declare("address_is_ours", _("This is an address of the desk itself; mail to it would come back."))
declare(
    "free_mail_domain",
    _("Anybody can have an address at this domain, so it cannot stand for an organisation."),
)
declare("domain_taken", _("This domain belongs to another organisation already."))
declare("name_taken", _("This name is in use already."))
declare("unknown_permission", _("There is no permission called %(name)s."))
declare("unknown_role", _("There is no role called %(name)s."))
declare("unknown_department", _("There is no department called %(name)s."))
declare("unknown_organisation", _("There is no organisation called %(name)s."))
declare("last_department", _("One department at least must take tickets: new requests have to go somewhere."))
declare("department_circle", _("A department cannot stand below itself."))
declare("last_administrator", _("Somebody must stay administrator."))
declare("own_rights", _("Nobody changes their own rights. Ask another administrator."))
declare("above_you", _("This needs rights that you do not have yourself. Ask an administrator."))
declare("weak_password", _("This password is too easy to guess. Take at least 10 characters, not a common one."))
declare("sign_in_failed", _("This name and password do not fit together."))
declare("proof_needed", _("Show first that it is you: load this page again and confirm."))
declare("link_used", _("This link was used already or is too old. Ask for a new one."))
declare("code_wrong", _("This code is not right, or was used already."))
declare("builtin_role", _("A built-in role can be changed but not removed."))
declare("role_in_use", _("Somebody has this role. Give them another one first."))
declare("unknown_scope", _("There is no scope called %(name)s."))
declare("scope_missing", _("This token is not made for that: it lacks the scope %(name)s."))
declare("second_step_on", _("The second step is on already."))
declare("has_password", _("This person has a password already. They can ask for a new one at the sign-in."))
declare("passkey_failed", _("This passkey did not work. Try again, or sign in another way."))
declare("not_in_team", _("The lead is one of the team."))
