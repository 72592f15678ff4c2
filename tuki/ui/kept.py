"""What macros drew and texts said, remembered from page to page: the same arguments give the same words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from markupsafe import Markup

MOST_KEPT = 10_000


def kept(draw: Callable[..., Markup], *args: Any) -> Markup:
    """What the macro draws for these arguments; drawn anew only when one of them, the language or the zone differs.

    For macros that use nothing but their arguments: no request, no token of a form, no clock.
    """
    try:
        return _drawn(draw, get_language(), timezone.get_current_timezone_name(), args)
    except TypeError:  # an argument that cannot be a key, such as a list
        return draw(*args)


def translated(message: str, **variables: Any) -> Markup:
    """The text in the reader's language with its variables, which are escaped; for templates."""
    if variables:
        return _translated(get_language(), message) % variables
    return _without_variables(get_language(), message)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(draw: Callable[..., Markup], language: str | None, zone: str, args: tuple[Any, ...]) -> Markup:
    return draw(*args)


@lru_cache(maxsize=MOST_KEPT)
def _translated(language: str | None, message: str) -> Markup:
    """`language` is only the key; it is the active one."""
    return Markup(gettext(message))  # noqa: S704  our own texts, as Jinja2's newstyle gettext takes them


@lru_cache(maxsize=MOST_KEPT)
def _without_variables(language: str | None, message: str) -> Markup:
    return _translated(language, message) % {}
