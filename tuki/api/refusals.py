"""Refusals of requests that no command ever saw, and every refusal as a problem document (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from tuki.kernel.refusals import Invalid, Refusal, TooMany
from tuki.ui.refusals import Answer, answer


class Malformed(Invalid):
    """The request itself is not of the right form."""

    status = 400


class TokenNeeded(Refusal):
    """Nobody known asks."""

    status = 401

    def __init__(self) -> None:
        super().__init__("token_needed")


class MethodNotAllowed(Refusal):
    """The address is there, but does not take this method; `allowed` are those it takes."""

    status = 405

    def __init__(self, allowed: list[str]) -> None:
        super().__init__("method_not_allowed")
        self.allowed = allowed


class TooLarge(Refusal):
    """The body is larger than we read."""

    status = 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__("too_large", limit=f"{limit_bytes // 1024 // 1024} MB")


class WrongType(Refusal):
    """The body is of a type that this address does not take."""

    status = 415

    def __init__(self, wanted: str) -> None:
        super().__init__("wrong_type", wanted=wanted)


def problem(request: HttpRequest, refusal: Any) -> HttpResponse:
    """The refusal as a problem document, with the headers that belong to its status (RFC 9110)."""
    response = answer(request, Answer(refusal.status, refusal.sentence, refusal.code, refusal.field))
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    elif isinstance(refusal, TokenNeeded):
        response.headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(refusal, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(refusal.allowed)
    return response
