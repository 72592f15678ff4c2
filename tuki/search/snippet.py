"""The piece of a text that shows why it was found."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.search.language import normalise
from tuki.search.terms import Terms

ELLIPSIS = "…"
_LEAD = 40
_FIRST_LOOK, _LOOKED_AT = 400, 20_000


def snippet(text: str, terms: Terms, *, length: int = 180) -> list[tuple[str, bool]]:
    """About ``length`` characters around the best place, in pieces, each with whether it is to be
    highlighted.

    The pieces are plain text: whoever shows them escapes them. Without a match the beginning is shown. Most texts
    are read only as far as the place, and only what is shown of them is cleaned.
    """
    looked_at = text[:_LOOKED_AT].rstrip()
    start = _best_start(looked_at, terms, length)
    if start is None and (cleaned := normalise(looked_at)) != looked_at:
        looked_at = cleaned  # signs that nobody sees, or accents that stand apart, hide words
        start = _best_start(looked_at, terms, length)
    shown, goes_on = _shown(looked_at, start or 0, length)
    pieces = _highlighted(shown, terms)
    if start:
        pieces.insert(0, (ELLIPSIS, False))
    if goes_on or len(text) > _LOOKED_AT:
        pieces.append((ELLIPSIS, False))
    return pieces


def _best_start(text: str, terms: Terms, length: int) -> int | None:
    """Where the window with most different terms begins; the earliest of equals. None when there is no term."""
    if len(text) <= length:
        return 0
    needles = [term.needle for term in terms.words]
    folded, (best, held) = _looked_through(text[:_FIRST_LOOK], needles, length)
    if held < len(needles) and len(text) > _FIRST_LOOK:
        folded, (best, held) = _looked_through(text, needles, length)
    if not held:
        return None
    start = best - _LEAD
    return folded.find(" ", start + 1, best + 1) if start > 0 else 0


def _looked_through(text: str, needles: Sequence[str], length: int) -> tuple[str, tuple[int, int]]:
    """The text as needles are looked for in it, one sign later, and the fullest place of it."""
    folded = f" {_same_length_fold(text)} "
    if len(needles) == 1:
        return folded, (found := folded.find(needles[0]), int(found >= 0))
    places = [(place, index) for index, needle in enumerate(needles) for place in _places(folded, needle)]
    return folded, _fullest(sorted(places), length - _LEAD, len(needles))


def _places(folded: str, needle: str, most: int = 8) -> list[int]:
    found: list[int] = []
    at = folded.find(needle)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = folded.find(needle, at + 1)
    return found


def _fullest(places: Sequence[tuple[int, int]], length: int, enough: int) -> tuple[int, int]:
    """The earliest of these places from which on most different terms stand within so many letters, and how many."""
    best, most = 0, 0
    for number, (start, _index) in enumerate(places):
        count = len({index for place, index in places[number:] if place < start + length})
        if count > most:
            best, most = start, count
            if most == enough:
                break
    return best, most


def _same_length_fold(text: str) -> str:
    """Case-folded letter by letter, so that offsets stay: ``ß`` and its like are left as they are."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = "".join(low if len(low := letter.casefold()) == 1 else letter for letter in text)
    return folded.replace("ё", "е").replace("\n", " ").replace("\t", " ").replace("\xa0", " ")


def _shown(text: str, start: int, length: int) -> tuple[str, bool]:
    """The words from a place on with single blanks between them, and whether the text goes on after them."""
    end = start + length + length // 8  # beyond what is shown, so that no accent loses its letter at the cut
    while True:
        flat = " ".join(normalise(text[start:end]).split())
        if len(flat) > length:
            blank = flat.rfind(" ", length // 2, length)
            return flat[: blank if blank > 0 else length], True
        if end >= len(text):
            return flat, False
        end += length


def _highlighted(shown: str, terms: Terms) -> list[tuple[str, bool]]:
    words = shown.split(" ")
    marked = [(index, spans) for index, spans in enumerate(map(terms.spans.__getitem__, words)) if spans]
    pieces: list[tuple[str, bool]] = []
    done = at = counted = 0
    for index, spans in marked:
        at += sum(map(len, words[counted:index])) + index - counted
        counted = index
        for start, end in spans:
            if at + start > done:
                pieces.append((shown[done : at + start], False))
            pieces.append((shown[at + start : at + end], True))
            done = at + end
    if done < len(shown):
        pieces.append((shown[done:], False))
    return pieces
