"""The token against forged forms, in templates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html


def form_tokens(request: HttpRequest) -> dict[str, Any]:
    """`csrf_token` and `csrf_input`, made at most once a page; Django makes and masks one for each form."""
    token = SimpleLazyObject(lambda: get_token(request))
    field = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    return {"csrf_token": token, "csrf_input": SimpleLazyObject(lambda: format_html(field, token))}
