"""What the forms of settings share: reading what was typed, showing it again, saying what is wrong beside the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import NotFound, Refusal, Refused

Errors = dict[str, str]


def posted(request: HttpRequest, fields: Iterable[str], row: Any = None) -> dict[str, str]:
    """The fields as they were typed, stripped; before that, as the row has them, or empty."""
    given = request.POST if request.method == "POST" else {}
    return {name: str(given.get(name, "") if given else _of(row, name)).strip() for name in fields}


def errors_of(refusal: Refusal) -> Errors:
    """A refusal as a form shows it: beside its field, or above the form when it is about none.

    What is about the actor or about something that is not there is no matter of the form: it is raised again.
    """
    if isinstance(refusal, NotFound) or (isinstance(refusal, Refused) and refusal.code == "not_allowed"):
        raise refusal
    return refusal.by_field


def handled(
    request: HttpRequest,
    *,
    keep: Callable[[], object],
    form: Callable[[Errors | None], HttpResponse],
    then: HttpResponse,
) -> HttpResponse:
    """A form from its first look to its end: shown, kept, shown again with what is wrong, or on to `then`."""
    if request.method != "POST":
        return form(None)
    try:
        keep()
    except Refusal as refusal:
        return form(errors_of(refusal))
    return then


def number(text: str, default: int | None = None) -> int | None:
    """A whole number that was typed or chosen; `default` for anything else."""
    found = whole_number(text)
    return default if found is None else found


def _of(row: Any, name: str) -> Any:
    value = getattr(row, name, "") if row is not None else ""
    return "" if value is None else value
