"""Plain text from strangers: without control characters, terminal codes and direction overrides."""

import re
import unicodedata

_ANSI = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,16}[@-~]|[@-Z\\-_])")
_NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")

# Overrides and embeddings (U+202A..E), isolates (U+2066..9): they can reorder what stands around them (UAX
# #9).
_BIDI_CONTROLS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
# Marks: legitimate within right-to-left paragraphs, but not needed in one line.
_BIDI_MARKS = frozenset("\u200e\u200f\u061c")
_INVISIBLE = frozenset("\u200b\u2060\u2061\u2062\u2063\u2064\u180e\ufeff\ufff9\ufffa\ufffb\u115f\u1160\u3164\uffa0")
_CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")

_VISIBLE = dict.fromkeys(map(ord, (_CONTROLS - set("\t\n")) | set("\u202d\u202e")), "") | _SURROGATES
_ONE_LINE = dict.fromkeys(map(ord, _CONTROLS | _BIDI_CONTROLS | _BIDI_MARKS | _INVISIBLE), "") | _SURROGATES

ELLIPSIS = "…"


def visible_text(text: str) -> str:
    """The text with `\\n` as its only line break and without control characters, ANSI codes, direction
    overrides (U+202D, U+202E) or lone surrogates."""
    return _NEWLINES.sub("\n", _ANSI.sub("", text)).translate(_VISIBLE)


def plain_line(text: str, limit: int = 200) -> str:
    """One line for a subject, a name or a header: no line breaks, control or bidi characters, no invisible
    padding; white space collapsed; at most `limit` characters, the last one `…` when something was cut."""
    # Twice the limit of white space is never needed, and a subject of megabytes should not be worked through.
    text = text[: limit * 50 + 1000]
    line = _SPACES.sub(" ", _NEWLINES.sub(" ", _ANSI.sub("", text)).replace("\t", " ").replace("\n", " "))
    return truncate(_SPACES.sub(" ", line.translate(_ONE_LINE)).strip(), limit)


def truncate(text: str, limit: int) -> str:
    """At most `limit` characters (code points), ending in `…` when cut; accents, joiners and variation
    selectors are not torn from the character they belong to."""
    if len(text) <= limit:
        return text
    if limit <= 0:
        return ""
    cut = limit - 1
    # A character carries few marks; 32 steps keep a wall of accents from eating the whole text.
    for _ in range(min(32, cut)):
        if not _joins(text[cut], text[cut - 1]):
            break
        cut -= 1
    return text[:cut].rstrip() + ELLIPSIS


def _joins(character: str, previous: str) -> bool:
    return (
        unicodedata.combining(character) != 0
        or character in "\u200d\ufe0e\ufe0f"
        or previous == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
