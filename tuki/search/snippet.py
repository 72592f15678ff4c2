"""The piece of a text that shows why it was found."""

from __future__ import annotations

from collections.abc import Sequence

from tuki.search.language import normalise, tokens_beginning
from tuki.search.terms import Terms

ELLIPSIS = "…"
_LEAD = 40
_LOOKED_AT = 20_000


def snippet(text: str, terms: Terms, *, length: int = 180) -> list[tuple[str, bool]]:
    """About ``length`` characters around the best place, in pieces, each with whether it is to be
    highlighted.

    The pieces are plain text: whoever shows them escapes them. Without a match the beginning is shown. Only what is
    shown of a text is cleaned, and only a text where no word stands in a usual spelling is folded.
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
    padded = f" {text} ".replace("\n", " ").replace("\t", " ").replace("\xa0", " ").replace("ё", "е")
    best = _best_place(padded, [term.spellings for term in terms.words], length - _LEAD)
    if best is None:
        best = _best_place(_same_length_fold(padded), [(term.needle,) for term in terms.words], length - _LEAD)
    if best is None:
        return None
    start = best - _LEAD
    return padded.find(" ", start + 1, best + 1) if start > 0 else 0


def _best_place(padded: str, needles: Sequence[Sequence[str]], length: int) -> int | None:
    if len(needles) == 1:
        return min((at for needle in needles[0] if (at := padded.find(needle)) >= 0), default=None)
    places = [(at, index) for index, each in enumerate(needles) for needle in each for at in _places(padded, needle)]
    return _fullest(sorted(places), length, len(needles)) if places else None


def _places(padded: str, needle: str, most: int = 8) -> list[int]:
    found: list[int] = []
    at = padded.find(needle)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = padded.find(needle, at + 1)
    return found


def _fullest(places: Sequence[tuple[int, int]], length: int, enough: int) -> int:
    """The earliest of these places from which on most different terms stand within so many letters."""
    best, most = 0, 0
    for number, (start, _index) in enumerate(places):
        count = len({index for place, index in places[number:] if place < start + length})
        if count > most:
            best, most = start, count
            if most == enough:
                break
    return best


def _same_length_fold(text: str) -> str:
    """Case-folded letter by letter, so that offsets stay: ``ß`` and its like are left as they are."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = "".join(low if len(low := letter.casefold()) == 1 else letter for letter in text)
    return folded.replace("ё", "е")


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
    pieces: list[tuple[str, bool]] = []
    done = 0
    for token in tokens_beginning(shown, terms.initials):
        if terms.match(token):
            if token.start > done:
                pieces.append((shown[done : token.start], False))
            pieces.append((shown[token.start : token.end], True))
            done = token.end
    if done < len(shown):
        pieces.append((shown[done:], False))
    return pieces
