"""Mailboxes and the outgoing server as forms: from fields to addresses and back. Passwords are never shown again."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tuki.channels.email.commands.mailbox import password_of
from tuki.channels.email.mailboxes.address import MailboxAddress, address_of, checked_mailbox, is_mail_host
from tuki.channels.email.models import After, MailAccount, Mailbox
from tuki.channels.email.outgoing.server import Server
from tuki.desk.settings.forms import number, posted
from tuki.kernel.refusals import Invalid

MAILBOX_FIELDS = (
    "box_host", "box_port", "box_security", "box_login", "box_account", "box_folder", "box_after", "box_move_to",
)  # fmt: skip
SERVER_FIELDS = ("smtp_host", "smtp_port", "smtp_security", "smtp_login", "smtp_account")
SCHEMES = {"tls": "smtps", "starttls": "smtp+starttls", "none": "smtp"}
PORTS = {"tls": 465, "starttls": 587, "none": 25}
IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}
SECURITIES = [("tls", _("TLS")), ("starttls", _("STARTTLS")), ("none", _("None"))]


def mailbox_given(request: HttpRequest, row: Mailbox | None) -> dict[str, str]:
    """What stands in the fields of a mailbox: as typed, as kept, or as one mostly wants it."""
    if request.method == "POST":
        return posted(request, MAILBOX_FIELDS)
    if row is None:
        usual = {"box_security": "tls", "box_folder": "INBOX", "box_after": After.KEEP.value}
        return dict.fromkeys(MAILBOX_FIELDS, "") | usual
    own = [name for name in MAILBOX_FIELDS if name != "box_account"]
    kept = {name: str(getattr(row, name.removeprefix("box_"))) for name in own}
    return kept | {"box_account": str(row.account_id or "")}


def mailbox_address(given: dict[str, str], row: Mailbox | None, password: str = "") -> MailboxAddress:
    """The address that the fields make. An empty password stands for the one that is kept, on the same server only;
    with an account there is none."""
    security = given["box_security"] or "tls"
    address = checked_mailbox(
        MailboxAddress(
            host=given["box_host"].strip("[]").lower(),
            port=_port(given["box_port"], IMAP_PORTS.get(security, 993)),
            security=security,
            login=given["box_login"],
            password=password,
            folder=given["box_folder"] or "INBOX",
            account_id=account_given(given["box_account"]),
        )
    )
    if address.password or address.account_id is not None:
        return address
    if row is None:
        raise Invalid("mailbox_password_needed", field="password")
    return _with_kept_password(address, row)


def accounts_offered() -> list[tuple[int, str]]:
    """The mail accounts that can sign in instead of a password, by name. One query."""
    return list(MailAccount.objects.order_by("name").values_list("id", "name"))


def account_given(text: str) -> int | None:
    """The mail account that was chosen, or None for a password."""
    return number(text)


def mailbox_fate(given: dict[str, str]) -> str:
    """What happens to a mail on the server, as the commands take it."""
    return f"move:{given['box_move_to']}" if given["box_after"] == After.MOVE else given["box_after"] or "keep"


def server_given(request: HttpRequest, server: Server | None) -> dict[str, str]:
    """What stands in the fields of the outgoing server: as typed, or as kept."""
    return posted(request, SERVER_FIELDS) if request.method == "POST" else server_kept(server)


def server_kept(server: Server | None) -> dict[str, str]:
    """The fields as the present server has them, without its password."""
    if server is None:
        return dict.fromkeys(SERVER_FIELDS, "") | {"smtp_security": "starttls"}
    url = server.parsed
    security = next(name for name, scheme in SCHEMES.items() if scheme == url.scheme)
    return {
        "smtp_host": url.host,
        "smtp_port": str(url.port),
        "smtp_security": security,
        "smtp_login": url.login,
        "smtp_account": str(url.account_id or ""),
    }


def server_url(given: dict[str, str], server: Server | None, password: str = "") -> str:
    """The address that the fields make. An empty password stands for the one that is kept, on the same server only.

    Refuses `invalid_mail_host` and `invalid_mail_port`.
    """
    security = given["smtp_security"] if given["smtp_security"] in SCHEMES else "starttls"
    host, login = given["smtp_host"].strip("[]").lower(), given["smtp_login"]
    if not is_mail_host(host):
        raise Invalid("invalid_mail_host", field="host")
    port = _port(given["smtp_port"], PORTS[security])
    if account_given(given["smtp_account"]) is not None:
        password = ""
    elif login and not password and server is not None:
        old = server.parsed
        if (old.scheme, old.host, old.port, old.login) == (SCHEMES[security], host, port, login):
            password = old.password
    secret = f":{quote(password, safe='')}" if password else ""
    who = f"{quote(login, safe='')}{secret}@" if login else ""
    name = f"[{host}]" if ":" in host else quote(host)
    return f"{SCHEMES[security]}://{who}{name}:{port}{_query(server)}"


def _query(server: Server | None) -> str:
    """An authority of one's own stays when other fields change."""
    query = urlsplit(server.url).query if server else ""
    return f"?{query}" if query else ""


def _with_kept_password(address: MailboxAddress, row: Mailbox) -> MailboxAddress:
    kept = address_of(row)
    if not row.sealed_password or (kept.host, kept.port, kept.security, kept.login) != (
        address.host,
        address.port,
        address.security,
        address.login,
    ):
        raise Invalid("mailbox_password_needed", field="password")
    return MailboxAddress(
        host=address.host,
        port=address.port,
        security=address.security,
        login=address.login,
        password=password_of(row),
        folder=address.folder,
    )


def _port(text: str, usual: int) -> int:
    port = number(text) if text else usual
    if port is None or not 1 <= port <= 65535:
        raise Invalid("invalid_mail_port", field="port")
    return port
