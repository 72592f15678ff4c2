"""Whole pages that are kept: drawn anew only when something that they show differs.

What differs at most looks, such as the rows of a list, stands *apart*: a seal holds its place in the kept page, and it
is put in last, before the token of the forms. A kept page sees its context and nothing of the request.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from markupsafe import Markup

from tuki.kernel.secrets import random_token
from tuki.ui.form_tokens import Page, with_token
from tuki.ui.kept import content_of, kept_by
from tuki.ui.theme import chosen_theme


def kept_page(request: HttpRequest, template: str, context: dict[str, Any], *, apart: Collection[str]) -> str:
    """The page; `apart` names what in the context is drawn already and does not belong to what the page is kept by."""
    seals = {name: _seal(name) for name in apart if context[name]}
    shown = {**context, **seals, "theme": chosen_theme(request)}
    page: str = kept_by((template, content_of(shown)), lambda: _page(template).draw(shown))
    for name, seal in seals.items():
        page = page.replace(seal, context[name])
    return with_token(page, request)


def _page(template: str) -> Page:
    page: Any = get_template(template)
    found: Page = page
    return found


@lru_cache(maxsize=64)
def _seal(name: str) -> Markup:
    return Markup(random_token())  # noqa: S704  letters and digits
