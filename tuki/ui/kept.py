"""What was drawn and said before, remembered from page to page: the same arguments give the same words.

Python draws the pieces of which a page has many (`kept_bytes`), templates keep what macros draw (`kept`) and whole
parts (`{% keep about %}…{% endkeep %}`, where `about` is `content_of` everything that the part shows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime, tzinfo
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language, gettext
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

MOST_KEPT = 10_000
# Of each of two generations, in letters of what was drawn: some 16 MB of Latin text in a process at the most.
MOST_LETTERS = 8_000_000

Draw = Callable[..., str]
Key = tuple[Any, ...]


class Piece(NamedTuple):
    """What was drawn, and until when it reads so; None for what no clock changes."""

    drawn: Any  # Markup, or UTF-8
    until: datetime | None


class Pieces:
    """Pieces by how and of what they were drawn; what nobody asked for during a whole generation is forgotten."""

    def __init__(self, most_letters: int) -> None:
        self._most_letters = most_letters
        self._young: dict[Key, Piece] = {}
        self._old: dict[Key, Piece] = {}
        self._letters = 0

    def get(self, key: Key) -> Piece | None:
        """What is kept under the key, or None. TypeError for what cannot be a key."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: Key, piece: Piece) -> None:
        """Keeps it. Threads that put at once cost one of them its work, never a wrong answer."""
        self._letters += len(piece.drawn)
        if self._letters > self._most_letters:
            self._old, self._young, self._letters = self._young, {}, len(piece.drawn)
        self._young[key] = piece


_pieces = Pieces(MOST_LETTERS)
_SINGLE = frozenset({str, int, bool, float, NoneType, datetime})
# While something is drawn to be kept: until when its parts hold.
_untils: ContextVar[list[datetime] | None] = ContextVar("untils", default=None)


def kept(draw: Draw, *args: Any) -> Markup:
    """What a macro or function draws for these arguments; anew only when one of them, language or zone differs.

    For drawing that uses nothing but its arguments: no request, and of the clock only what says `holds_until`. Tokens
    of forms may stand in it, as they are put in last (`form_tokens.py`).
    """
    return _kept((draw, _reader(), args), draw, args, timezone.now())


def kept_all(draw: Draw, each: Iterable[Key]) -> list[Markup]:
    """The same for many of one kind, such as the messages of a conversation."""
    return _all(Markup, draw, each)


def kept_bytes(draw: Draw, each: Iterable[Key]) -> list[bytes]:
    """The same as UTF-8: rows of a list, which are put into a page as they are."""
    return _all(_utf8, draw, each)


def _all(form: Callable[[str], Any], draw: Draw, each: Iterable[Key]) -> list[Any]:
    reader, now = _reader(), timezone.now()
    pieces = [_piece((form, draw, reader, args), form, draw, args, now) for args in each]
    if untils := [piece.until for piece in pieces if piece.until is not None]:
        holds_until(min(untils))
    return [piece.drawn for piece in pieces]


def kept_by(about: Any, draw: Callable[[], str]) -> Markup:
    """What `draw` gives, kept by `about`: how it is drawn, and `content_of` everything that it shows."""
    return _kept((_reader(), about), draw, (), timezone.now())


def content_of(value: Any) -> Any:
    """What something says, to compare it by: objects of the database by what was read of them and their relations.

    Lists and mappings are looked into; tuples, structs and single values are taken as they are.
    """
    kind = type(value)
    if kind in _SINGLE or issubclass(kind, tuple):
        return value
    if kind is list:
        return tuple([each if type(each) in _SINGLE else content_of(each) for each in value])
    if issubclass(kind, Model):
        return _content_of_row(value)
    if issubclass(kind, Mapping):
        return tuple([(name, each if type(each) in _SINGLE else content_of(each)) for name, each in value.items()])
    return value


def _content_of_row(row: Model, above: tuple[Model, ...] = ()) -> tuple[Any, ...]:
    """Of a row the values in the order in which they were read, and what belongs to it.

    A person knows their profile, and the profile its person: who was read on the way here is not read again.
    """
    state, *values = vars(row).values()
    read = [each if type(each) in _SINGLE else content_of(each) for each in values]
    if not state.fields_cache:
        return type(row), *read
    here = (*above, row)
    related = [
        (name, _content_of_row(each, here) if isinstance(each, Model) else content_of(each))
        for name, each in state.fields_cache.items()
        if not any(each is known for known in here)
    ]
    return type(row), *read, tuple(related)


def holds_until(moment: datetime) -> None:
    """Said while something is drawn: its words are others from that moment on."""
    if (untils := _untils.get()) is not None:
        untils.append(moment)


def translated(message: str, **variables: Any) -> Markup:
    """The text in the reader's language with its variables, which are escaped; for templates."""
    if variables:
        return _translated(get_language(), message) % variables
    return _without_variables(get_language(), message)


class Keep(Extension):
    """`{% keep about %}…{% endkeep %}`: a part of a template that is drawn anew only when `about` differs."""

    tags = {"keep"}

    def parse(self, parser: Parser) -> nodes.Node:
        """The tag as a call with the part as its caller."""
        line = next(parser.stream).lineno
        about = parser.parse_expression()
        part = parser.parse_statements(("name:endkeep",), drop_needle=True)
        call = self.call_method("_part", [nodes.Const(f"{parser.name}:{line}"), about])
        return nodes.CallBlock(call, [], [], part).set_lineno(line)

    def _part(self, place: str, about: Any, caller: Draw) -> Markup:
        return kept_by((place, about), caller)


def _reader() -> tuple[str | None, tzinfo]:
    return get_language(), timezone.get_current_timezone()


def _kept(key: Key, draw: Draw, args: Key, now: datetime) -> Markup:
    piece = _piece(key, Markup, draw, args, now)
    if piece.until is not None:
        holds_until(piece.until)
    drawn: Markup = piece.drawn
    return drawn


def _piece(key: Key, form: Callable[[str], Any], draw: Draw, args: Key, now: datetime) -> Piece:
    try:
        found = _pieces.get(key)
    except TypeError:  # an argument that cannot be compared, such as a list
        return _draw(form, draw, args)
    if found is None or (found.until is not None and found.until <= now):
        found = _draw(form, draw, args)
        _pieces.put(key, found)
    return found


def _draw(form: Callable[[str], Any], draw: Draw, args: Key) -> Piece:
    untils: list[datetime] = []
    token = _untils.set(untils)
    try:
        return Piece(form(draw(*args)), min(untils, default=None))  # drawn by a macro, or by ours that says so
    finally:
        _untils.reset(token)


_utf8 = str.encode


@lru_cache(maxsize=MOST_KEPT)
def _translated(language: str | None, message: str) -> Markup:
    """`language` is only the key; it is the active one."""
    return Markup(gettext(message))  # noqa: S704  our own texts, as Jinja2's newstyle gettext takes them


@lru_cache(maxsize=MOST_KEPT)
def _without_variables(language: str | None, message: str) -> Markup:
    return _translated(language, message) % {}
