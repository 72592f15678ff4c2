"""The interface's translations: extracted from code and templates with Babel, kept as `.po`, compiled to `.mo`.

    python -m tuki.ui.translations      brings tuki/locale/*/LC_MESSAGES/django.po up to date with the code

Compiled files are made by `bin/run` and `bin/test` and not kept in git.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("ru", "nb", "fi")
METHODS = [("**.py", "python"), ("**/jinja2/**.html", "jinja2.ext.babel_extract")]
OPTIONS = {
    "**/jinja2/**.html": {
        "trimmed": "true",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
        "extensions": "tuki.ui.kept.Keep",
    }
}
# The first argument is the text; of the npgettext family the first is its context.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Pages that only show the components, in several languages at once.
LEFT_OUT = ("ui/samples.py", "/showroom/")


def extracted() -> Catalog:
    """Every text of the interface as it stands in the code now."""
    catalogue = Catalog(project="Tuki", charset="utf-8")
    for file, line, message, comments, context in extract_from_dir(
        str(ROOT), METHODS, OPTIONS, KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    ):
        if not any(part in file for part in LEFT_OUT):
            catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


def kept(language: str) -> Catalog:
    """The translations of one language as they are kept."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Tuki", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def po_path(language: str) -> Path:
    """Where the translations of a language are kept."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def update() -> dict[str, int]:
    """Adds new texts to every language and drops those that are gone; how many are untranslated, by language."""
    template, missing = extracted(), {}
    for language in LANGUAGES:
        catalogue = kept(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalogue, width=118, sort_output=True, omit_header=False, include_lineno=False)
        missing[language] = len(untranslated(catalogue))
    return missing


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts that have no translation, or not every plural form of it."""
    empty = []
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and not all(texts):
            empty.append(message.id if isinstance(message.id, str) else message.id[0])
    return empty


def compile_translations(folder: Path = LOCALE) -> list[Path]:
    """Writes each `.mo` whose `.po` is newer and returns the paths; nothing to do is an empty list."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


if __name__ == "__main__":
    for language, number in update().items():
        print(f"{language}: {number} texts without a translation")  # noqa: T201  a command's answer
