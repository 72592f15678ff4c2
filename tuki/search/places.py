"""Where in a text the wanted words stand, as far as a snippet must know it: found, not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tuki.search.terms import Terms

_MOST_PLACES = 16  # of one word


def best_place(text: str, terms: Terms, length: int) -> int | None:
    """Where so many characters with most different words begin, a phrase before all.

    None when there is none of the words, neither in a usual spelling nor in any. A text is searched as it stands, since
    folding one costs more than all else that a snippet does.
    """
    if "ё" in text:
        text = text.replace("ё", "е")
    if terms.phrases and (place := _of_phrase(text, terms)) is not None:
        return place
    firsts = _firsts(text, terms)
    if not firsts:
        return next((start for start, _end in terms.places(text)), None)
    if len(firsts) == 1:
        return firsts[0].at
    first, last = min(firsts), max(firsts)
    if last.at < first.at + length:
        return first.at
    if len(firsts) == 2:
        return _beside(text, first, last, length, terms)
    places = [(at, index) for index, first in enumerate(firsts) for at in _places(text, first, terms)]
    return _fullest(sorted(places), length, len(firsts))


def _of_phrase(text: str, terms: Terms) -> int | None:
    found = [at for each in terms.phrases if (at := terms.next_place(text, each, 0)) >= 0]
    return min(found, default=None)


class _First(NamedTuple):
    """The first place of a word, in the first of its spellings that is there."""

    at: int
    spelling: str
    is_enough: bool


def _firsts(text: str, terms: Terms) -> list[_First]:
    firsts: list[_First] = []
    for term in terms.words:
        for spelling in term.spellings:
            at = terms.next_place(text, spelling, 0, is_enough=term.is_enough)
            if at >= 0:
                firsts.append(_First(at, spelling, term.is_enough))
                break
    return firsts


def _beside(text: str, first: _First, last: _First, length: int, terms: Terms) -> int:
    """Where two words that begin far from each other stand together, or the first place of either."""
    other = f" {first.spelling}"
    for at in _places(text, last, terms):
        beside = text.find(other, at - length, at + length)
        if beside >= 0:
            return min(beside + 1, at)
    return first.at


def _places(text: str, first: _First, terms: Terms) -> Iterator[int]:
    at = first.at
    for _ in range(_MOST_PLACES):
        if at < 0:
            break
        yield at
        at = terms.next_place(text, first.spelling, at + 1, is_enough=first.is_enough)


def _fullest(places: Sequence[tuple[int, int]], length: int, enough: int) -> int:
    """The earliest of these places from which on most different words stand within so many letters."""
    inside = [0] * enough
    best = most = end = 0
    for start, index in places:
        while end < len(places) and places[end][0] < start + length:
            inside[places[end][1]] += 1
            end += 1
        count = enough - inside.count(0)
        if count > most:
            best, most = start, count
        inside[index] -= 1
    return best
