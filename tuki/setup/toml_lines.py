"""On which line of a TOML file a key stands; the standard reader keeps the values and forgets the places."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]


class Lines:
    """Line numbers by path, such as `("department", 1, "name")`; counted from 1."""

    def __init__(self, text: str) -> None:
        """`text` is a valid TOML document."""
        self._lines: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}
        self._table: Path = ()
        for number, statement in _statements(text):
            self._note(number, statement)

    def of(self, path: Path) -> int:
        """The line of the key, or of the nearest table around it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _note(self, number: int, statement: str) -> None:
        parsed = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            self._table = self._enter(parsed, number)
            self._lines.setdefault(self._table, number)
        else:
            self._spread(self._table, parsed, number)

    def _enter(self, parsed: Mapping[str, Any], number: int) -> Path:
        """The path of a table's head; `[[name]]` counts one further."""
        path: Path = ()
        value: Any = parsed
        while isinstance(value, dict) and value:
            name, value = next(iter(value.items()))
            path = (*path, name)
            if isinstance(value, list):
                self._counts[path] = self._counts.get(path, -1) + 1
                self._lines.setdefault(path, number)
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _spread(self, path: Path, value: Any, number: int) -> None:
        """Every key that one statement sets, at whatever depth, stands on its line."""
        if isinstance(value, dict):
            for name, inner in value.items():
                self._lines.setdefault((*path, name), number)
                self._spread((*path, name), inner, number)


def _statements(text: str) -> list[tuple[int, str]]:
    """Heads and assignments with their first line. A value over several lines ends where it can be read alone."""
    found: list[tuple[int, str]] = []
    first, kept = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not kept and (not line.strip() or line.lstrip().startswith("#")):
            continue
        first = first if kept else number
        kept += line + "\n"
        if _is_whole(kept):
            found.append((first, kept))
            kept = ""
    return found


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True
