"""What of a text goes into the index, written for either database.

Both databases get the same ready-made lexemes, so that neither's own idea of words plays a part:

* SQLite: a plain FTS5 table with the columns ``words`` and ``extras`` and the tokenizer ``FTS5_TOKENIZER``,
  which parts at blanks and changes nothing. Plain, as Debian's SQLite 3.40 lacks ``contentless_delete``, and
  an external-content table corrupts its index when a deletion is told other text than was inserted.
* PostgreSQL: a ``tsvector`` literal; no dictionary touches it.

``words`` are the exact words in their order, for phrases. ``extras`` have no order: stems (``~stem``), plain
forms of accented stems (``!plain``), whole addresses, numbers, names of files, and ``~`` alone, which every
text has, so that a question that only excludes can be asked of an index that cannot.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tuki.search.language import languages_of, phone_numbers, plain, spellings, stems

EVERY_TEXT = "~"
"""The lexeme that every text has; in ``words`` it also fills gaps."""

FTS5_TOKENIZER = "ascii tokenchars '@.-_+#,:~!'"
"""Splits at blanks only: all that occurs in lexemes beside letters and digits is declared a letter."""

PERSON_SCOPE = "@"
"""What every lexeme of texts about persons begins with, so that the two never meet; no token of a text does."""

MAX_POSITION = 16_000
"""PostgreSQL keeps no position above 16,383; both databases find phrases only up to here."""
_EXTRAS_POSITION = 16_383
_MAX_REPEATS = 255  # PostgreSQL keeps at most 256 positions of a lexeme
_SURELY_FITTING = 1_000  # lexemes, each of at most 128 letters
_MAX_BYTES = 700_000  # a tsvector holds less than 1 MB of lexemes and positions


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The lexemes of one text; see the module for their meaning."""

    words: tuple[str, ...]
    extras: frozenset[str]
    languages: tuple[str, ...]
    scope: str = ""
    """What stands before each lexeme in the index."""

    def fts5_row(self) -> tuple[str, str]:
        """The values of the columns ``words`` and ``extras``."""
        return self._joined(self.words), self._joined(sorted(self.extras))

    def _joined(self, lexemes: Sequence[str]) -> str:
        return self.scope + f" {self.scope}".join(lexemes) if lexemes else ""

    def tsvector(self) -> str:
        """The literal to cast with ``::tsvector``."""
        positions: dict[str, list[int]] = {lexeme: [_EXTRAS_POSITION] for lexeme in self.extras}
        for position, word in enumerate(self.words, 1):
            if word != EVERY_TEXT:
                positions.setdefault(word, []).append(position)
        scope = self.scope
        return " ".join(f"{quoted(scope + word)}:{','.join(map(str, at))}" for word, at in positions.items())


def quoted(lexeme: str) -> str:
    """A lexeme quoted for a ``tsvector`` or ``tsquery`` literal."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def plain_lexemes(word_stems: Iterable[str]) -> set[str]:
    """The lexemes by which accented stems are found from a keyboard without accents."""
    plain_stems = (plain(stem) for stem in word_stems if not stem.isascii())
    return {f"!{stem}" for stem in plain_stems if stem.isascii()}


def index_text(fields: Sequence[str], enabled: Sequence[str], *, scope: str = "") -> IndexedText:
    """The lexemes of a text made of fields (subject, body, names of files …); no phrase crosses two fields.

    ``enabled`` are the codes of the desk's languages; ``scope`` parts texts of one kind from the others. Costs
    about 8 µs a word. Texts beyond some 700 kB of different words are cut.
    """
    languages = languages_of("\n".join(fields), enabled)
    words: list[str] = []
    extras: set[str] = {EVERY_TEXT}
    for field in fields:
        if words:
            words.append(EVERY_TEXT)
        for whole, _kind, parts, others in spellings(field):
            words.extend(parts)
            extras.update(others)
            if len(parts) > 1 or whole != parts[0]:
                extras.add(whole)
        extras |= phone_numbers(field)
    extras.update(_stem_lexemes({*words, *extras}, languages))
    kept, further = _bounded(words, extras)
    return IndexedText(kept, further, languages, scope)


def _stem_lexemes(words: Iterable[str], languages: tuple[str, ...]) -> set[str]:
    return {lexeme for word in words for lexeme in _lexemes_of(word, languages)}


@lru_cache(maxsize=8_192)
def _lexemes_of(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """What a word is found by besides itself."""
    found = stems(word, languages)
    return (*(f"~{stem}" for stem in found), *(() if word.isascii() else plain_lexemes(found)))


def _bounded(words: list[str], extras: set[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Cut to what both databases can hold, in the same way for both."""
    if len(words) <= _MAX_REPEATS and len(extras) <= _SURELY_FITTING:
        return tuple(words), frozenset(extras.difference(words) | {EVERY_TEXT})
    kept: list[str] = []
    repeats: Counter[str] = Counter()
    for word in words[:MAX_POSITION]:
        repeats[word] += 1
        kept.append(word if repeats[word] <= _MAX_REPEATS else EVERY_TEXT)
    extras |= set(words[MAX_POSITION:])
    extras -= repeats.keys() - {EVERY_TEXT}
    room = _MAX_BYTES - sum(_size(word, min(count, _MAX_REPEATS)) for word, count in repeats.items())
    if sum(_size(lexeme, 1) for lexeme in extras) > room:
        extras = _fitting(extras, room)
    return tuple(kept), frozenset(extras)


def _fitting(extras: set[str], room: int) -> set[str]:
    fitting = {EVERY_TEXT}
    for lexeme in sorted(extras):
        room -= _size(lexeme, 1)
        if room < 0:
            break
        fitting.add(lexeme)
    return fitting


def _size(lexeme: str, positions: int) -> int:
    """Bytes in a tsvector: text, alignment, count and two bytes a position."""
    return len(lexeme.encode()) + 3 + 2 * positions
