"""Undo the content transfer encoding (RFC 2045 section 6), forgiving what mailers and transports do to it."""

import binascii
import re
from collections.abc import Iterator

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]|(?<=\S)[ \t]++(?=\S)")
_BLOCKS = 1_000


def decode_transfer(content: bytes, encoding: str) -> tuple[bytes, bool]:
    """The bytes behind `encoding`, and whether they fitted it (if not: as much as could be decoded).

    An unknown encoding is taken as none. Never raises.
    """
    name = encoding.strip().strip("\"';").lower().partition(";")[0].partition(" ")[0]
    if name in ("base64", "b64", "b"):
        return decode_base64(content)
    if name in ("quoted-printable", "quotedprintable", "qp", "quoted"):
        return binascii.a2b_qp(_without_line_end_blanks(content)), True
    if name in ("x-uuencode", "uuencode", "x-uue", "uue", "x-uu"):
        decoded = decode_uu_lines(content)
        return (decoded, True) if decoded else (content, False)
    return content, True


def _without_line_end_blanks(content: bytes) -> bytes:
    """Blanks a transport put after a soft line break must not undo it (RFC 2045 section 6.7, rule 3)."""
    return re.sub(rb"=[ \t]++(?=\r?\n|$)", b"=", content) if b"= " in content or b"=\t" in content else content


def decode_base64(content: bytes) -> tuple[bytes, bool]:
    """Base64 with foreign bytes skipped; text behind a padded end is left out unless it starts a line.

    Content that plainly is no base64 comes back as it is, with False.
    """
    stripped = content.strip()
    foreign = len(_NOT_BASE64.findall(stripped[:4_000]))
    if foreign * 10 > min(len(stripped), 4_000):
        return content, False
    if b"=" not in stripped.rstrip(b"="):
        return _decode_block(stripped, foreign)
    blocks = [decoded for block in _base64_blocks(stripped) for decoded in [_decode_block(block, 0)[0]] if decoded]
    return b"".join(blocks), foreign == 0


def _base64_blocks(content: bytes) -> Iterator[bytes]:
    """Codes that were put one behind the other, each with its padding."""
    for piece in re.split(rb"(?<==)[ \t]*\r?\n", content, maxsplit=_BLOCKS):
        code, padding, _ = piece.partition(b"=")
        yield code + padding


def _decode_block(code: bytes, foreign: int) -> tuple[bytes, bool]:
    try:
        return binascii.a2b_base64(code), foreign == 0
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", code)
        usable = len(letters) - (1 if len(letters) % 4 == 1 else 0)
        if foreign and usable < 16:
            return code, False
        return binascii.a2b_base64(letters[:usable] + b"=" * (-usable % 4)), False


def decode_uu_lines(content: bytes) -> bytes:
    """Decode the lines of a uuencoded block (POSIX uuencode), with or without its begin and end lines."""
    decoded = bytearray()
    for line in content.splitlines():
        if line.startswith((b"begin ", b"`")) or not line.strip():
            continue
        if line.strip() == b"end":
            break
        decoded += _decode_uu_line(line)
    return bytes(decoded)


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        pass
    try:  # some encoders leave trailing garbage: decode only the characters the count announces
        return binascii.a2b_uu(line[: 1 + ((((line[0] - 32) & 63) * 4 + 5) // 3)])
    except binascii.Error:
        return b""
