"""Make equal what readers take for the same letter."""

import re
import unicodedata

# Soft hyphen, zero-width characters, direction and variation marks, byte order mark: invisible, and put into
# words by editors and by senders who hide from filters.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")

# Letters that Unicode does not decompose although people type them plainly.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def normalise(text: str) -> str:
    """The text composed (NFC) and without invisible characters; offsets of tokens refer to this form."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def fold(word: str) -> str:
    """The exact form of a word: NFKC case folding, ``ё`` as ``е``, nothing but letters and digits.

    May be empty, e.g. for a lone modifier. Folding twice changes nothing.
    """
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold()).casefold()
    folded = unicodedata.normalize("NFC", folded.replace("ё", "е").replace("ʼ", ""))
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def fold_accents(word: str, kept: str) -> str:
    """The folded word without accents, save on the letters ``kept``."""
    if word.isascii():
        return word
    return "".join(letter if letter in kept else plain(letter) for letter in word)


def plain(word: str) -> str:
    """The folded word as somebody types it who has no accents on the keyboard."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word.translate(_PLAIN_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
