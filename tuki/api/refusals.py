"""Refusals of requests that no command ever saw, and every refusal as a problem document (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tuki.kernel.refusals import Invalid, Refusal, TooMany
from tuki.search.query.nearest import nearest
from tuki.ui.refusals import Answer, answer


class Malformed(Invalid):
    """The request itself is not of the right form."""

    status = 400


class Misnamed(Invalid):
    """A parameter, or the value of one, that there is not; `near` is what was probably meant, or nothing."""

    def __init__(self, code: str, *, field: str, near: str, **details: Any) -> None:
        super().__init__(code, field=field, **details)
        self.near = near

    @classmethod
    def parameter(cls, name: str, known: Iterable[str]) -> Misnamed:
        """That an address knows no such parameter."""
        refusal = cls("unknown_parameter", field=name, name=name, near=nearest(name, known))
        refusal.status = Malformed.status
        return refusal

    @classmethod
    def value(cls, name: str, value: str, near: str) -> Misnamed:
        """That a parameter has a value that names nothing."""
        return cls("unknown_filter_value", field=name, name=name, value=value, near=near)

    @property
    def sentence(self) -> str:
        """What names nothing, and what was probably meant."""
        meant = _("Did you mean %(words)s?") % {"words": self.near} if self.near else ""
        return f"{super().sentence} {meant}".rstrip()


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
    near = refusal.near if isinstance(refusal, Misnamed) else ""
    response = answer(request, Answer(refusal.status, refusal.sentence, refusal.code, refusal.field, near=near))
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    elif isinstance(refusal, TokenNeeded):
        response.headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(refusal, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(refusal.allowed)
    return response
