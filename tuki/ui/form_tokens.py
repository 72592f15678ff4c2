"""The token against forged forms: templates draw a seal in its place, and the token is put in last.

So a drawn form is the same for everybody and can be kept (`kept.py`). The seal is random for each process and leaves
it nowhere: whatever a template draws passes `Page.render`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends.jinja2 import Jinja2, Template
from django.utils.safestring import SafeString
from markupsafe import Markup

from tuki.kernel.secrets import random_token
from tuki.ui.theme import chosen_theme

SEAL = random_token()
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
        about = {"request": request, "theme": chosen_theme(request)}
        if request is None:
            return SafeString(self.template.render({**(context or {}), **about}).replace(SEAL, ""))
        return SafeString(with_token(self.draw({**(context or {}), **about}), request))

    def draw(self, context: dict[str, Any]) -> str:
        """The page with the seal in its forms."""
        drawn: str = self.template.render({**context, "csrf_token": SEAL, "csrf_input": FIELD})
        return drawn


def with_token(drawn: str, request: HttpRequest) -> str:
    """The token in the place of the seal. The cookie that goes with it is sent to browsers that have not got it."""
    if SEAL not in drawn:
        return drawn
    token = str(get_token(request))
    if request.COOKIES.get(settings.CSRF_COOKIE_NAME) == request.META["CSRF_COOKIE"]:
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    return drawn.replace(SEAL, token)
