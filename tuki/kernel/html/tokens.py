"""HTML text → tokens, after the tokenisation rules of the HTML standard (13.2.5), in linear time.

This reader need not agree with browsers to be safe: what is written from its tokens is escaped anew and goes
through a real HTML parser as the last step. It is here so that nothing of unknown shape or depth gets there.
"""

import html
import re
from collections.abc import Generator, Iterator
from typing import NamedTuple


class Start(NamedTuple):
    """A start tag: lower-case name, attributes with decoded values (the first of equal names counts)."""

    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    """An end tag with its lower-case name."""

    name: str


class Text(NamedTuple):
    """Decoded character data."""

    data: str


Token = Start | End | Text


def names(line: str) -> frozenset[str]:
    """A set of names written as one line."""
    return frozenset(line.split())


# Elements whose content is no markup (HTML standard 13.2.6: raw text and escapable raw text).
RAW_TEXT = names("script style title textarea xmp iframe noembed noframes")
_UNREAD = RAW_TEXT | {"plaintext"}

# Text up to the next tag, and the tag when it is as most are: a name alone, here or at its end.
_TEXT_AND_TAG = re.compile(r"([^<]*+)(?:<(/?)([a-zA-Z][a-zA-Z0-9]*+)>)?")
_TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?P<name>[^\s/>=][^\s/>=]*+|=[^\s/>=]*+)
        (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>]*+)))?""",
    re.VERBOSE,
)
_TAG_END = re.compile(r"[\s/]*+>")
_COMMENT_END = re.compile(r"--!?>")
# A reference without its semicolon is left alone in an attribute: `?a=1&copy=2` is an address, not "©".
_REFERENCE = re.compile(r"&(?:#\d{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};)")
_MAX_ATTRIBUTES = 50
# Two megabytes from Word hold some 60,000 tags; what follows after 80,000 is read as text only.
MAX_TAGS = 80_000
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^>]*+>")


def read_tokens(source: str) -> Iterator[Token]:
    """The tokens of `source`, without comments, doctype and processing instructions."""
    position, length, tags = 0, len(source), 0
    while position < length:
        tags += 1
        if tags > MAX_TAGS:
            yield Text(html.unescape(_ANY_TAG.sub(" ", source[position:])))
            return
        found = _TEXT_AND_TAG.match(source, position)
        assert found  # it matches nothing, too
        text, slash, plain_name = found.groups()
        position = found.end()
        if text:
            yield Text(html.unescape(text) if "&" in text else text)
        if slash:
            yield End(plain_name.lower())
        elif plain_name:
            name = plain_name.lower()
            yield Start(name, {})
            if name in _UNREAD:
                position = yield from _raw_text_after(name, source, position)
        elif position < length:
            position = yield from _read_other(source, position + 1)


def _read_other(source: str, position: int) -> Generator[Token, None, int]:
    """What begins with the "<" before `position` and is no plain tag; where it ends."""
    if name := _TAG_NAME.match(source, position):
        start, position = _read_start(source, name)
        yield start
        return (yield from _raw_text_after(start.name, source, position)) if start.name in _UNREAD else position
    if source.startswith("/", position) and (end_name := _TAG_NAME.match(source, position + 1)):
        yield End(end_name[0].lower())
        return _after(source, ">", end_name.end())
    if source.startswith(("!", "?", "/"), position):
        return _skip_comment(source, position)
    yield Text("<")
    return position


def _raw_text_after(name: str, source: str, position: int) -> Generator[Token, None, int]:
    """The content of an element in which no markup is read, with its end; where it ends."""
    if name == "plaintext":  # has no end
        yield Text(source[position:])
        return len(source)
    content, position = _read_raw_text(source, position, name)
    yield Text(content)
    yield End(name)
    return position


def _read_start(source: str, name: re.Match[str]) -> tuple[Start, int]:
    attributes: dict[str, str] = {}
    position = name.end()
    while not (closing := _TAG_END.match(source, position)):
        found = _ATTRIBUTE.match(source, position)
        if not found:
            return Start(name[0].lower(), attributes), len(source)
        position = found.end()
        key = found["name"].lower()
        if key not in attributes and len(attributes) < _MAX_ATTRIBUTES:
            attributes[key] = _decode(found["double"] or found["single"] or found["bare"] or "")
    return Start(name[0].lower(), attributes), closing.end()


def _decode(value: str) -> str:
    if "&" not in value:
        return value
    return _REFERENCE.sub(lambda reference: html.unescape(reference[0]), value)


def _read_raw_text(source: str, position: int, name: str) -> tuple[str, int]:
    closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, position)
    if not closing:
        return source[position:], len(source)
    return source[position : closing.start()], _after(source, ">", closing.end())


def _skip_comment(source: str, position: int) -> int:
    if not source.startswith("!--", position):
        return _after(source, ">", position)
    for abrupt in (">", "->"):
        if source.startswith(abrupt, position + 3):
            return position + 3 + len(abrupt)
    closing = _COMMENT_END.search(source, position + 3)
    return closing.end() if closing else len(source)


def _after(source: str, mark: str, position: int) -> int:
    found = source.find(mark, position)
    return found + len(mark) if found >= 0 else len(source)
