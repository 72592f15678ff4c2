"""What can be wrong with a mailbox, as a code with the server's own words."""

from __future__ import annotations

import imaplib
import ssl

from tuki.kernel.html import plain_line
from tuki.kernel.outgoing import OutgoingFailed, OutgoingRefused
from tuki.kernel.refusals import Refusal
from tuki.kernel.secrets import CannotUnseal

# Codes of RFC 5530 after which trying again soon only locks the account.
_WRONG_LOGIN = ("AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "LOGINDISABLED")


# What a person has to put right: trying again soon is of no use.
REFUSED = frozenset({"login_refused", "token_refused", "consent_missing", "consent_lost", "client_refused"})
ACCOUNT = frozenset({"consent_missing", "consent_lost", "client_refused", "provider_unreachable", "provider_refused"})


class Trouble(Exception):
    """A mailbox does not work. `code` is a key of `wording.TROUBLES`; `words` are the server's or the system's."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.words = plain_line(words, 300)

    @property
    def failure(self) -> str:
        """As it is kept in a row: `code: words`."""
        return f"{self.code}: {self.words}" if self.words else self.code


def trouble_of(error: Exception) -> Trouble:
    """What an exception of a conversation with a server means for the mailbox."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, OutgoingRefused | OutgoingFailed):
        return Trouble("host_refused" if isinstance(error, OutgoingRefused) else "unreachable", error.code)
    if isinstance(error, Refusal):
        return Trouble("not_stored", error.code)
    if isinstance(error, CannotUnseal):
        return Trouble("password_lost", str(error))
    if isinstance(error, ssl.SSLError):
        return Trouble("tls", str(error))
    if isinstance(error, TimeoutError):
        return Trouble("silent")
    if isinstance(error, imaplib.IMAP4.abort):
        return Trouble("silent" if "timed out" in str(error) else "broke_off", str(error))
    if isinstance(error, imaplib.IMAP4.error):
        return Trouble("protocol", str(error))
    if isinstance(error, OSError):
        return Trouble("unreachable", str(error))
    return Trouble("internal", f"{type(error).__name__}: {error}")


def login_trouble(error: imaplib.IMAP4.error) -> Trouble:
    """A server that does not let us in: for good, or just now."""
    words = str(error)
    is_final = any(code in words.upper() for code in _WRONG_LOGIN)
    return Trouble("login_refused" if is_final else "login_failed", words)
