"""Where in a text the wanted words stand, as far as a snippet must know it: found, not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuki.search.terms import Terms

_MOST_PLACES = 16  # of one word


def best_place(text: str, terms: Terms, length: int) -> int | None:
    """Where so many characters with most different words begin, a phrase before all.

    None when there is none of the words in a usual spelling, then in any. A text is searched as it stands, since
    folding one costs more than all else that a snippet does.
    """
    if "ё" in text:
        text = text.replace("ё", "е")
    if terms.phrases and (place := _of_phrase(text, terms)) is not None:
        return place
    firsts = _firsts(text, terms)
    if not firsts:
        text = _same_length_fold(text)
        firsts = _firsts(text, terms)
    if len(firsts) < 2:
        return firsts[0][0] if firsts else None
    begin = min(firsts)[0]
    if max(firsts)[0] < begin + length:
        return begin
    places = [
        (at, index) for index, (first, spelling) in enumerate(firsts) for at in _places(text, first, spelling, terms)
    ]
    return _fullest(sorted(places), length, len(firsts))


def _of_phrase(text: str, terms: Terms) -> int | None:
    found = [at for each in terms.phrases if (at := terms.next_place(text, each, 0)) >= 0]
    return min(found, default=None)


def _firsts(text: str, terms: Terms) -> list[tuple[int, str]]:
    """The first place of each word that is there, and the first of its spellings that is."""
    firsts: list[tuple[int, str]] = []
    for term in terms.words:
        for spelling in term.spellings:
            at = terms.next_place(text, spelling, 0)
            if at >= 0:
                firsts.append((at, spelling))
                break
    return firsts


def _places(text: str, at: int, spelling: str, terms: Terms) -> Iterator[int]:
    for _ in range(_MOST_PLACES):
        if at < 0:
            break
        yield at
        at = terms.next_place(text, spelling, at + len(spelling))


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


def _same_length_fold(text: str) -> str:
    """Case-folded letter by letter, so that offsets stay: ``ß`` and its like are left as they are."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = "".join(low if len(low := letter.casefold()) == 1 else letter for letter in text)
    return folded.replace("ё", "е")
