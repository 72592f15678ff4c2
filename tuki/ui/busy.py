"""What somebody reads whom the desk sends away for now: made once for each language and kind, for then no time is left
to make pages."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tuki.ui.headers import SecurityHeaders
from tuki.ui.kinds import is_fragment, wants_data
from tuki.ui.language import asked_for, brand_language
from tuki.ui.refusals import Answer, answer_as

HEAVY = _(
    "So much is asked of the desk right now that searches and reports wait. Tickets and replies go on as usual. "
    "Try again in a few seconds."
)
ALL = _(
    "More is asked of the desk right now than it can answer. Nothing was changed. "
    "Go back and try again in a few seconds."
)


class Kind(NamedTuple):
    """What an answer depends on; without a language it is in the brand's. `is_reading`: asking again is harmless."""

    is_heavy: bool
    is_data: bool
    is_fragment: bool
    is_reading: bool
    language: str | None


class Sent(NamedTuple):
    """An answer, ready to be sent many times; it holds nothing of anybody."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def busy(environ: dict[str, Any], *, is_heavy: bool) -> Sent:
    """The answer 503 to a request, as PEP 3333 describes it, in the language for which its browser asks; reads nothing
    of the request's body, and of the database the brand's language at most."""
    request = WSGIRequest({**environ, "wsgi.input": io.BytesIO()})
    is_reading = request.method in ("GET", "HEAD")
    return _made(Kind(is_heavy, wants_data(request), is_fragment(request), is_reading, asked_for(request)))


@lru_cache(maxsize=64)
def _made(kind: Kind) -> Sent:
    with translation.override(kind.language or brand_language()):
        what = Answer(503, HEAVY if kind.is_heavy else ALL, "busy", again=kind.is_reading)
        made = answer_as(what, is_data=kind.is_data, as_fragment=kind.is_fragment)
        made.headers["Content-Language"] = translation.get_language() or "en"
    response = SecurityHeaders(lambda _request: made)(HttpRequest())
    response.headers["Content-Length"] = str(len(made.content))
    return Sent(made.status_code, tuple(response.headers.items()), made.content)
