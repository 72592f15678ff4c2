"""Encoded words (RFC 2047) as they really arrive, and raw 8-bit header values (RFC 6532 and older sins)."""

import binascii
import quopri
import re

from tuki.channels.email.reading.charsets import charset_codec, clean_text, decode_text

_WORD = re.compile(r"=\?([^?\s]{1,75})\?([bBqQ])\?(.*?)(?:\?=|(?==\?[^?\s]{1,75}\?[bBqQ]\?)|$)", re.DOTALL)
_LINE_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+[ \t]*|\x00")
_Word = tuple[str, bytes]


def header_text(value: bytes) -> str:
    """Decode a header value to text of one line: raw bytes first, then encoded words."""
    text = value.decode("ascii") if value.isascii() and b"\x1b$" not in value else decode_text(value)[0]
    return decode_words(text)


def raw_text(value: bytes) -> str:
    """Decode only the raw bytes of a header value, leaving encoded words as they are, on one line."""
    if not value.isascii():
        return one_line(decode_text(value)[0])
    if b"\x1b$" in value:
        return one_line(decode_text(value)[0])
    return one_line(value.decode("ascii"))


def one_line(text: str) -> str:
    """Replace line breaks and tabs by spaces, so that decoded text can never start a new header."""
    return clean_text(_LINE_BREAKS.sub(" ", text)).strip()


def decode_words(text: str) -> str:
    """Decode every encoded word of `text`.

    Neighbouring words of one charset are joined as bytes first, so that a character split between two words
    survives; white space between two words vanishes (RFC 2047 section 6.2). Accepts words inside quotes and
    inside other words' neighbours, spaces within, a missing end, an unknown charset and bad padding.
    """
    if "=?" not in text:
        return one_line(text)
    pieces: list[str] = []
    pending: list[_Word] = []
    at = 0
    for match in _WORD.finditer(text):
        between = text[at : match.start()]
        if between.strip() or (between and not pending):
            _flush(pieces, pending)
            pieces.append(between)
        content = _word_bytes(match[2], match[3], match[1])
        pending.append((match[1].partition("*")[0], content))  # RFC 2231 section 5: charset*language
        at = match.end()
    _flush(pieces, pending)
    pieces.append(text[at:])
    return one_line("".join(pieces))


def _flush(pieces: list[str], pending: list[_Word]) -> None:
    """Decode the pending words, joining the bytes of neighbours that name the same charset."""
    charset, content = "", b""
    for word_charset, word_content in pending:
        if word_charset.lower() != charset.lower():
            pieces.append(decode_text(content, charset)[0])
            charset, content = word_charset, b""
        content += word_content
    pieces.append(decode_text(content, charset)[0])
    pending.clear()


def _word_bytes(encoding: str, payload: str, charset: str) -> bytes:
    raw = _payload_bytes(payload, charset)
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b" ", b"_"), header=True)
    return decode_base64_word(raw)


def _payload_bytes(payload: str, charset: str) -> bytes:
    if payload.isascii():
        return payload.encode("ascii")
    try:
        return payload.encode(charset_codec(charset) or "utf-8")
    except UnicodeEncodeError:
        return payload.encode("utf-8", "replace")


def decode_base64_word(raw: bytes) -> bytes:
    """Base64 with wrong padding, or cut within a group: what can be decoded is."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw.replace(b"-", b"+") if b"+" not in raw else raw)
    usable = len(letters) - (1 if len(letters) % 4 == 1 else 0)
    return binascii.a2b_base64(letters[:usable] + b"=" * (-usable % 4))
