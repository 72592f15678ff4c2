"""What is wrong with a mailbox or with one mail in it, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TROUBLES: dict[str, str | Promise] = {
    "unreachable": _("The mail server cannot be reached."),
    "host_refused": _("The desk does not connect to addresses of this kind."),
    "tls": _("The encryption failed, or the server's certificate is not valid."),
    "silent": _("The mail server does not answer."),
    "broke_off": _("The mail server broke off the conversation."),
    "protocol": _("The mail server refused a command."),
    "login_refused": _("The mail server does not accept the login. Check name and password."),
    "login_failed": _("The mail server does not let the desk in at the moment."),
    "token_refused": _("The mail server does not accept the account's token. Check the login and its rights."),
    "consent_missing": _("Nobody has signed in with the mail account yet. Open it in the settings and sign in."),
    "consent_lost": _("The provider no longer accepts the consent. Open the mail account and sign in again."),
    "client_refused": _("The provider does not accept the client id or secret. Enter them anew at the mail account."),
    "provider_unreachable": _("The account's provider cannot be reached. The desk tries again by itself."),
    "provider_refused": _("The account's provider gives out no token."),
    "password_lost": _("The stored password cannot be opened with the desk's key. Enter it again."),
    "folder_missing": _("There is no such folder on the mail server."),
    "no_uids": _("The mail server gives no lasting numbers to mails, so they cannot be fetched safely."),
    "not_stored": _("The mail could not be stored here. It stays on the mail server."),
    "not_settled": _("Mails were fetched, but could not be deleted or moved on the mail server."),
    "too_large": _("The mail is larger than this desk takes. It stays on the mail server."),
    "malformed": _("The mail server's answer for this mail makes no sense. It stays on the mail server."),
    "no_content": _("The mail server lists this mail but does not give it out."),
    "internal": _("Something went wrong at the desk."),
}


def told_failure(failure: str) -> str:
    """A failure as it stands in a row (`code: words`), in words; empty for none."""
    code, _colon, words = failure.partition(": ")
    sentence = str(TROUBLES.get(code, code))
    return f"{sentence} ({words})" if words else sentence
