"""A light stemmer for Finnish nouns.

Snowball's Finnish stems join fewer than half of the forms of a noun, as they keep the stem vowel and know no
consonant gradation (Iso suomen kielioppi § 41). This one cuts the commonest endings (§ 81), drops the stem
vowel and levels the last consonants, so that *katu* and *kadulla*, *tulostin* and *tulostimen* meet. It errs
on the side of joining; ranking puts exact forms first.
"""

import re

_VOWELS = "aeiouyäö"

_ENDINGS = tuple(
    re.compile(pattern + "$")
    for pattern in (
        "(?<=.{4})(?:kin|kaan|kään)",  # also, neither
        f"(?<=.{{3}}[{_VOWELS}])(?:mme|nne|nsa|nsä|ni)|(?<=.{{3}}[aäe])si",  # our, your, their, my, your
        "(?<=.{3})(?:ssa|ssä|lla|llä|lta|ltä|lle)|(?<=.{4})ksi",  # place cases, translative
        f"(?<=.{{3}})(?<![{_VOWELS}][uy])(?:sta|stä)",  # elative, but not of tilaus-ta
        "(?<=.{3})(?:seen|siin|iden|itten|ita|itä)|(?<=.{3}e)(?:tta|ttä)|(?<=.{3}[lnrs])(?:ta|tä)|(?<=t)[aä]",
        f"(?<=.{{2}}[{_VOWELS}])[nt]",  # genitive, illative, plural
    )
)
_NEN = re.compile("(?<=.{2})nen$")
_STEM_VOWELS = re.compile(f"(?<=.{{3}})[{_VOWELS}j]+$")
_NOUN_ENDINGS = (
    (re.compile("(?<=[uy])ks$|(?<=.{3}[uy])(?:d|tt?)$"), "s"),  # tilaukse-, yhteyde-
    (re.compile("(?<=.{3})[aäi]s$"), ""),  # asiakas, kaunis
    (re.compile("(?<=.{3}[^aeiouyäö])im$"), ""),  # tulostime-
    (re.compile("(?<=.{3})äim$"), ""),  # näppäime-
)
_GRADES = (
    (re.compile("n[tkgn]$"), "n"),
    (re.compile("m[pm]$"), "m"),
    (re.compile("l[tl]$"), "l"),
    (re.compile("r[tr]$"), "r"),
    (re.compile(r"(.)\1$"), r"\1"),
    (re.compile("d$"), "t"),
    (re.compile("v$"), "p"),
)


def finnish_stem(word: str) -> str:
    """The stem of a folded Finnish word; words of up to four letters only lose what is surely an ending."""
    stem = _NEN.sub("s", word)
    if stem == word:
        for ending in _ENDINGS:
            stem = ending.sub("", stem, count=1)
    stem = _STEM_VOWELS.sub("", stem)
    for pattern, replacement in _NOUN_ENDINGS:
        stem = pattern.sub(replacement, stem)
    stem = _STEM_VOWELS.sub("", stem)
    for pattern, replacement in _GRADES:
        levelled = pattern.sub(replacement, stem)
        if levelled != stem:
            return levelled
    return stem
