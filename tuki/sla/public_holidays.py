"""Public holidays of a country and its region, always as the library of this release knows them; nothing is copied.

Source: the package `holidays` (MIT), which covers the laws of some 250 countries by ISO 3166-1 code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from babel import Locale
from django.utils.translation import get_language

# The library's name of a language where it is not ours.
_LIBRARY_LANGUAGES = {"nb": ("nb", "no", "nn"), "en": ("en_US", "en_GB"), "fi": ("fi",), "ru": ("ru",)}
_NOTHING: Mapping[date, str] = MappingProxyType({})


def public_holidays(country: str, region: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names in the reader's language, else in English or the country's own.

    Empty for no country and for years that the library does not cover.
    """
    return _named(country, region, year, _language(country, get_language() or "en")) if country else _NOTHING


def has_region(country: str, region: str) -> bool:
    """Whether the country (or, with an empty region, the whole country) is known."""
    known = _library().list_supported_countries(include_aliases=False)
    return country in known and (not region or region in known[country])


def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of every country, by name in the reader's language."""
    return _countries(get_language() or "en")


@lru_cache(maxsize=300)
def regions(country: str) -> tuple[tuple[str, str], ...]:
    """Code and name of a country's regions, by name; empty when its holidays are the same everywhere."""
    if not has_region(country, ""):
        return ()
    about = getattr(_library(), country)
    names: dict[str, str] = {}
    for name, code in getattr(about, "subdivisions_aliases", {}).items():
        names.setdefault(code, name)
    return tuple(sorted(((code, names.get(code, code)) for code in about.subdivisions), key=lambda each: each[1]))


@lru_cache(maxsize=1)
def _library() -> Any:
    import holidays  # 4 MB and 0.1 s at start, for who asks of a country

    return holidays


@lru_cache(maxsize=16)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    codes = _library().list_supported_countries(include_aliases=False)
    return tuple(sorted(((code, names.get(code, code)) for code in codes), key=lambda each: each[1]))


@lru_cache(maxsize=2000)
def _language(country: str, reader: str) -> str | None:
    """One of the library's languages for this country; None is the country's own."""
    spoken = _library().list_localized_countries(include_aliases=False).get(country, [])
    wanted = (*_LIBRARY_LANGUAGES.get(reader, (reader,)), *_LIBRARY_LANGUAGES["en"])
    return next((each for each in wanted if each in spoken), None)


@lru_cache(maxsize=2000)
def _named(country: str, region: str, year: int, language: str | None) -> Mapping[date, str]:
    if not has_region(country, region):
        return _NOTHING
    found = _library().country_holidays(country, subdiv=region or None, years=year, language=language)
    return MappingProxyType({day: name for day, name in sorted(found.items()) if day.year == year})
