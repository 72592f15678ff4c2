"""The form in which mail addresses are compared (RFC 5321, RFC 6531), and what counts as one."""

from __future__ import annotations

import re
import unicodedata

from tuki.kernel.refusals import Invalid

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f]{1,64}@[^\s@<>()\[\],;:\\\"\x00-\x1f]{1,189}")

# Domains where anybody gets an address: they say nothing about an organisation.
FREE_MAIL = frozenset(
    ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "yandex.ru", "yandex.com", "ya.ru", "rambler.ru", "ukr.net", "i.ua", "meta.ua", "online.no", "hotmail.no", "suomi24.fi", "luukku.com", "kolumbus.fi", "elisanet.fi", "telia.com", "comhem.se", "orange.fr", "free.fr", "laposte.net", "libero.it", "seznam.cz", "wp.pl", "o2.pl", "qq.com", "163.com", "mail.com", "zoho.com", "fastmail.com", "tutanota.com"]
)


def normal_address(address: str) -> str:
    """Lower case, Unicode NFKC, the domain in ASCII (IDNA); sub-addresses are kept: `a+b@x` is not `a@x`.

    Full case folding would make `ß` equal `ss`; lower-casing after NFKC does not, so no address can pass
    for another (compare Django CVE-2019-19844). What is no address comes back stripped and lower-cased.
    """
    text = unicodedata.normalize("NFKC", address).strip().lower()
    local, at, domain = text.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}" if at else text


def ascii_domain(domain: str) -> str:
    """A domain as DNS has it; what IDNA cannot express stays as it is, in lower case."""
    domain = domain.strip().rstrip(".").lower()
    try:
        return domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return domain


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
