"""Addresses of header fields: RFC 5322 with its obsolete forms, RFC 6532, and what senders really write."""

import re
import unicodedata

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.encoded_words import decode_words, raw_text
from tuki.channels.email.reading.mail import Address
from tuki.kernel.mail_addresses import ascii_domain, composed, lowered

_TOKEN = re.compile(
    r'=\?[^?\s"<>]{1,75}\?[bBqQ]\?[^?"<>\s]*+\?=|"(?:[^"\\]++|\\.)*"?|<[^<>]*+>?|[(),;:>]|\\.|[^"<(),;:>\\=]++|=|\\',
    re.DOTALL,
)
_ROUTE = re.compile(r"@[^:]*:")
_INNER_COMMENT = re.compile(r"\([^()]*\)")
_WRAPPED = re.compile(r"([^<>]*)<([^<>\s]+@[^<>\s]+)>\s*")  # all of it came in one encoded word
_BARE_ADDRESS = re.compile(r"\S+@\S+")
_AROUND_DOTS = re.compile(r"(?<!\s)\s*+([@.])\s*+")
_DOT_ATOM_QUOTED = re.compile(r'"([^"\\\s@(),:;<>\[\]]+)"')


def parse_addresses(value: bytes) -> tuple[Address, ...]:
    """Every mailbox of an address header, groups opened, at most 1,000, broken ones as far as clear.

    A mailbox without any address (`From: Moderator`) has only a name.
    """
    reader = _AddressReader()
    for match in _TOKEN.finditer(raw_text(value[: limits.ADDRESS_BYTES])):
        reader.feed(match[0])
        if len(reader.found) >= limits.ADDRESSES:
            break
    reader.end_mailbox()
    return tuple(reader.found[: limits.ADDRESSES])


class _AddressReader:
    """Collects the words, comments and the angle address of one mailbox after the other."""

    def __init__(self) -> None:
        self.found: list[Address] = []
        self._words: list[str] = []
        self._comments: list[str] = []
        self._angle: str | None = None
        self._depth = 0

    def feed(self, piece: str) -> None:
        if piece == "(":
            self._depth += 1
            if self._depth == 1:
                self._comments.append("")
        elif self._depth:
            if piece == ")":
                self._depth -= 1
            elif len(self._comments[-1]) < 1_000:
                self._comments[-1] += piece
        elif piece in (",", ";"):
            self.end_mailbox()
        elif piece == ":":
            self._colon()
        elif piece[0] == "<":
            if self._angle is None or "@" not in self._angle:
                self._angle = piece.strip("<>")
        elif piece not in (")", ">"):
            self._words.append(piece)

    def _colon(self) -> None:
        """A colon ends a group's name; within an address (`mailto:`, an IPv6 literal) it is part of it."""
        before = "".join(self._words)
        if "@" in before:
            self._words.append(":")
        else:
            self._words.clear()
            self._comments.clear()

    def end_mailbox(self) -> None:
        words, angle = self._words, self._angle
        comments = [comment for comment in self._comments if comment.strip()]
        self._words, self._angle, self._comments, self._depth = [], None, [], 0
        if angle is None:
            words, angle = _find_bare_address(words)
        name = _display_name("".join(words)) or (decode_words(comments[0]) if comments else "")
        if "@" not in angle and "@" in name and not words[1:]:
            if wrapped := _WRAPPED.fullmatch(name):
                name, angle = wrapped[1].strip(), wrapped[2]
            angle = _bare(name) or angle
        address = clean_address(angle)
        if name or address or angle.strip():
            self.found.append(Address(name=name, address=address, original=angle.strip()))


def _find_bare_address(words: list[str]) -> tuple[list[str], str]:
    """Without angle brackets: the word with an @ is the address, the others are the name."""
    text = "".join(words).strip()
    if "@" not in text:
        return [text], ""
    tight = _AROUND_DOTS.sub(r"\1", text) if re.search(r"\s[@.]|[@.]\s", text) else text
    match = _BARE_ADDRESS.search(tight)
    if match is None:
        return [text], ""
    if tight.startswith('"') and '"@' in tight:
        return [], tight
    return [tight[: match.start()], tight[match.end() :]], match[0]


def _bare(text: str) -> str:
    match = _BARE_ADDRESS.fullmatch(text.strip(" <>'\""))
    return match[0] if match else ""


def _display_name(text: str) -> str:
    text = text.strip()
    if '"' in text:
        text = re.sub(r'"((?:[^"\\]++|\\.)*)"?', lambda match: re.sub(r"\\(.)", r"\1", match[1]), text)
    name = decode_words(text).strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return re.sub(r"  +", " ", name)[:1_000]


def clean_address(text: str) -> str:
    """`local@domain` out of an angle address: no route, comment or white space, NFC, domain in lower case.

    Empty when there is no @ or a side is missing.
    """
    text = _INNER_COMMENT.sub("", text).strip(" \t<>").removeprefix("mailto:")
    if text.startswith("@") and ":" in text:
        text = _ROUTE.sub("", text, count=1)
    if "=?" in text:
        text = decode_words(text)
    local, _, domain = text.rpartition("@")
    local = local.strip() if local.lstrip().startswith('"') else re.sub(r"\s+", "", local)
    domain = re.sub(r"\s+", "", domain).strip(".<>'\"")
    if not local or not domain or len(text) > 1_000:
        return ""
    return f"{composed(local)}@{unicodedata.normalize('NFC', domain).lower()}"


def normal_address(text: str) -> str:
    """The normal form under which two addresses are the same mailbox; empty when `text` is no address.

    Domain: IDNA 2008 with UTS 46 mapping, as lower-case A-labels. Local part: NFC, lower case, no needless
    quotes; sub-addresses (`user+x`) stay apart. A letter outside ASCII never becomes an ASCII letter (Kelvin
    sign, dotless i), so that no look-alike reaches another's account.
    """
    address = clean_address(text)
    if not address:
        return ""
    local, _, domain = address.rpartition("@")
    if quoted := _DOT_ATOM_QUOTED.fullmatch(local):
        local = quoted[1]
    return f"{lowered(local)}@{ascii_domain(domain)}"
