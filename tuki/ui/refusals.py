"""How a no looks: refusals and errors as pages, as fragments for htmx, as problem documents for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import Invalid, Refusal, TooMany
from tuki.ui.kinds import is_fragment, wants_data

TITLES: dict[int, str | Promise] = {
    400: _("This request makes no sense"),
    401: _("Nobody is signed in here"),
    403: _("You may not do this"),
    404: _("Nothing is here"),
    405: _("This cannot be done here"),
    409: _("Somebody was faster"),
    413: _("This is too large"),
    415: _("This kind of content is not taken here"),
    422: _("Something is not right yet"),
    429: _("Too many tries"),
    500: _("Something broke"),
    503: _("Very much is going on"),
}
NOTHING_CHANGED = _("Nothing was changed. Go back and try again.")
NOT_HERE = _("This does not exist, or you may not see it.")
FORM_TOO_OLD = _("This page was open for too long, or came from elsewhere. Nothing was changed. Load it anew.")
BROKE = _("The fault is ours and was written down. Nothing was half done. Try again in a moment.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a refusal says: status, sentence, the code for programs, the field it is about; `again`: the same address
    may answer otherwise soon; `near`: what was probably meant instead."""

    status: int
    sentence: str | Promise
    code: str
    field: str | None = None
    again: bool = False
    near: str = ""

    @property
    def title(self) -> str:
        return str(TITLES.get(self.status, TITLES[400]))


class RefusalPages:
    """Turns refusals that views raise into answers in the form that the request wants."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuses a NUL in what was asked or typed: nobody types one, and no text of PostgreSQL holds one. An address
        with one names nothing.

        Programs' bodies are none of its business: they check themselves while they read.
        """
        if "\0" in request.path:
            return not_found(request)
        in_query = "%00" in request.META.get("QUERY_STRING", "")
        if in_query or (not getattr(view, "csrf_exempt", False) and _has_nul(request)):
            return bad_request(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Other exceptions than refusals go on to Django's handlers, and those to the functions below."""
        if not isinstance(exception, Refusal):
            return None
        field = exception.field if isinstance(exception, Invalid) else None
        response = answer(request, Answer(exception.status, exception.sentence, exception.code, field))
        if isinstance(exception, TooMany):
            response.headers["Retry-After"] = str(exception.retry_after_seconds)
        return response


def _has_nul(request: HttpRequest) -> bool:
    return any("\0" in value for _name, values in request.POST.lists() for value in values)


def answer(request: HttpRequest, what: Answer) -> HttpResponse:
    """A problem document (RFC 9457), a fragment, or a page, as the request wants."""
    return answer_as(what, is_data=wants_data(request), as_fragment=is_fragment(request), request=request)


def answer_as(what: Answer, *, is_data: bool, as_fragment: bool, request: HttpRequest | None = None) -> HttpResponse:
    """The same in a form that is known; without a request it holds nothing of anybody, so that it may be kept."""
    if is_data:
        return _problem(what)
    if as_fragment:
        response = render(request, "ui/_refusal.html", {"answer": what}, status=what.status)
        # Beside the page, not into the place that asked: what stands there is kept.
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    return render(request, "ui/refusal.html", {"answer": what}, status=what.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return answer(request, Answer(400, NOTHING_CHANGED, "bad_request"))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return answer(request, Answer(403, NOTHING_CHANGED, "not_allowed"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404: an unknown address and an unseen thing look alike."""
    return answer(request, Answer(404, NOT_HERE, "not_found"))


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500; says what to quote, and reads nothing from the database."""
    return answer(request, Answer(500, BROKE, "broken"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    return answer(request, Answer(403, FORM_TOO_OLD, "csrf_failed"))


def _problem(what: Answer) -> JsonResponse:
    body: dict[str, Any] = {"code": what.code, "title": what.title, "detail": str(what.sentence)}
    body |= {"status": what.status} | ({"field": what.field} if what.field else {})
    body |= {"near": what.near} if what.near else {}
    return JsonResponse(body, status=what.status, content_type="application/problem+json")
