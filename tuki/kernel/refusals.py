"""How a command says no: a code for programs, a sentence for people, a status for HTTP.

Every code is declared once with its sentence. A page, the API and the command line show the
same refusal; nobody invents texts of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

_sentences: dict[str, str | Promise] = {}


def declare(code: str, sentence: str | Promise) -> str:
    """Registers a refusal's code with its (lazily translated) sentence; `%(name)s` takes details."""
    if _sentences.get(code, sentence) != sentence:
        raise ValueError(f"refusal {code} is declared twice")
    _sentences[code] = sentence
    return code


def declared() -> Mapping[str, str | Promise]:
    """All codes with their sentences, for the reference and the contract tests."""
    return _sentences


class Refusal(Exception):
    """Something was asked that is not done. Nothing was changed.

    `code` is declared; `details` fill the sentence; `status` is the HTTP status that fits; `field` is the place in
    what was given, when it is about one.
    """

    status = 409
    field: str | None = None

    def __init__(self, code: str, /, **details: Any) -> None:
        if code not in _sentences:
            raise LookupError(f"refusal {code} is not declared")
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def sentence(self) -> str:
        """What happened, in the language that is active now."""
        text = str(_sentences[self.code])
        return text % self.details if self.details else text

    @property
    def by_field(self) -> dict[str, str]:
        """The sentence as a form shows it: under its field, or under `form` when it is about none."""
        return {self.field or "form": self.sentence}

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class Refused(Refusal):
    """Seen, but not allowed to this actor, or not allowed in this state."""

    status = 403


class Conflict(Refusal):
    """Somebody was faster: the thing is no longer as it was when the actor looked."""

    status = 409


class Invalid(Refusal):
    """What was given makes no sense. `field` names the place."""

    status = 422

    def __init__(self, code: str, /, field: str | None = None, **details: Any) -> None:
        super().__init__(code, **details)
        self.field = field


class NotFound(Refusal):
    """It is not there, or this actor may not know that it is."""

    status = 404

    def __init__(self, code: str = "not_found", /, **details: Any) -> None:
        super().__init__(code, **details)


class TooMany(Refusal):
    """A limit was reached; `retry_after_seconds` says when to come back."""

    status = 429

    def __init__(self, code: str, /, retry_after_seconds: int, **details: Any) -> None:
        super().__init__(code, **details)
        self.retry_after_seconds = retry_after_seconds
