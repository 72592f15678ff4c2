"""Reads the tables of phrases that mail is recognised by (TOML: section → language → list of phrases)."""

import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'"})


def folded(text: str) -> str:
    """The text as phrases are compared: NFC, one kind of apostrophe, single spaces, no case."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_APOSTROPHES).casefold().split())


def read_table(path: Path) -> Mapping[str, frozenset[str]]:
    """Section name → folded phrases of all languages together."""
    with path.open("rb") as file:
        sections = tomllib.load(file)
    return {
        section: frozenset(folded(phrase) for phrases in languages.values() for phrase in phrases)
        for section, languages in sections.items()
    }
