"""What somebody probably meant by a word that names nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

ALIKE = 0.6  # difflib's own measure: two letters of three in the same order


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like the word, whatever the case of its letters, the first of those as like; else nothing."""
    by_folded = {name.casefold(): name for name in known}
    places = {name: place for place, name in enumerate(by_folded)}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=3, cutoff=ALIKE)
    best = min(near, key=lambda name: (-_likeness(name, word.casefold()), places[name]), default=None)
    return "" if best is None else by_folded[best]


def _likeness(name: str, word: str) -> float:
    return difflib.SequenceMatcher(None, name, word).ratio()
