"""Stands in for the sign-in: everybody is a stranger. These tests need no sessions and no database."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Stranger:
    """A middleware that lets nobody in and nobody be turned away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]  # as the sign-in does
        return self.get_response(request)


MIDDLEWARE = ["tuki.ui.headers.SecurityHeaders", "tests.ui.doorman.Stranger"]
