"""The address of a mailbox, `imaps://login:password@host:port/FOLDER`, taken apart and put together."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

import msgspec

from tuki.channels.email.models import After, Mailbox
from tuki.kernel.refusals import Invalid

# scheme → (security, its port): RFC 3501, RFC 8314
SCHEMES = {"imap": ("none", 143), "imap+starttls": ("starttls", 143), "imaps": ("tls", 993)}
SECURITIES = {security: (scheme, port) for scheme, (security, port) in SCHEMES.items()}
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
LONGEST_FOLDER = 200


class MailboxAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a mailbox is. `security` is none, starttls or tls; an empty password means: the one that is kept.

    With an `account_id` that mail account signs in, and there is no password.
    """

    host: str
    port: int
    security: str
    login: str
    password: str = ""
    folder: str = "INBOX"
    account_id: int | None = None

    @property
    def shown(self) -> str:
        """As an address, without the password."""
        scheme, usual = SECURITIES[self.security]
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == usual else f":{self.port}"
        return f"{scheme}://{quote(self.login, safe='')}@{host}{port}/{quote(self.folder)}"


def read_mailbox_url(url: str) -> MailboxAddress:
    """Takes an address apart. Refuses `invalid_imap_url`, and what `checked_mailbox` refuses."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid("invalid_imap_url", field="imap") from error
    if parts.scheme not in SCHEMES or not parts.hostname or parts.query or parts.fragment:
        raise Invalid("invalid_imap_url", field="imap")
    security, usual = SCHEMES[parts.scheme]
    return checked_mailbox(
        MailboxAddress(
            host=parts.hostname or "",
            port=usual if port is None else port,
            security=security,
            login=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.removeprefix("/")) or "INBOX",
        )
    )


def checked_mailbox(address: MailboxAddress) -> MailboxAddress:
    """The same address. Refuses `invalid_mail_host`, `invalid_mail_port`, `mailbox_login_needed`,
    `invalid_mail_folder`, each with its field, and `open_mailbox_password` where the password would travel
    unencrypted to another machine."""
    if not is_mail_host(address.host):
        raise Invalid("invalid_mail_host", field="host")
    if not 1 <= address.port <= 65535:
        raise Invalid("invalid_mail_port", field="port")
    if not address.login.strip() or not address.login.isprintable():
        raise Invalid("mailbox_login_needed", field="login")
    if not address.folder.isprintable() or len(address.folder) > LONGEST_FOLDER:
        raise Invalid("invalid_mail_folder", field="folder")
    if address.security not in SECURITIES:
        raise Invalid("invalid_imap_url", field="security")
    if address.security == "none" and address.host not in LOCAL:
        raise Invalid("open_mailbox_password", field="security")
    return address


def is_mail_host(host: str) -> bool:
    """Whether this can be the name or address of a server, and is not more than that, such as a URL."""
    if not host or not host.isprintable() or any(each in host for each in " /@?#"):
        return False
    return ":" not in host or _is_ipv6(host)


def _is_ipv6(host: str) -> bool:
    try:
        return ip_address(host).version == 6
    except ValueError:
        return False


def read_after(text: str) -> tuple[str, str]:
    """What happens to a mail on the server: `keep`, `delete` or `move:FOLDER`, as (after, folder)."""
    after, _, folder = text.partition(":")
    if (after in (After.KEEP, After.DELETE) and not folder) or (after == After.MOVE and folder.strip()):
        return after, folder.strip()
    raise Invalid("invalid_after", field="after")


def after_text(mailbox: Mailbox) -> str:
    """The reverse of `read_after`."""
    return f"{mailbox.after}:{mailbox.move_to}" if mailbox.after == After.MOVE else mailbox.after


def address_of(mailbox: Mailbox) -> MailboxAddress:
    """A kept mailbox as an address without its password."""
    return MailboxAddress(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        login=mailbox.login,
        folder=mailbox.folder,
        account_id=mailbox.account_id,
    )
