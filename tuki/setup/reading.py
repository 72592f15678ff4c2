"""`desk.toml` read strictly: every complaint with its line, and nothing taken from a file that has one."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import Any

import msgspec

from tuki.setup.complaints import Complaint, Nonsense
from tuki.setup.schema import TABLES, TYPES, WORDS, Key
from tuki.setup.toml_lines import Lines, Path

LONGEST_FILE = 50_000_000
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")


class Item(msgspec.Struct):
    """One table of the file: its values, and where each stands. `code` is the name in `[brand.main]`."""

    values: dict[str, Any]
    line: int
    lines: dict[str, int]
    code: str = ""

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or `default` where the file says nothing."""
        return self.values.get(key, default)

    def line_of(self, key: str) -> int:
        """Where the key stands, or the table's head."""
        return self.lines.get(key, self.line)

    def chosen(self, **names: str) -> dict[str, Any]:
        """The values that the file gives, under the names of a command: `chosen(is_active="active")`."""
        return {name: self.values[key] for name, key in names.items() if key in self.values}


class DeskFile(msgspec.Struct):
    """Everything that the file says, by table."""

    name: str
    tables: dict[str, list[Item]]

    def all(self, table: str) -> list[Item]:
        """The items of a table in the order of the file."""
        return self.tables.get(table, [])


def read_desk_file(content: bytes, name: str) -> DeskFile:
    """Reads the file. Raises `Nonsense` with every unknown table or key, wrong type, missing key and bad value."""
    text = _decoded(content, name)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Nonsense(name, [_syntax(str(error), text)]) from error
    reader = _Reader(Lines(text))
    tables = {each: reader.items(each, document[each]) for each in document if reader.is_table(each)}
    if reader.complaints:
        raise Nonsense(name, reader.complaints)
    return DeskFile(name, tables)


def _decoded(content: bytes, name: str) -> str:
    if len(content) > LONGEST_FILE:
        raise Nonsense(name, [Complaint(1, "this file is larger than 50 MB; is it the right one?")])
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Nonsense(name, [Complaint(line, "this is not UTF-8; save the file as UTF-8")]) from error


def _syntax(message: str, text: str) -> Complaint:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    what = _AT_LINE.sub("", message).replace(" (at end of document)", "")
    return Complaint(line, f"this is no TOML: {what[:1].lower()}{what[1:]}; correct the line, or the one before it")


class _Reader:
    """Collects complaints while it walks through the document."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.complaints: list[Complaint] = []

    def is_table(self, name: str) -> bool:
        """Whether the desk knows such a table."""
        if name not in TABLES:
            self._complain((name,), f"there is no table {name!r}; {_advice(name, TABLES)}")
        return name in TABLES

    def items(self, name: str, value: Any) -> list[Item]:
        """The items of a table, whatever its form."""
        table = TABLES[name]
        fits = isinstance(value, list) if table.form == "list" else isinstance(value, dict)
        entries: list[tuple[Path, str, Any]] = []
        if fits and table.form == "list":
            entries = [((name, index), "", each) for index, each in enumerate(value)]
        elif fits and table.form == "coded":
            entries = [((name, code), code, each) for code, each in value.items()]
        elif fits:
            entries = [((name,), "", value)]
        if not fits or not all(isinstance(each, dict) for _path, _code, each in entries):
            self._complain((name,), f"{name} is written as a table; begin it with {table.head(name)}")
            return []
        return [self._item(table.keys, path, code, each) for path, code, each in entries]

    def _item(self, keys: dict[str, Key], path: Path, code: str, given: dict[str, Any]) -> Item:
        for key in given.keys() - keys.keys():
            self._complain((*path, key), f"{path[0]} has no key {key!r}; {_advice(key, keys)}")
        for key, rule in keys.items():
            if key in given:
                self._value(rule, (*path, key), given[key])
            elif rule.is_needed:
                self._complain(path, f"{path[0]} needs {key}; add {key} = …, {WORDS[rule.type]}")
        lines = {key: self._lines.of((*path, key)) for key in given}
        return Item(given, self._lines.of(path), lines, code)

    def _value(self, rule: Key, path: Path, value: Any) -> None:
        key = path[-1]
        if not _has_type(rule.type, value):
            self._complain(path, f"{key} is of the wrong type; write {WORDS[rule.type]}")
        elif rule.type == "text" and not value.strip() and rule.is_needed:
            self._complain(path, f"{key} is empty; write {WORDS['text']}")
        elif rule.type == "text" and "\0" in value:
            self._complain(path, f"{key} holds a NUL character; remove it")
        elif rule.type == "text" and len(value) > rule.longest:
            self._complain(path, f"{key} is longer than {rule.longest} characters; shorten it")
        elif rule.check and (complaint := rule.check(value)):
            self._complain(path, f"{key}: {complaint}")

    def _complain(self, path: Path, text: str) -> None:
        self.complaints.append(Complaint(self._lines.of(path), text))


def _has_type(wanted: str, value: Any) -> bool:
    if not isinstance(value, TYPES[wanted]) or (wanted == "number" and isinstance(value, bool)):
        return False
    if not isinstance(value, list):
        return True
    if wanted == "steps":
        return all(isinstance(each, dict) for each in value)
    if wanted == "texts":
        return all(isinstance(each, str) for each in value)
    return all(isinstance(each, dict) and _is_grant(each) for each in value)


def _is_grant(value: dict[str, Any]) -> bool:
    return (
        "role" in value and value.keys() <= {"role", "department"} and all(isinstance(v, str) for v in value.values())
    )


def _advice(name: str, known: dict[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"it knows {', '.join(known)}"
