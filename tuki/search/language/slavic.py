"""What Snowball leaves undone for Russian, and a light stemmer for Ukrainian, which Snowball does not
know."""

import re

_CONSONANTS = "бвгґджзйклмнпрстфхцчшщ"

# The fleeting vowel of кошек : кошки, звонок : звонка, and the soft sign of денег : деньги.
_FLEETING = re.compile(f"(?<=[{_CONSONANTS}])[оеіь](?=[{_CONSONANTS}]$)")

# Forms whose ending Snowball takes for another one; frequent enough in letters to be worth naming.
_RUSSIAN_FORMS = {
    "писем": "писм",
    **dict.fromkeys(("день", "дня", "дню", "днем", "дни", "дней", "дням", "днями", "днях"), "дн"),
}

_UKRAINIAN_ENDING = re.compile(
    "(?<=.{3})(?:ями|ами|ові|еві|єві|ого|ому|ими|іми|ою|ею|єю|ах|ях|ам|ям|ом|ем|єм|ів|їв|ей|ий|ій|ої|их|іх|ую|юю|"
    "ати|ити|іти|ала|или|али|ить|ять|уть|ють|[аеєиіїоуюяйь])$"
)


def russian_form(word: str) -> str | None:
    """The stem of an irregular form, or None for a regular one."""
    return _RUSSIAN_FORMS.get(word)


def without_fleeting_vowel(stem: str) -> str:
    """The stem without a vowel that comes and goes before its last consonant."""
    return _FLEETING.sub("", stem) if len(stem) > 3 else stem


def ukrainian_stem(word: str) -> str:
    """The stem of a folded Ukrainian word: endings of nouns, adjectives and the commonest of verbs cut."""
    return without_fleeting_vowel(_UKRAINIAN_ENDING.sub("", word))
