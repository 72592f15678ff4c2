"""Values as TOML 1.0 text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Table = Mapping[str, Any]


def written(name: str, table: Table, *, form: str = "list", secrets: Mapping[str, str] | None = None) -> str:
    """A table with its head; keys whose value is None are left out, and secrets stand there as comments."""
    head = f"[[{name}]]" if form == "list" else f"[{name}]"
    lines = [f"{key} = {value_text(value)}" for key, value in table.items() if value is not None]
    lines += [f'# {key} = "{shown}"' for key, shown in (secrets or {}).items()]
    return "\n".join([head, *lines]) + "\n"


def value_text(value: Any) -> str:
    """One value; a text of several lines is written over several lines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _lines(value) if "\n" in value else _quoted(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {value_text(each)}" for key, each in value.items()) + " }"
    return "[" + ", ".join(_quoted(each) if isinstance(each, str) else value_text(each) for each in value) + "]"


def bare_or_quoted(key: str) -> str:
    """A key as it may stand in a table's head."""
    is_bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if is_bare else _quoted(key)


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's, but for DEL, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lines(text: str) -> str:
    parts = [_quoted(line)[1:-1] for line in text.split("\n")]
    return '"""\n' + "\n".join(parts) + '"""'
