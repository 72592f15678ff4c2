"""The token against forged forms: templates draw a seal in its place, and the token is put in last.

So a drawn form is the same for everybody and can be kept (`kept.py`). The seal is random for each process and leaves
it nowhere: whatever a template draws passes `Page.render`.
"""

from __future__ import annotations

from secrets import token_bytes
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, get_token
from django.template.backends.jinja2 import Jinja2, Template
from django.utils.safestring import SafeString
from markupsafe import Markup

from tuki.kernel.secrets import random_token
from tuki.ui.theme import chosen_theme

SEAL = random_token()
_LETTERS = CSRF_ALLOWED_CHARS
_PLACE, _TWICE = {letter: place for place, letter in enumerate(_LETTERS)}, 2 * _LETTERS
# A random byte as a letter; those of the last, incomplete round through the letters are left out.
_LETTER_OF = bytes(ord(_LETTERS[byte % len(_LETTERS)]) for byte in range(256))
_UNEVEN = bytes(range(256 - 256 % len(_LETTERS), 256))
FIELD = Markup(f'<input type="hidden" name="csrfmiddlewaretoken" value="{SEAL}">')  # noqa: S704  no value of others


class Pages(Jinja2):
    """Django's Jinja2 backend whose templates know `csrf_token` and `csrf_input` without making one for each form."""

    def from_string(self, template_code: str) -> Page:
        """A template from its source."""
        return Page(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> Page:
        """A template by its name; Django's errors when there is none, or it is none."""
        return Page(super().get_template(template_name).template, self)


class Page(Template):
    """A template. Of one page all forms have the same token, masked anew for each page (BREACH)."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        """The page; without a request its forms have no token."""
        shown = {**(context or {}), "request": request, "theme": chosen_theme(request)}
        if request is None:
            return SafeString(self.template.render(shown).replace(SEAL, ""))
        drawn = self.draw(shown)
        return SafeString(drawn.replace(SEAL, token_for(request)) if SEAL in drawn else drawn)

    def draw(self, context: dict[str, Any]) -> str:
        """The page with the seal in its forms."""
        drawn: str = self.template.render({**context, "csrf_token": SEAL, "csrf_input": FIELD})
        return drawn


def token_for(request: HttpRequest) -> str:
    """The token, masked anew. A browser that has no secret yet gets one with the answer, in a cookie."""
    secret = request.META.get("CSRF_COOKIE")
    return _masked(secret) if secret else str(get_token(request))


def _masked(secret: str) -> str:
    """As Django's check unmasks it: random letters, and the secret's letters moved on by these."""
    mask = b""
    while len(mask) < len(secret):
        mask += token_bytes(2 * len(secret)).translate(_LETTER_OF, _UNEVEN)
    random = mask[: len(secret)].decode()
    return random + "".join([_TWICE[_PLACE[own] + _PLACE[other]] for own, other in zip(secret, random, strict=True)])
