"""What a query wants of a text, in the form in which ranking and highlighting look for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tuki.search.language import Token, plain, stems, tokens
from tuki.search.matching import compound_beginning
from tuki.search.query.tree import Filter, Node, Not, Phrase, Prefix, Word, text_part

_SHORTEST_BEGINNING = 4


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
    """The needle as it mostly stands in a text that is not folded: small, with a capital, in capitals."""

    def __post_init__(self) -> None:
        needle = self._needle()
        object.__setattr__(self, "needle", needle)
        object.__setattr__(self, "spellings", tuple(dict.fromkeys((needle, needle.title(), needle.upper()))))

    def _needle(self) -> str:
        shared = [stem for stem in (*self.stems, self.beginning or self.word) if self.word.startswith(stem)]
        shortest = min(shared, key=len, default=self.word)
        return f" {shortest}" if len(shortest) >= _SHORTEST_BEGINNING or self.beginning else f" {self.word} "


@dataclass(frozen=True, slots=True)
class Terms:
    """The wanted words and exact phrases of a query, and the languages its stems are made in."""

    words: tuple[Term, ...]
    phrases: tuple[str, ...]
    languages: tuple[str, ...]
    initials: frozenset[str]
    """Plain first letters of the words: a word that begins otherwise is no form of any."""
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def match(self, token: Token) -> bool:
        """Whether a token of a text is one of the wanted words; remembered, as texts repeat their words."""
        known = self._known.get(token.whole)
        if known is None:
            known = self._known[token.whole] = self._is_wanted(token)
        return known

    def _is_wanted(self, token: Token) -> bool:
        if len(token.parts) == 1 and not token.others and plain(token.whole[0])[:1] not in self.initials:
            return False
        forms = {token.whole, *token.parts, *token.others}
        return any(self._matches(term, forms) for term in self.words)

    def _matches(self, term: Term, forms: set[str]) -> bool:
        if term.word in forms:
            return True
        if term.beginning and any(form.startswith(term.beginning) for form in forms):
            return True
        return bool(term.stems) and any(not term.stems.isdisjoint(stems(form, self.languages)) for form in forms)


def terms_of(root: Node | None, languages: Sequence[str]) -> Terms:
    """The terms of a query's tree; exclusions and filters have none."""
    words: dict[Term, None] = {}
    phrases: dict[str, None] = {}
    _collect(text_part(root), tuple(languages), words, phrases)
    initials = frozenset(plain(term.word[0])[:1] for term in words)
    return Terms(tuple(words), tuple(phrases), tuple(languages), initials)


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
