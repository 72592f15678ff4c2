"""Order matches by how well they answer: a pure function over the newest few hundred.

The database finds and sorts by time; ranking all of 300,000 messages there costs 100–500 ms, ranking the
newest 500 here a few. The score is BM25 (Robertson & Zaragoza 2009) with frequencies taken among the
candidates, to which subjects, names, exact phrases and age are added.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tuki.search.terms import Term, Terms

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.6
_TITLE_WEIGHT = 1.5
_NAMES_WEIGHT = 1.2
_PHRASE_BONUS = 3.0
_NUMBER_BONUS = 50.0
_HALF_LIFE_DAYS = 180.0
_AGE_SHARE = 0.25
_SECONDS_A_DAY = 86_400.0


class Candidate(NamedTuple):
    """A match as far as ranking looks at it."""

    id: int
    at: datetime
    title: str
    text: str = ""
    names: str = ""
    number: str = ""


class Ranked(NamedTuple):
    """A match with its score; scores compare within one search only."""

    candidate: Candidate
    score: float


def rank(candidates: Sequence[Candidate], terms: Terms, *, now: datetime) -> list[Ranked]:
    """The candidates, best first; equal ones newest first, then by id downwards.

    Costs about 2 µs a candidate and term at 1,000 letters.
    """
    titles = [_padded(candidate.title) for candidate in candidates]
    names = [_padded(candidate.names) for candidate in candidates]
    texts = [_padded(candidate.text) for candidate in candidates]
    mean = sum(map(len, texts)) / max(len(texts), 1) or 1.0
    scores = [0.0] * len(candidates)
    for term in terms.words:
        needle = term.needle
        found = [
            text.count(needle) / (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * len(text) / mean)
            + _TITLE_WEIGHT * _worth(title, term, needle)
            + _NAMES_WEIGHT * _worth(name, term, needle)
            for text, title, name in zip(texts, titles, names, strict=True)
        ]
        holding = sum(1 for frequency in found if frequency)
        rarity = math.log(1 + (len(candidates) - holding + 0.5) / (holding + 0.5))
        for index, frequency in enumerate(found):
            scores[index] += rarity * frequency * (_SATURATION + 1) / (frequency + _SATURATION)
    phrases, wanted = _phrases(terms), {term.word for term in terms.words}
    ranked = []
    for index, candidate in enumerate(candidates):
        score = scores[index]
        if phrases:
            score += _phrase_bonus(phrases, titles[index], texts[index])
        if candidate.number.casefold() in wanted:
            score += _NUMBER_BONUS
        ranked.append(Ranked(candidate, score * _freshness(candidate.at, now)))
    ranked.sort(key=lambda entry: (-entry.score, -entry.candidate.at.timestamp(), -entry.candidate.id))
    return ranked


def _padded(text: str) -> str:
    """Folded as cheaply as may be, with blanks around so that words can be counted."""
    return f" {text.casefold().replace('ё', 'е').replace(chr(10), ' ')} " if text else ""


def _worth(short_text: str, term: Term, needle: str) -> float:
    """2 for the word as typed in a title or name, 1 for another form of it."""
    if not short_text or needle not in short_text:
        return 0.0
    return 2.0 if f" {term.word} " in short_text else 1.0


def _phrases(terms: Terms) -> list[str]:
    """The phrases asked for, and what was typed taken as one."""
    typed = " ".join(term.word for term in terms.words)
    return [*terms.phrases, typed] if len(terms.words) > 1 else list(terms.phrases)


def _phrase_bonus(phrases: list[str], title: str, text: str) -> float:
    return sum(_PHRASE_BONUS * ((phrase in title) + 0.5 * (phrase in text)) for phrase in phrases)


def _freshness(at: datetime, now: datetime) -> float:
    """From 1 for now down to 1 − _AGE_SHARE for long ago."""
    days = max((now - at).total_seconds() / _SECONDS_A_DAY, 0.0)
    return 1 - _AGE_SHARE + _AGE_SHARE * 0.5 ** (days / _HALF_LIFE_DAYS)
