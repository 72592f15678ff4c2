"""The piece of a text that shows why it was found."""

from collections.abc import Sequence

from tuki.search.language import normalise, tokens_beginning
from tuki.search.terms import Terms

ELLIPSIS = "…"
_LEAD = 40
_LOOKED_AT = 20_000


def snippet(text: str, terms: Terms, *, length: int = 180) -> list[tuple[str, bool]]:
    """About ``length`` characters around the best place, in pieces, each with whether it is to be
    highlighted.

    The pieces are plain text: whoever shows them escapes them. Without a match the beginning is shown.
    """
    flat = " ".join(normalise(text[:_LOOKED_AT]).split())
    start = _best_start(flat, terms, length)
    end = min(start + length, len(flat))
    if end < len(flat):
        blank = flat.rfind(" ", start + length // 2, end)
        end = blank if blank > 0 else end
    pieces = _highlighted(flat[start:end], terms)
    if start > 0:
        pieces.insert(0, (ELLIPSIS, False))
    if end < len(flat) or len(text) > _LOOKED_AT:
        pieces.append((ELLIPSIS, False))
    return pieces


def _best_start(flat: str, terms: Terms, length: int) -> int:
    """Where the window with most different terms begins; the earliest of equals."""
    if len(flat) <= length:
        return 0
    folded = f" {_same_length_fold(flat)} "
    if len(terms.words) == 1:
        best = folded.find(terms.words[0].needle)
        if best < 0:
            return 0
    else:
        places = [(place, index) for index, term in enumerate(terms.words) for place in _places(folded, term.needle)]
        if not places:
            return 0
        best = _fullest(sorted(places), length - _LEAD)
    start = max(best - _LEAD, 0)
    blank = flat.find(" ", start, best) if start else -1
    return blank + 1 if blank >= 0 else start


def _places(folded: str, needle: str, most: int = 8) -> list[int]:
    found: list[int] = []
    at = folded.find(needle)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = folded.find(needle, at + 1)
    return found


def _fullest(places: Sequence[tuple[int, int]], length: int) -> int:
    """The earliest of these places from which on most different terms stand within so many letters."""
    best, most = 0, 0
    for start, _index in places:
        end = start + length
        count = len({index for place, index in places if start <= place < end})
        if count > most:
            best, most = start, count
    return best


def _same_length_fold(text: str) -> str:
    """Case-folded letter by letter, so that offsets stay: ``ß`` and its like are left as they are."""
    folded = text.casefold().replace("ё", "е")
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := letter.casefold()) == 1 else letter for letter in text).replace("ё", "е")


def _highlighted(window: str, terms: Terms) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for token in tokens_beginning(window, terms.initials):
        if terms.match(token):
            if token.start > done:
                pieces.append((window[done : token.start], False))
            pieces.append((window[token.start : token.end], True))
            done = token.end
    if done < len(window):
        pieces.append((window[done:], False))
    return pieces
