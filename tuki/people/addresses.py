"""The form in which mail addresses are compared, and what counts as one."""

from __future__ import annotations

import re
import unicodedata

from tuki.kernel.mail_addresses import ascii_domain, lowered
from tuki.kernel.refusals import Invalid

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f]{1,64}@[^\s@<>()\[\],;:\\\"\x00-\x1f]{1,189}")

# Domains where anybody gets an address: they say nothing about an organisation.
FREE_MAIL = frozenset(
    [
        "163.com", "aol.com", "bk.ru", "comhem.se", "elisanet.fi", "fastmail.com", "free.fr", "gmail.com", "gmx.de",
        "gmx.net", "googlemail.com", "hotmail.com", "hotmail.no", "i.ua", "icloud.com", "inbox.ru", "internet.ru",
        "kolumbus.fi", "laposte.net", "libero.it", "list.ru", "live.com", "luukku.com", "mail.com", "mail.ru", "me.com",
        "meta.ua", "msn.com", "o2.pl", "online.no", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com",
        "rambler.ru", "seznam.cz", "suomi24.fi", "t-online.de", "telia.com", "tutanota.com", "ukr.net", "web.de",
        "wp.pl", "ya.ru", "yahoo.com", "yandex.com", "yandex.ru", "zoho.com",
    ]
)  # fmt: skip


def normal_address(address: str) -> str:
    """Lower case, composed, the domain in ASCII; sub-addresses are kept: `a+b@x` is not `a@x`.

    What is no address comes back stripped and lower-cased.
    """
    local, at, domain = address.strip().rpartition("@")
    return f"{lowered(local)}@{ascii_domain(domain)}" if at else lowered(domain)


def checked_address(address: str, *, field: str = "email") -> str:
    """The address, stripped; refuses what cannot be one (`invalid_address`)."""
    address = unicodedata.normalize("NFC", address).strip()
    if not _ADDRESS.fullmatch(address) or len(address) > 254:
        raise Invalid("invalid_address", field=field)
    return address


def is_address(text: str) -> bool:
    """Whether the text has the form of a mail address."""
    return bool(_ADDRESS.fullmatch(text.strip())) and len(text.strip()) <= 254


def domain_of(address: str) -> str:
    """The domain of an address in its normal form, empty when there is none."""
    return normal_address(address).rpartition("@")[2] if "@" in address else ""
