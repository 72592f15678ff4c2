"""Stems: what the forms of a word share, per language."""

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import Stemmer

from tuki.search.language.finnish import finnish_stem
from tuki.search.language.folding import fold_accents
from tuki.search.language.slavic import russian_form, ukrainian_stem, without_fleeting_vowel

MIN_STEMMED_LENGTH = 3
"""Shorter words have no forms worth joining."""


@dataclass(frozen=True, slots=True)
class Language:
    """How one language is searched."""

    code: str
    script: str
    own_letters: str
    """Accented letters that are letters of their own, kept in stems."""
    compounds: bool
    """Writes compounds in one word, so that a word also asks for the longer ones it begins."""


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language("en", "latin", "", compounds=False),
        "ru": Language("ru", "cyrillic", "й", compounds=False),
        "nb": Language("nb", "latin", "æøå", compounds=True),
        "fi": Language("fi", "latin", "åäö", compounds=True),
        "de": Language("de", "latin", "äöü", compounds=True),
        "sv": Language("sv", "latin", "åäö", compounds=True),
        "uk": Language("uk", "cyrillic", "йїґ", compounds=False),
    }
)
"""The languages that can be enabled, by ISO 639-1 code."""

_SNOWBALL = {"en": "english", "ru": "russian", "nb": "norwegian", "de": "german", "sv": "swedish"}
_NORWEGIAN_REST = re.compile("(?<=.{4})(?:ern?|[ae])$")
_stemmers = threading.local()  # a PyStemmer object must not be used by two threads at once


def stems(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The different stems of a folded word in the given languages of its script, in their order.

    Words with digits and very short ones have none: their exact form is all there is to them.
    """
    if len(word) < MIN_STEMMED_LENGTH or not word.isalpha():
        return ()
    script = script_of(word)
    found = [stem(word, code) for code in languages if LANGUAGES[code].script == script]
    return tuple(dict.fromkeys(found))


def script_of(word: str) -> str:
    """``cyrillic``, ``latin``, or ``other`` by the word's first letter."""
    first = word[0]
    if "\u0400" <= first <= "\u052f":
        return "cyrillic"
    return "latin" if first <= "\u024f" or "\u1e00" <= first <= "\u1eff" else "other"


@lru_cache(maxsize=32_768)
def stem(word: str, code: str) -> str:
    """The stem of a folded word in one language."""
    return _BY_LANGUAGE[code](fold_accents(word, LANGUAGES[code].own_letters))


def _snowball(word: str, code: str) -> str:
    stemmer = getattr(_stemmers, code, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(_SNOWBALL[code], 0)
        setattr(_stemmers, code, stemmer)
    return stemmer.stemWord(word)


def _russian(word: str) -> str:
    return russian_form(word) or without_fleeting_vowel(_snowball(word, "ru"))


def _norwegian(word: str) -> str:
    """Snowball keeps the vowel of *faktura-er*, drops that of *faktur-a*, and parts *bruk-er* from
    *bruker-e*."""
    return _NORWEGIAN_REST.sub("", _snowball(word, "nb"))


def _swedish(word: str) -> str:
    """Snowball knows no definite *-an* (*faktura-n*)."""
    found = _snowball(word, "sv")
    return found[:-2] if len(found) > 5 and found.endswith("an") else found


_BY_LANGUAGE: Mapping[str, Callable[[str], str]] = {
    "en": lambda word: _snowball(word, "en"),
    "ru": _russian,
    "nb": _norwegian,
    "fi": finnish_stem,
    "de": lambda word: _snowball(word, "de"),
    "sv": _swedish,
    "uk": ukrainian_stem,
}
