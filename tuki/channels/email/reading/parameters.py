"""Values with parameters: Content-Type and Content-Disposition (RFC 2045), RFC 2231, and their broken kin."""

import re
from itertools import groupby
from urllib.parse import unquote_to_bytes

from tuki.channels.email.reading.charsets import charset_codec, decode_text
from tuki.channels.email.reading.encoded_words import decode_words, one_line, raw_text

_VALUE_BYTES = 20_000
_PARAMETERS = 200
_NAME = re.compile(r"[\s;]*+([^\s=;\"]{1,100})\s*+=\s*+")
_NO_PARAMETER = re.compile(r"[\s;]*+[^\s;]*+")
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*)"?')
_QUOTED_TO_END = re.compile(r'"([^;\n]*)"\s*(?=;|$)')
_BARE = re.compile(r"[^;]*+")
_NEXT_PARAMETER = re.compile(r"\s[\w*-]{1,40}=")
_CONTINUED = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?$")
_EXTENDED = re.compile(r"([^']*)'[^']*'(.*)", re.DOTALL)
_COMMENT = re.compile(r"\([^()]*\)?$")
_FILE_NAMES = ("filename", "name")


def parse_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """Split `type/subtype; a=b; …` into the lower-case main value and its decoded parameters.

    Parameter names are in lower case. Reads missing semicolons, bare values with spaces, stray quotes,
    RFC 2231 pieces in any order, encoded words inside quotes, raw 8-bit. Of two parameters with one name the
    first counts.
    """
    text = raw_text(value[:_VALUE_BYTES])
    main = re.match(r"[^\s;=\"]*", text)
    head = main[0] if main else ""
    if text[len(head) :].lstrip().startswith("="):  # the main value is missing: a=b; c=d
        head = ""
    raw = _raw_parameters(text, len(head))
    return head.lower(), _join_parameters(raw)


def _raw_parameters(text: str, at: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while len(found) < _PARAMETERS:
        match = _NAME.match(text, at)
        if match is None:
            skipped = _NO_PARAMETER.match(text, at)
            if skipped is None or skipped.end() == at:
                break
            at = skipped.end()
            continue
        name = match[1].lower()
        value, at = _raw_value(text, match.end(), name)
        found.append((name, value))
    return found


def _raw_value(text: str, at: int, name: str) -> tuple[str, int]:
    if text.startswith('"', at):
        match = _QUOTED.match(text, at)
        assert match is not None  # the pattern matches every text that begins with a quote
        rest = text[match.end() : match.end() + 60].lstrip()
        if rest and rest[0] != ";" and not _NAME.match(rest) and (wide := _QUOTED_TO_END.match(text, at)):
            return wide[1], wide.end()  # quotes inside the quotes
        return re.sub(r'\\(["\\])', r"\1", match[1]), match.end()
    bare = _BARE.match(text, at)
    value = bare[0] if bare else ""
    if following := _NEXT_PARAMETER.search(value):
        value = value[: following.start()]
    end = at + len(value)
    if not name.startswith(_FILE_NAMES):
        value = _COMMENT.sub("", value.rstrip())
    return value.strip().strip("'\""), end


def _join_parameters(raw: list[tuple[str, str]]) -> dict[str, str]:
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, value in raw:
        match = _CONTINUED.match(name)
        if match is None or (match[2] is None and match[3] is None):
            text = decode_words(value)
            plain.setdefault(name, _without_percents(text) if name in _FILE_NAMES else text)
        else:
            extended = match[3] is not None or (match[2] is not None and int(match[2]) == 0 and "''" in value)
            pieces.setdefault(match[1], {}).setdefault(int(match[2] or 0), (extended, value))
    for name, numbered in pieces.items():
        joined = _join_pieces([numbered[number] for number in sorted(numbered)])
        if joined:
            plain[name] = joined
    return plain


def _join_pieces(pieces: list[tuple[bool, str]]) -> str:
    """RFC 2231: percent-decode the extended pieces, join all as bytes, decode in the charset of the first."""
    charset = ""
    first_extended, first = pieces[0]
    if first_extended and (match := _EXTENDED.match(first)):
        charset = match[1]
        pieces = [(True, match[2]), *pieces[1:]]
    elif not any(extended for extended, _ in pieces):
        return decode_words("".join(value for _, value in pieces))
    codec = charset_codec(charset) or "utf-8"
    content = b"".join(
        _piece_bytes("".join(value for _, value in run), codec, extended=extended)
        for extended, run in groupby(pieces, key=lambda piece: piece[0])
    )
    return decode_words(one_line(decode_text(content, charset)[0]))


def _piece_bytes(value: str, codec: str, *, extended: bool) -> bytes:
    """Neighbouring extended pieces come as one, as some programs cut them within a "%D1"."""
    return unquote_to_bytes(value) if extended and value.isascii() else value.encode(codec, "replace")


def _without_percents(value: str) -> str:
    """A file name that was percent-encoded without saying so; "100%25.txt" and the like stay as they are."""
    if "%" not in value or not value.isascii():
        return value
    decoded = unquote_to_bytes(value)
    try:
        return value if decoded.isascii() else one_line(decoded.decode("utf-8"))
    except UnicodeDecodeError:
        return value
