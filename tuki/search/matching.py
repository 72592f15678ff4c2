"""Compile the words of a query for either database's index.

A tree of words is first turned into a tree of lexemes, where all decisions about word forms are made, and
that one tree is written in two syntaxes; so both databases find the same. Every lexeme is quoted, and
lexemes hold only letters, digits and the few signs of ``FTS5_TOKENIZER``, so no input becomes syntax.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tuki.search.language import LANGUAGES, Kind, Token, stems, tokens
from tuki.search.language.stemming import script_of
from tuki.search.lexemes import EVERY_TEXT, quoted
from tuki.search.query.tree import And, Filter, Node, Not, Or, Phrase, Prefix, Word

MIN_COMPOUND_PREFIX = 5
"""Letters a word must have to find the compounds it begins; shorter ones begin too many other words."""

_WHOLE_KINDS = frozenset({Kind.EMAIL, Kind.HOST, Kind.FILE, Kind.NUMBER, Kind.CODE})
_JOINED_KINDS = frozenset({Kind.HYPHENATED, Kind.TICKET})


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A string of the index, or every string that begins so."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Words one after the other; the last may be a beginning."""

    lexemes: tuple[Lexeme, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """All of them."""

    matches: "tuple[Match, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of them."""

    matches: "tuple[Match, ...]"


@dataclass(frozen=True, slots=True)
class Without:
    """Texts that do not match."""

    match: "Match"


Match: TypeAlias = Lexeme | Adjacent | Every | Some | Without


@dataclass(frozen=True, slots=True)
class Asking:
    """How words are asked for: in which enabled languages, whether with the compounds they begin (which costs a
    few milliseconds for frequent words), and among texts that were indexed with a scope, or with none.
    """

    languages: tuple[str, ...]
    compounds: bool = True
    scope: str = ""


def compile_fts5(node: Node, asking: Asking) -> str:
    """The expression for ``MATCH`` on the FTS5 table of ``lexemes``. ValueError for a tree with filters."""
    return _fts5(lexeme_tree(node, asking), asking.scope)


def compile_tsquery(node: Node, asking: Asking) -> str:
    """The literal to cast with ``::tsquery``. ValueError for a tree with filters."""
    return _tsquery(lexeme_tree(node, asking), asking.scope)


def lexeme_tree(node: Node, asking: Asking) -> Match:
    """The lexemes that a tree of words asks for."""
    match node:
        case Word(text):
            return _every([_word(token, asking) for token in tokens(text)])
        case Prefix(text):
            *before, last = tokens(text)
            return _every([*(_word(token, asking) for token in before), _beginning(last)])
        case Phrase(text):
            return _sequence([part for token in tokens(text) for part in token.parts])
        case Not(inner):
            return Without(lexeme_tree(inner, asking))
        case And(nodes):
            return _every([lexeme_tree(part, asking) for part in nodes])
        case Or(nodes):
            return Some(tuple(lexeme_tree(part, asking) for part in nodes))
        case Filter():
            raise ValueError("a filter is not a question to the index")


def _word_lexemes(word: str, asking: Asking) -> list[Match]:
    """What a folded word asks for: itself, its stems, accented spellings, and compounds it begins."""
    found = stems(word, asking.languages)
    lexemes: list[Match] = [Lexeme(word), *(Lexeme(f"~{stem}") for stem in found)]
    if word.isascii():
        lexemes += [Lexeme(f"!{stem}") for stem in found]
    beginning = compound_beginning(word, asking.languages) if asking.compounds else None
    return [*lexemes, Lexeme(beginning, is_prefix=True)] if beginning else lexemes


def compound_beginning(word: str, languages: Sequence[str]) -> str | None:
    """How compounds of the word begin (``rechnung`` for ``rechnungen``), where a language forms them."""
    if not word.isalpha() or script_of(word) != "latin":
        return None
    compounding = [code for code in languages if LANGUAGES[code].compounds]
    if not compounding:
        return None
    beginnings = [stem for stem in (*stems(word, compounding), word) if word.startswith(stem)]
    long_enough = [beginning for beginning in beginnings if len(beginning) >= MIN_COMPOUND_PREFIX]
    return min(long_enough, key=len, default=None)


def _word(token: Token, asking: Asking) -> Match:
    if token.kind in _WHOLE_KINDS:
        wholes = (token.whole, *(other for other in token.others if token.kind is Kind.NUMBER))
        return _some([Lexeme(whole) for whole in wholes])
    if len(token.parts) > 1:
        joined = _word_lexemes(token.others[0], asking) if token.kind in _JOINED_KINDS else []
        return _some([_sequence(list(token.parts)), *joined])
    return _some(_word_lexemes(token.parts[0], asking))


def _beginning(token: Token) -> Match:
    whole = Lexeme(token.whole, is_prefix=True)
    if len(token.parts) == 1:
        return Lexeme(token.parts[0], is_prefix=True) if token.whole == token.parts[0] else whole
    if token.kind in _WHOLE_KINDS:
        return whole
    parts = [Lexeme(part) for part in token.parts[:-1]]
    return _some([Adjacent((*parts, Lexeme(token.parts[-1], is_prefix=True))), whole])


def _sequence(parts: list[str]) -> Match:
    lexemes = tuple(map(Lexeme, parts))
    return lexemes[0] if len(lexemes) == 1 else Adjacent(lexemes)


def _every(matches: list[Match]) -> Match:
    return matches[0] if len(matches) == 1 else Every(tuple(matches))


def _some(matches: list[Match]) -> Match:
    return matches[0] if len(matches) == 1 else Some(tuple(matches))


def _fts5(match: Match, scope: str) -> str:
    match match:
        case Lexeme():
            return _fts5_lexeme(match, scope)
        case Adjacent(lexemes):
            return f"(words : {' + '.join(_fts5_lexeme(each, scope) for each in lexemes)})"
        case Some(matches):
            return f"({' OR '.join(_fts5(each, scope) for each in matches)})"
        case Without(inner):
            return f"({_fts5_lexeme(Lexeme(EVERY_TEXT), scope)} NOT {_fts5(inner, scope)})"
        case Every(matches):
            wanted = [part for part in matches if not isinstance(part, Without)] or [Lexeme(EVERY_TEXT)]
            unwanted = [part.match for part in matches if isinstance(part, Without)]
            expression = " AND ".join(_fts5(part, scope) for part in wanted)
            for part in unwanted:
                expression = f"({expression}) NOT {_fts5(part, scope)}"
            return f"({expression})"


def _fts5_lexeme(lexeme: Lexeme, scope: str) -> str:
    text = scope + lexeme.text.replace('"', '""')
    return f'"{text}" *' if lexeme.is_prefix else f'"{text}"'


def _tsquery(match: Match, scope: str) -> str:
    match match:
        case Lexeme(text, is_prefix):
            return f"{quoted(scope + text)}:*" if is_prefix else quoted(scope + text)
        case Adjacent(lexemes):
            return f"({' <-> '.join(_tsquery(each, scope) for each in lexemes)})"
        case Some(matches):
            return f"({' | '.join(_tsquery(each, scope) for each in matches)})"
        case Without(inner):
            return f"({quoted(scope + EVERY_TEXT)} & !{_tsquery(inner, scope)})"
        case Every(matches):
            return f"({' & '.join(_tsquery(each, scope) for each in matches)})"
