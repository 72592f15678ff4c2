"""Words of human languages: splitting a text, folding, stemming, and guessing which language it is.

Policy on accents, decided once here and written down:

* An *exact* form keeps its accents (``tromsø``, ``zürich``); only ``ё`` becomes ``е``, as Russians write
  both.
* A *stem* keeps the letters that are letters of their own in its language (å ä ö of Finnish and Swedish, æ ø
  å of Norwegian, й of Russian, й ї ґ of Ukrainian) and folds every other accent; German umlauts fold
  (``häuser`` = ``haus``).
* A *plain* form without any accent is kept beside such a stem, and asked only by a word typed without
  accents: ``tromso`` finds ``Tromsø``. The other way round ``sää`` (weather) finds no ``saa`` (may) on a
  Finnish desk; where English or German is enabled too, it does by their stems, and ranking puts the exact
  form first.
"""

from tuki.kernel.languages import languages_of
from tuki.search.language.folding import fold, normalise, plain
from tuki.search.language.stemming import LANGUAGES, stems
from tuki.search.language.tokenizer import Kind, Token, chunks_beginning, phone_numbers, spelling_of, spellings, tokens

ENABLED_LANGUAGES = tuple(LANGUAGES)
"""The languages in which the desk is searched. After a change the index must be rebuilt."""

__all__ = [
    "ENABLED_LANGUAGES",
    "LANGUAGES",
    "Kind",
    "Token",
    "chunks_beginning",
    "fold",
    "languages_of",
    "normalise",
    "phone_numbers",
    "plain",
    "spelling_of",
    "spellings",
    "stems",
    "tokens",
]
