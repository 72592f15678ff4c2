"""The piece of a text that shows why it was found."""

from __future__ import annotations

from tuki.search.language import normalise
from tuki.search.places import best_place
from tuki.search.terms import Terms

ELLIPSIS = "…"
_LEAD = 40
_LOOKED_AT = 20_000


def snippet(text: str, terms: Terms, *, length: int = 160) -> list[tuple[str, bool]]:
    """About ``length`` characters around the best place, in pieces, each with whether it is to be
    highlighted.

    The pieces are plain text: whoever shows them escapes them. Without a match the beginning is shown. Only what is
    shown of a text is cleaned, and only a text where no word stands in a usual spelling is read word by word.
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
    """Where a word begins, a little before the best place. None when there is no term."""
    if len(text) <= length:
        return 0
    best = best_place(text, terms, length - _LEAD)
    if best is None or best <= _LEAD:
        return best and 0
    return text.find(" ", best - _LEAD, best) + 1 or best


def _shown(text: str, start: int, length: int) -> tuple[str, bool]:
    """The words from a place on with single blanks between them, and whether the text goes on after them."""
    end = start + length + length // 8  # beyond what is shown, so that no accent loses its letter at the cut
    while True:
        flat = _flat(text[start:end])
        if len(flat) > length:
            blank = flat.rfind(" ", length // 2, length)
            return flat[: blank if blank > 0 else length], True
        if end >= len(text):
            return flat, False
        end += length


def _flat(text: str) -> str:
    """Without what nobody sees, and with single blanks alone, as most texts are already."""
    text = normalise(text)
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())


def _highlighted(shown: str, terms: Terms) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in terms.places(shown):
        if start > done:
            pieces.append((shown[done:start], False))
        pieces.append((shown[start:end], True))
        done = end
    if done < len(shown):
        pieces.append((shown[done:], False))
    return pieces
