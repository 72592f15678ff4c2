"""Split a text into tokens: words, and the whole things people search for, with their parts."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from tuki.search.language.folding import fold, normalise

MAX_WORD_LENGTH = 64
"""Longer words are cut, in the index and in questions alike: nobody types them, encoded data is full of
them."""

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_CYRILLIC = "\u0400-\u052f"
# Letters of Latin with accents, ё and й: their plain form is known only by looking.
_ACCENTED = "\u00c0-\u024f\u0401\u0451\u0419\u0439"

_CHUNK_GOES_ON = rf"""
    (?: (?: [-.@+] | _+ | (?<=\d)[,:](?=\d) | (?<=[{_CYRILLIC}])['’](?=[{_CYRILLIC}]) ) [^\W_]+ )*
    (?: \+\+ | \# | ['’][sS](?![^\W_]) )?"""
_CHUNK = re.compile(rf"[^\W_]+ {_CHUNK_GOES_ON}", re.VERBOSE)
_POSSESSIVE = re.compile("['’][sS]$")
_CONNECTOR = re.compile(r"[^\w'’]|_+")
_HAS_CJK = re.compile(f"[{_CJK}]")
_CJK_PIECES = re.compile(f"[{_CJK}]|[^{_CJK}]+")
_TICKET = re.compile(r"[^\W\d_]{1,10}\d{0,4}-\d{1,10}")
_NUMBER = re.compile(r"\d+(?:[-.,:+]\d+)+")
_DOTTED = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]*")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PHONE = re.compile(r"(?<!\w)\+?\(?\d{1,4}\)?(?:[ ().\-]{1,2}\d{1,4}){2,6}(?!\w)")

_FILE_EXTENSIONS = frozenset(
    [
        "7z",
        "avi",
        "bak",
        "bmp",
        "bat",
        "cfg",
        "conf",
        "csv",
        "cer",
        "crt",
        "dat",
        "db",
        "dll",
        "dmg",
        "doc",
        "docm",
        "docx",
        "dwg",
        "eml",
        "exe",
        "gif",
        "gz",
        "heic",
        "htm",
        "html",
        "ics",
        "ini",
        "iso",
        "jar",
        "jpeg",
        "jpg",
        "js",
        "json",
        "key",
        "log",
        "md",
        "mov",
        "mp3",
        "mp4",
        "msg",
        "msi",
        "numbers",
        "odp",
        "ods",
        "odt",
        "p7s",
        "pages",
        "pdf",
        "pem",
        "pfx",
        "png",
        "ppt",
        "pptx",
        "ps1",
        "psd",
        "pst",
        "rar",
        "rtf",
        "sql",
        "svg",
        "tar",
        "tgz",
        "tif",
        "tiff",
        "txt",
        "vcf",
        "vsdx",
        "wav",
        "webp",
        "wmv",
        "xls",
        "xlsm",
        "xlsx",
        "xml",
        "yaml",
        "yml",
        "zip",
    ]
)


class Kind(StrEnum):
    """What a token is, as far as its spelling tells."""

    WORD = "word"
    HYPHENATED = "hyphenated"
    TICKET = "ticket"
    NUMBER = "number"
    EMAIL = "email"
    HOST = "host"
    FILE = "file"
    CODE = "code"


class Token(NamedTuple):
    """One token of a text.

    ``whole`` is its folded spelling with connectors, ``parts`` the folded words in it (what phrases are made
    of), ``others`` further exact forms it can be found by. ``start`` and ``end`` are offsets in the
    normalised text.
    """

    whole: str
    kind: Kind
    parts: tuple[str, ...]
    others: tuple[str, ...]
    start: int
    end: int


Spelling: TypeAlias = tuple[str, Kind, tuple[str, ...], tuple[str, ...]]
_REMEMBERED_LENGTH = 40


def tokens(text: str) -> list[Token]:
    """The tokens of a text in their order; never raises, whatever the text."""
    return [token for match in _CHUNK.finditer(normalise(text)) if (token := _token(match)) is not None]


def spellings(text: str) -> Iterator[Spelling]:
    """The tokens of a text without their places: `whole`, `kind`, `parts` and `others`; half the cost."""
    for chunk in _CHUNK.findall(normalise(text)):
        if found := spelling_of(chunk):
            yield found


@lru_cache(maxsize=4_096)
def chunks_beginning(initials: frozenset[str]) -> re.Pattern[str]:
    """What finds tokens of a normalised text that begin with one of these small plain letters, or with an accented one.

    Also words inside longer tokens are found, then without what stands before them; a tenth of the cost of ``tokens``.
    Making it costs some 0.5 ms, hence once for the same letters.
    """
    letters = "".join(sorted(re.escape(letter) + re.escape(letter.upper()) for letter in initials))
    # What looks back first cannot skip letters at once.
    return re.compile(rf"[{letters}{_ACCENTED}] (?<![^\W_].) [^\W_]* {_CHUNK_GOES_ON}", re.VERBOSE)


def _token(match: re.Match[str]) -> Token | None:
    spelling = spelling_of(match.group())
    return None if spelling is None else Token(*spelling, match.start(), match.end())


def spelling_of(chunk: str) -> Spelling | None:
    """What a chunk of a text is as a token, apart from its place; None when nothing searchable is in it.

    Only short spellings are remembered: encoded data would fill the memory with its lines."""
    return _remembered_spelling(chunk) if len(chunk) <= _REMEMBERED_LENGTH else _spelling(chunk)


def phone_numbers(text: str) -> set[str]:
    """Numbers written with blanks, dots, hyphens or brackets, as digits alone (7 to 15, ITU-T E.164)."""
    joined = ("".join(filter(str.isdecimal, match.group())) for match in _PHONE.finditer(text))
    return {digits for digits in joined if 7 <= len(digits) <= 15}


def _spelling(chunk: str) -> Spelling | None:
    """What a token is apart from its place; None when nothing searchable is in it."""
    chunk = _POSSESSIVE.sub("", chunk)
    if chunk.isalnum():
        parts = _words(chunk)
        return ("".join(parts), Kind.WORD, parts, _humps(chunk)) if parts else None
    pieces = _CONNECTOR.split(chunk)
    parts = tuple(word for piece in pieces for word in _words(piece))
    if not parts:
        return None
    connectors = [*_CONNECTOR.findall(chunk), ""]
    folded = (_folded(piece) + connector for piece, connector in zip(pieces, connectors, strict=True))
    whole = "".join(folded)[: 2 * MAX_WORD_LENGTH]
    kind, others = (Kind.WORD, ()) if parts == (whole,) else _classify(whole)
    humps = tuple(hump for piece in pieces for hump in _humps(piece))
    return whole, kind, parts, others + humps


_remembered_spelling = lru_cache(maxsize=16_384)(_spelling)


def _words(piece: str) -> tuple[str, ...]:
    """The folded words of a piece: one, or one per ideograph, as such scripts do not part words."""
    if not piece.isascii() and _HAS_CJK.search(piece):
        return tuple(filter(None, map(_folded, _CJK_PIECES.findall(piece))))
    word = _folded(piece)
    return (word,) if word else ()


def _folded(piece: str) -> str:
    if "'" in piece or "’" in piece:
        piece = piece.replace("'", "").replace("’", "")
    return fold(piece)[:MAX_WORD_LENGTH]


def _humps(piece: str) -> tuple[str, ...]:
    """The words of a CamelCase name; none for a word that is not one."""
    if len(piece) < 4 or piece.islower() or piece[1:].islower() or piece.isupper():
        return ()
    humps = _HUMP.split(piece)
    return tuple(_folded(hump) for hump in humps if len(hump) > 1) if len(humps) > 1 else ()


def _classify(whole: str) -> tuple[Kind, tuple[str, ...]]:
    """The kind of a token with connectors, and the further exact forms that go with it."""
    if "@" in whole:
        local, _, host = whole.rpartition("@")
        return Kind.EMAIL, (local, host, *_suffixes(host))
    if _NUMBER.fullmatch(whole):
        digits = "".join(filter(str.isdecimal, whole))
        return Kind.NUMBER, (digits,) if 7 <= len(digits) <= 15 else ()
    if _TICKET.fullmatch(whole):
        return Kind.TICKET, (whole.replace("-", ""),)
    if _DOTTED.fullmatch(whole):
        extension = whole.rpartition(".")[2]
        return (Kind.FILE if extension in _FILE_EXTENSIONS else Kind.HOST), _suffixes(whole)
    if "_" in whole or whole.endswith(("+", "#")):
        return Kind.CODE, ()
    return Kind.HYPHENATED, (whole.replace("-", "")[:MAX_WORD_LENGTH],)


def _suffixes(dotted: str) -> tuple[str, ...]:
    """Endings of a dotted name with at least two labels: ``b.c`` for ``a.b.c``."""
    labels = dotted.split(".")
    return tuple(".".join(labels[first:]) for first in range(1, min(len(labels) - 1, 5)))
