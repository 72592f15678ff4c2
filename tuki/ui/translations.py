"""Compiles the translations (`*.po` → `*.mo`) with Babel; the compiled files are not kept in git."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "locale"


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
