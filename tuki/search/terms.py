"""What a query wants of a text, in the form in which ranking and highlighting look for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tuki.search.language import Token, chunks_beginning, plain, spelling_of, stems, tokens
from tuki.search.matching import compound_beginning
from tuki.search.query.tree import Filter, Node, Not, Phrase, Prefix, Word, text_part

_SHORTEST_BEGINNING = 4
_SHORTEST_COMMON = 2
_MOST_KNOWN = 2_000


@dataclass(frozen=True, slots=True)
class Term:
    """One wanted word."""

    word: str
    """Its folded form."""
    stems: frozenset[str]
    beginning: str | None
    """How other words may begin that are found too."""

    needle: str = field(init=False, compare=False)
    """What to count in a folded text with blanks around: the beginning all forms share, or the word alone."""
    spellings: tuple[str, ...] = field(init=False, compare=False)
    """How its forms most likely begin in a text that is not folded: small, with a capital, in capitals."""

    is_enough: bool = field(init=False, compare=False)
    """Whether to begin so is enough, as compounds of the word are wanted too."""

    def __post_init__(self) -> None:
        beginnings = [*self.stems, self.beginning or self.word]
        shortest = min(filter(self.word.startswith, beginnings), key=len, default=self.word)
        is_beginning = len(shortest) >= _SHORTEST_BEGINNING or self.beginning
        common = _common([self.word, *beginnings])
        begins = common if len(common) >= _SHORTEST_COMMON else self.word
        object.__setattr__(self, "needle", f" {shortest}" if is_beginning else f" {self.word} ")
        object.__setattr__(self, "is_enough", begins.startswith(self.beginning or " "))
        object.__setattr__(self, "spellings", tuple(dict.fromkeys((begins, begins.title(), begins.upper()))))


def _common(words: Sequence[str]) -> str:
    """What all of them begin with."""
    least, greatest = min(words), max(words)
    same = [one == other for one, other in zip(least, greatest, strict=False)]
    return least[: (*same, False).index(False)]


@dataclass(frozen=True, slots=True)
class Terms:
    """The wanted words and exact phrases of a query, and the languages its stems are made in."""

    words: tuple[Term, ...]
    phrases: tuple[str, ...]
    languages: tuple[str, ...]
    _chunks: re.Pattern[str]
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """From where to where the wanted words stand in a normalised text."""
        known = self._known
        for found in self._chunks.finditer(text):
            chunk = found.group()
            if (is_wanted := known.get(chunk)) or (is_wanted is None and self._judged(chunk)):
                yield found.span()

    def next_place(self, text: str, spelling: str, at: int, *, is_enough: bool = False) -> int:
        """Where the next wanted word stands that begins so, from a place on; -1 for none. Where to begin so is enough
        to be wanted, the word is not looked at further."""
        while (at := text.find(spelling, at)) >= 0:
            if is_enough:
                if not at or not text[at - 1].isalnum():
                    return at
            elif (found := self._chunks.match(text, at)) and self._judged(found.group()):
                return at
            at += len(spelling)
        return -1

    def _judged(self, chunk: str) -> bool:
        """Whether it is a form of one of the words; remembered, as texts repeat theirs."""
        if (known := self._known.get(chunk)) is not None:
            return known
        spelling = spelling_of(chunk)
        forms = {spelling[0], *spelling[2], *spelling[3]} if spelling else set()
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        is_wanted = self._known[chunk] = any(self._matches(term, forms) for term in self.words)
        return is_wanted

    def _matches(self, term: Term, forms: set[str]) -> bool:
        if term.word in forms:
            return True
        if term.beginning and any(form.startswith(term.beginning) for form in forms):
            return True
        return bool(term.stems) and any(not term.stems.isdisjoint(stems(form, self.languages)) for form in forms)


@lru_cache(maxsize=128)
def terms_of(root: Node | None, languages: tuple[str, ...]) -> Terms:
    """The terms of a query's tree; exclusions and filters have none."""
    words: dict[Term, None] = {}
    phrases: dict[str, None] = {}
    _collect(text_part(root), languages, words, phrases)
    # A word that begins otherwise is no form of any.
    initials = frozenset(plain(term.word[0])[:1] for term in words)
    return Terms(tuple(words), tuple(phrases), languages, chunks_beginning(initials))


def _collect(node: Node | None, languages: tuple[str, ...], words: dict[Term, None], phrases: dict[str, None]) -> None:
    match node:
        case None | Filter() | Not():
            return
        case Word(text):
            for token in tokens(text):
                words.update(dict.fromkeys(_word_terms(token, languages)))
        case Prefix(text):
            last = tokens(text)[-1]
            words[Term(last.whole, frozenset(), last.whole)] = None
        case Phrase(text):
            parts = [part for token in tokens(text) for part in token.parts]
            phrases[" ".join(parts)] = None
            words.update({Term(part, frozenset(), None): None for part in parts})
        case _:
            for part in node.nodes:
                _collect(part, languages, words, phrases)


def _word_terms(token: Token, languages: tuple[str, ...]) -> list[Term]:
    if len(token.parts) > 1:
        joined = Term(token.whole, frozenset(), None)
        return [joined, *(Term(part, frozenset(), None) for part in token.parts if len(part) > 2)]
    word = token.parts[0]
    return [Term(word, frozenset(stems(word, languages)), compound_beginning(word, languages))]
