"""The normal form of the parts of a mail address (RFC 5321, RFC 6531, UTS 46).

A letter outside ASCII never becomes an ASCII letter (Kelvin sign, dotless i), so that no look-alike reaches
another's account (compare Django CVE-2019-19844).
"""

from __future__ import annotations

import re
import unicodedata

import idna

_BECOMES_ASCII = re.compile(r"([\u037e\u1fef\u212a])")  # the signs whose canonical form is ASCII


def lowered(local: str) -> str:
    """The part before the @ in lower case."""
    return "".join(_lower(letter) for letter in composed(local))


def composed(text: str) -> str:
    """NFC, except for signs that it would turn into ASCII."""
    if text.isascii():
        return text
    pieces = _BECOMES_ASCII.split(text)
    return "".join(piece if number % 2 else unicodedata.normalize("NFC", piece) for number, piece in enumerate(pieces))


def ascii_domain(domain: str) -> str:
    """A domain as DNS has it (IDNA 2008 with UTS 46 mapping); what cannot be expressed stays, in lower case."""
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return domain


def _lower(letter: str) -> str:
    changed = letter.lower()
    if letter.isascii():
        return changed
    return letter if any(sign.isascii() for sign in changed) else unicodedata.normalize("NFC", changed)
