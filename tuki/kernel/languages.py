"""Guess in which of the enabled languages a text is written, cheaply enough to do it for each message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SCRIPTS = dict.fromkeys(("en", "nb", "fi", "de", "sv"), "latin") | dict.fromkeys(("ru", "uk"), "cyrillic")
"""The languages that can be told apart, each with its script."""
_SAMPLE = 200
"""Letters looked at in one place; more costs time (0.25 µs a letter) and changes no guess of a normal
text."""
_ENOUGH = 60
"""Below so many letters a guess between Latin languages is a toss: all enabled ones are taken."""
_CYRILLIC = re.compile("[\u0400-\u052f]")
_NOT_LATIN = re.compile(r"[^a-zA-Z\u00c0-\u024f'’\s]+")
_RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_MODEL_CODES = {"nb": "no"}
_OWN_CODES = {"no": "nb"}


def languages_of(text: str, enabled: Sequence[str]) -> tuple[str, ...]:
    """The enabled languages under whose stems the text should be indexed, the likeliest first.

    One language for each script in use as a rule; all of a script when the text is too short to tell; two
    when a long text begins in one language and goes on in another, as an answer above a quoted question does.
    Words of a script that no sample shows go by the first enabled language of it, which comes last.
    """
    samples = [text[:_SAMPLE]]
    if len(text) > 6 * _SAMPLE:
        middle = len(text) // 2
        samples.append(text[middle : middle + _SAMPLE])
    found: dict[str, None] = {}
    for sample in samples:
        found.update(dict.fromkeys(_cyrillic_languages(sample, enabled)))
        found.update(dict.fromkeys(_latin_languages(sample, enabled)))
    scripts = {SCRIPTS[code] for code in found}
    for code in enabled:
        if SCRIPTS[code] not in scripts:
            scripts.add(SCRIPTS[code])
            found[code] = None
    return tuple(found)


def _cyrillic_languages(sample: str, enabled: Sequence[str]) -> list[str]:
    candidates = [code for code in enabled if SCRIPTS[code] == "cyrillic"]
    if not candidates or not _CYRILLIC.search(sample):
        return []
    if len(candidates) > 1:
        russian, ukrainian = len(_RUSSIAN.findall(sample)), len(_UKRAINIAN.findall(sample))
        if russian != ukrainian:
            likely = "ru" if russian > ukrainian else "uk"
            return [code for code in candidates if code == likely]
    return candidates


def _latin_languages(sample: str, enabled: Sequence[str]) -> list[str]:
    candidates = [code for code in enabled if SCRIPTS[code] == "latin"]
    if len(candidates) < 2:
        return candidates
    letters = _NOT_LATIN.sub(" ", sample)
    if len(letters) < _ENOUGH or len(letters.split()) < 8:
        return candidates if letters and not letters.isspace() else []
    return [next(code for code in _likeliest(letters) if code in candidates)]


@lru_cache(maxsize=64)
def _likeliest(letters: str) -> tuple[str, ...]:
    """All Latin languages, the likeliest first; kept, as a mail's text is asked about more than once."""
    return tuple(_OWN_CODES.get(guessed, guessed) for guessed, _ in load_model().rank(letters))


@lru_cache(maxsize=1)
def load_model() -> LanguageIdentifier:
    """The model for the Latin languages we know; takes 0.8 s and 50 MB, once per process.

    Its weights for other languages are dropped: with them it would be 75 MB.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # with numpy: 25 MB and 0.2 s at start
    from py3langid.modelio import load_model as read_model

    weights, priors, classes, moves, rows, outputs = read_model(MODEL_DIR / MODEL_FILE)
    wanted = [_MODEL_CODES.get(code, code) for code in SCRIPTS if SCRIPTS[code] == "latin"]
    columns = [classes.index(code) for code in wanted]
    return LanguageIdentifier(weights[:, columns], priors[columns], wanted, moves, outputs, tk_row=rows)
