"""Addresses in foreign HTML: which may stay, where they really lead, and which deceive."""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from tuki.kernel.filenames import sniff_image
from tuki.kernel.html.tokens import names

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
MAX_ADDRESS = 8_000
MAX_DATA_IMAGE = 2_000_000

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
# Browsers strip these around an address, and tab and line breaks within (URL standard 4.4).
_AROUND = "".join(map(chr, range(0x21)))
_WITHIN = str.maketrans("", "", "\t\r\n")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"`{}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg|jpg|gif|webp);base64,", re.IGNORECASE)

_TEXT_HOST = re.compile(
    r"(?:(?P<sure>https?://|www\.)|(?<![\w@.-]))(?:[^\s/@]{1,64}@)?"
    r"(?P<host>(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})(?=[/:?#\s.,;)\]]|\Z)",
    re.IGNORECASE,
)
_TEXT_MAILBOX = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_FILE_ENDINGS = names(
    "csv doc docx gif htm html jpeg jpg js json log md mov mp4 net odt pdf png ppt pptx py rtf sh svg txt "
    "xls xlsx xml zip"
)
# Cyrillic and Greek letters that look like Latin ones in common fonts (after Unicode UTS #39, single
# letters).
_LOOKALIKES = frozenset("авеѕіјкӏмнорсԁԛԝтухһєѵгьαβεηικνορτυχγ")


@dataclass(frozen=True)
class SuspiciousLink:
    """A link that leads elsewhere than it says. `host` is where it leads, in ASCII.

    `reason` is `other-host`, `other-mailbox`, `userinfo` (the part before `@` poses as the host) or
    `lookalike`.
    """

    text: str
    href: str
    host: str
    reason: str


def link_address(raw: str) -> str | None:
    """The address if it is absolute with scheme http, https, mailto or tel and of harmless shape; else
    None."""
    address = raw.strip(_AROUND).translate(_WITHIN).replace(" ", "%20")
    scheme = _SCHEME.match(address)
    if not scheme or scheme[1].lower() not in LINK_SCHEMES or len(address) > MAX_ADDRESS:
        return None
    if _UNSAFE.search(address):
        return None
    if scheme[1].lower() in {"http", "https"}:
        return address if host_of(address) else None
    return address


def image_data(raw: str) -> str | None:
    """A `data:` address that really holds a PNG, JPEG, GIF or WebP of moderate size; else None."""
    address = raw.strip(_AROUND)
    head = _DATA_IMAGE.match(address)
    if not head or len(address) > MAX_DATA_IMAGE:
        return None
    payload = address[head.end() :].translate(str.maketrans("", "", "\t\r\n "))
    try:
        content = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        return None
    sniffed = sniff_image(content[:64])
    return f"data:{sniffed};base64,{payload}" if sniffed else None


@lru_cache(maxsize=512)
def host_of(address: str) -> str:
    """The lower-case host in ASCII (IDNA) of an http or https address; empty when it has none."""
    parts = _split(address)
    host = (parts.hostname or "") if parts and address.partition(":")[2].startswith("//") else ""
    return _ascii(host.rstrip("."))


def place_of(address: str) -> str:
    """What a reader should know about a link: its host, or the mailbox or number it leads to."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() in {"mailto", "tel"}:
        return rest.partition("?")[0][:200]
    return host_of(address)[:253]


def suspicion(href: str, text: str) -> SuspiciousLink | None:
    """Judge a link by its visible text (the first 300 characters count)."""
    text = text.strip()[:300]
    if href[:7].lower() == "mailto:":
        target = place_of(href)
        shown = _TEXT_MAILBOX.search(text)
        differs = shown is not None and shown[0].lower() not in target.lower()
        return SuspiciousLink(text, href, target.rpartition("@")[2], "other-mailbox") if differs else None
    host = host_of(href)
    if not host:
        return None
    shown_host = _shown_host(text)
    if shown_host and not _same_place(shown_host, host):
        return SuspiciousLink(text, href, host, "other-host")
    parts = _split(href)
    if parts and "@" in parts.netloc:
        return SuspiciousLink(text, href, host, "userinfo")
    return SuspiciousLink(text, href, host, "lookalike") if _poses(host) else None


def _shown_host(text: str) -> str | None:
    found = _TEXT_HOST.search(text)
    if not found:
        return None
    host = found["host"].lower()
    # Without a scheme only a text that is nothing but an address counts: "invoice.pdf" and "end.Next" are
    # none.
    if not found["sure"] and (" " in text or "@" in text or host.rpartition(".")[2] in _FILE_ENDINGS):
        return None
    return _ascii(host)


def _same_place(shown: str, real: str) -> bool:
    shown, real = shown.removeprefix("www."), real.removeprefix("www.")
    return shown == real or real.endswith("." + shown) or shown.endswith("." + real)


def _poses(host: str) -> bool:
    """Whether a label with foreign letters is made of nothing but letters that look Latin."""
    for label in host.split("."):
        try:
            letters = label.encode("ascii").decode("idna") if label.startswith("xn--") else label
        except UnicodeError:
            return True
        if not letters.isascii() and all(letter.isascii() or letter in _LOOKALIKES for letter in letters):
            return True
    return False


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()
