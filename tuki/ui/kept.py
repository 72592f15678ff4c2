"""What was drawn and said before, remembered from page to page: the same arguments give the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from markupsafe import Markup

MOST_KEPT = 10_000
# Of each of two generations, in letters of what was drawn: some 16 MB of Latin text in a process at the most.
MOST_LETTERS = 8_000_000

Draw = Callable[..., str]


class Drawn:
    """What was drawn, by how and of what; what nobody asked for during a whole generation is forgotten."""

    def __init__(self, most_letters: int) -> None:
        self._most_letters = most_letters
        self._young: dict[tuple[Any, ...], Markup] = {}
        self._old: dict[tuple[Any, ...], Markup] = {}
        self._letters = 0

    def get(self, key: tuple[Any, ...]) -> Markup | None:
        """What is kept under the key, or None. TypeError for what cannot be a key."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: tuple[Any, ...], drawn: Markup) -> None:
        """Keeps it; threads that put at once cost one of them its work, never a wrong answer."""
        self._letters += len(drawn)
        if self._letters > self._most_letters:
            self._old, self._young, self._letters = self._young, {}, len(drawn)
        self._young[key] = drawn


_kept = Drawn(MOST_LETTERS)


def kept(draw: Draw, *args: Any) -> Markup:
    """What a macro or function draws for these arguments; anew only when one of them, language or zone differs.

    For drawing that uses nothing but its arguments: no request, no clock. Tokens of forms may stand in it, as they
    are put in last (`form_tokens.py`).
    """
    return _kept_for(_reader(), draw, args)


def kept_each(draw: Draw, each: Iterable[tuple[Any, ...]]) -> Markup:
    """The same for many of one kind, one after the other: rows of a list, parts of a conversation."""
    reader = _reader()
    return Markup("".join([_kept_for(reader, draw, args) for args in each]))  # noqa: S704  of drawn parts only


def translated(message: str, **variables: Any) -> Markup:
    """The text in the reader's language with its variables, which are escaped; for templates."""
    if variables:
        return _translated(get_language(), message) % variables
    return _without_variables(get_language(), message)


def _reader() -> tuple[str | None, str]:
    return get_language(), timezone.get_current_timezone_name()


def _kept_for(reader: tuple[str | None, str], draw: Draw, args: tuple[Any, ...]) -> Markup:
    key = (draw, reader, args)
    try:
        found = _kept.get(key)
    except TypeError:  # an argument that cannot be a key, such as a list
        return Markup(draw(*args))  # noqa: S704  drawn by a macro, or by a function of ours that says so
    if found is None:
        found = Markup(draw(*args))  # noqa: S704  as above
        _kept.put(key, found)
    return found


@lru_cache(maxsize=MOST_KEPT)
def _translated(language: str | None, message: str) -> Markup:
    """`language` is only the key; it is the active one."""
    return Markup(gettext(message))  # noqa: S704  our own texts, as Jinja2's newstyle gettext takes them


@lru_cache(maxsize=MOST_KEPT)
def _without_variables(language: str | None, message: str) -> Markup:
    return _translated(language, message) % {}
