"""In which language and time zone a page is written for its reader."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header

from tuki.people.queries import main_brand

LANGUAGES = ("en", "ru", "nb", "fi")
# Norwegian in its other spellings; Bokmål is what we have.
ALSO = {"no": "nb", "nn": "nb"}
COOKIE = "tuki-language"
YEAR_SECONDS = 365 * 86400


class ReaderLanguage:
    """Person's own choice, else the cookie, else what the browser asks for, else the brand's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        who = request.signed_in
        language = known_language(who.language) if who else None
        with (
            translation.override(language or asked_for(request) or brand_language()),
            timezone.override(_zone(who.time_zone if who else "")),
        ):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


@lru_cache(maxsize=1000)
def known_language(code: str | None) -> str | None:
    """One of our languages for a code such as `ru-RU` or `nn`, or None."""
    main = (code or "").lower().replace("_", "-").partition("-")[0]
    main = ALSO.get(main, main)
    return main if main in LANGUAGES else None


def keep_language(response: HttpResponseBase, language: str, *, secure: bool) -> None:
    """Remembers the reader's choice in this browser for a year."""
    response.set_cookie(COOKIE, language, max_age=YEAR_SECONDS, path="/", secure=secure, httponly=True, samesite="Lax")


def asked_for(request: HttpRequest) -> str | None:
    """What this browser asks for, by the cookie or its settings; None when it asks for none of ours. No query."""
    if chosen := known_language(request.COOKIES.get(COOKIE)):
        return chosen
    return _understood(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def brand_language() -> str:
    """The language of the first brand; reference data."""
    return _brand()[0]


@lru_cache(maxsize=1000)
def _understood(accepted: str) -> str | None:
    """Of the languages in the header the first that is ours."""
    codes = (code for code, _weight in parse_accept_lang_header(accepted))
    return next((language for code in codes if (language := known_language(code))), None)


def _zone(name: str) -> ZoneInfo:
    return _zone_named(name) or _zone_named(_brand()[1]) or ZoneInfo("UTC")


@lru_cache(maxsize=256)
def _zone_named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _brand() -> tuple[str, str]:
    """Language and zone of the first brand."""
    brand = main_brand()
    return (known_language(brand.language) or "en", brand.time_zone) if brand else ("en", "UTC")
