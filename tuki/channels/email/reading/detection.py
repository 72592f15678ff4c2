"""Guess the charset of unlabelled bytes that are not UTF-8, by how natural each decoding looks.

General detectors need long texts; subjects and short notes are what arrives unlabelled. So every candidate
decodes the words that hold high bytes, and is scored by the letters, case and neighbours of its script.
"""

import re
from collections.abc import Callable
from functools import partial

_WORD = re.compile(rb"[^\x00-\x20]*[\x80-\xff][^\x00-\x20]*")
_SAMPLE_BYTES = 1_200

_RUSSIAN_WEIGHTS = {
    letter: weight
    for letters, weight in (("оеаинтсрвл", 1.0), ("кмдпуяыьгзбчй", 0.6), ("хжшюцёіїє", 0.3), ("щэфъґў", 0.1))
    for letter in letters
}
_RUSSIAN_PAIRS = frozenset(
    [
        "ст",
        "но",
        "то",
        "на",
        "ен",
        "ни",
        "ко",
        "ра",
        "ов",
        "ро",
        "по",
        "пр",
        "ре",
        "ли",
        "ер",
        "во",
        "ет",
        "ор",
        "та",
        "не",
        "ва",
        "ос",
        "ал",
        "от",
        "ол",
        "ка",
        "ат",
        "го",
        "ть",
        "де",
        "ло",
        "ри",
        "ой",
        "ог",
        "ел",
        "ти",
        "ин",
        "ем",
        "бы",
        "об",
        "за",
        "ми",
        "да",
        "ан",
        "ле",
        "ла",
        "те",
        "ес",
        "ит",
        "ав",
        "ве",
        "сл",
        "ви",
        "ил",
        "ия",
        "ие",
        "са",
        "ом",
        "до",
        "пе",
        "ма",
        "ло",
        "ки",
        "ру",
        "ск",
        "со",
        "сь",
        "ся",
        "ть",
        "чт",
        "эт",
    ]
)
_WESTERN = "éèêëàâáäåæçùúüûîïíìôóòöøœñãõßÿýýÉÈÊÀÂÁÄÅÆÇÜÚÔÓÖØŒÑÃÕÍÎ"
_CENTRAL = "ěščřžýáíéůúďťňóąćęłńśźżőűöüäßăâîșțĚŠČŘŽÝÁÍÉŮÚĎŤŇÓĄĆĘŁŃŚŹŻŐŰÖÜÄ"
_TURKISH = "ığşçöüâîİĞŞÇÖÜ"
_BALTIC = "ąčęėįšųūžāēģīķļņōõäöüĄČĘĖĮŠŲŪŽĀĒĢĪĶĻŅÕÄÖÜ"
_TYPOGRAPHY = frozenset("«»„“”‘’‚–—…№€©®™°§•\u00a0´¿¡")


def guess_charset(content: bytes) -> str:
    """The most natural Python codec for `content`; `cp1252` when nothing tells, at a bounded cost."""
    words = _sample(content)
    if not words:
        return "cp1252"
    best, best_score = "cp1252", float("-inf")
    for codec, score_words, handicap in _CANDIDATES:
        score = score_words(codec, words) - handicap
        if score > best_score:
            best, best_score = codec, score
    return best


def _sample(content: bytes) -> list[bytes]:
    """The first words with high bytes, some hundred bytes in all."""
    words: list[bytes] = []
    size = 0
    for match in _WORD.finditer(content[:200_000]):
        word = match[0][:300]
        words.append(word)
        size += len(word)
        if size >= _SAMPLE_BYTES:
            break
    return words


def _score_cyrillic(codec: str, words: list[bytes]) -> float:
    score, count = 0.0, 0
    for word in words:
        text = word.decode(codec, "replace")
        lowered = text.lower()
        capitals = text.isupper()
        for at, letter in enumerate(lowered):
            if letter <= "\x7f":
                continue
            count += 1
            score += _score_cyrillic_letter(text, lowered, at, capitals)
    return score / max(count, 1)


def _score_cyrillic_letter(text: str, lowered: str, at: int, capitals: bool) -> float:
    letter = lowered[at]
    weight = _RUSSIAN_WEIGHTS.get(letter)
    if weight is None:
        return 0.3 if letter in _TYPOGRAPHY else -1.0
    before = text[at - 1] if at else " "
    if before.isascii() and before.isalpha():
        weight -= 1.5
    if text[at] != letter:  # a capital letter
        weight -= 1.2 if before.islower() else (0.1 if capitals else 0.3)
    if lowered[at - 1 : at + 1] in _RUSSIAN_PAIRS:
        weight += 0.4
    return weight


def _score_latin(codec: str, words: list[bytes], letters: frozenset[str]) -> float:
    score, count = 0.0, 0
    for word in words:
        text = word.decode(codec, "replace")
        for at, letter in enumerate(text):
            if letter <= "\x7f":
                continue
            count += 1
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            if letter in letters:
                score += 0.5
                score += 0.3 if letter in (before, after) or (before + after).isascii() else -0.4
                score -= 1.0 if letter.isupper() and before.islower() else 0.0
            elif letter in _TYPOGRAPHY:
                score += 0.4
            else:
                score -= 0.5 if letter.isalpha() else 1.0
    return score / max(count, 1)


def _score_script(codec: str, words: list[bytes], first: str, last: str, common: str, final: str) -> float:
    """Scripts with one alphabet of their own: how common its letters are, final forms only at the end."""
    score, count = 0.0, 0
    for word in words:
        text = word.decode(codec, "replace")
        lonely = any(letter.isascii() and letter.isalpha() for letter in text) or len(text) == 1
        for at, letter in enumerate(text):
            if letter <= "\x7f":
                continue
            count += 1
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            if not first <= letter <= last:
                score += 0.2 if letter in _TYPOGRAPHY else -1.0
                continue
            score += 1.05 if letter in common else 0.3
            score -= 1.0 if letter in final and after.isalpha() else 0.0
            score -= 1.0 if letter.isupper() and before.islower() else 0.0
            score -= 1.0 if lonely else 0.0
    return score / max(count, 1)


# Score of a two-byte character by its lead byte: the rows of common signs, then of rarer ones.
_ROWS: dict[str, tuple[tuple[int, int, float], ...]] = {
    "gb18030": ((0xB0, 0xD7, 0.95), (0xA3, 0xA3, 0.5), (0xA1, 0xA1, 0.5), (0xD8, 0xF7, 0.2)),
    "big5hkscs": ((0xA4, 0xC6, 0.95), (0xA1, 0xA3, 0.5), (0xC9, 0xF9, 0.0)),
    "cp949": ((0xB0, 0xC8, 1.1), (0xA1, 0xA3, 0.4), (0xCA, 0xFD, 0.0)),
    "euc_jp": ((0xA4, 0xA5, 1.3), (0xB0, 0xCF, 0.8), (0xA1, 0xA3, 0.6), (0xD0, 0xF4, 0.0)),
    "cp932": ((0x82, 0x83, 1.3), (0x88, 0x97, 0.8), (0x81, 0x81, 0.6), (0x98, 0x9F, 0.0)),
}


def _score_two_byte(codec: str, words: list[bytes]) -> float:
    rows = _ROWS[codec]
    score, count = 0.0, 0
    for word in words:
        before = " "
        for character in word.decode(codec, "replace"):
            if character > "\x7f":
                count += 1
                score += _score_row(rows, character, codec)
                score -= 0.8 if before.isascii() and before.isalpha() else 0.0
            before = character
    return score / max(count, 1)


def _score_row(rows: tuple[tuple[int, int, float], ...], character: str, codec: str) -> float:
    if character == "\ufffd":
        return -2.0
    encoded = character.encode(codec, "replace")
    if len(encoded) != 2:
        return -0.5
    for low, high, score in rows:
        if low <= encoded[0] <= high:
            return score
    return -0.7


_CANDIDATES: tuple[tuple[str, Callable[[str, list[bytes]], float], float], ...] = (
    ("cp1252", partial(_score_latin, letters=frozenset(_WESTERN)), 0.0),
    ("cp1251", _score_cyrillic, 0.0),
    ("koi8_r", _score_cyrillic, 0.0),
    ("cp866", _score_cyrillic, 0.05),
    ("iso8859-5", _score_cyrillic, 0.05),
    ("mac_cyrillic", _score_cyrillic, 0.1),
    ("cp1250", partial(_score_latin, letters=frozenset(_CENTRAL)), 0.1),
    ("iso8859-2", partial(_score_latin, letters=frozenset(_CENTRAL)), 0.12),
    ("cp1254", partial(_score_latin, letters=frozenset(_TURKISH)), 0.15),
    ("cp1257", partial(_score_latin, letters=frozenset(_BALTIC)), 0.15),
    ("mac_roman", partial(_score_latin, letters=frozenset(_WESTERN)), 0.6),
    ("cp850", partial(_score_latin, letters=frozenset(_WESTERN)), 0.6),
    ("cp1253", partial(_score_script, first="ά", last="ώ", common="αοιετσνηυρπκμλςωίόάέύή", final="ς"), 0.1),
    ("cp1255", partial(_score_script, first="א", last="ת", common="יוהלאתרבשמנדעםן", final="ךםןףץ"), 0.1),
    ("cp1256", partial(_score_script, first="ء", last="ي", common="اليمونرتبةعدسفهكحق", final="ةى"), 0.1),
    ("cp874", partial(_score_script, first="ก", last="๙", common="านรกอเงมยลวดทสตะปค่้ิี", final=""), 0.15),
    ("gb18030", _score_two_byte, 0.0),
    ("big5hkscs", _score_two_byte, 0.05),
    ("cp949", _score_two_byte, 0.0),
    ("euc_jp", _score_two_byte, 0.0),
    ("cp932", _score_two_byte, 0.0),
)
