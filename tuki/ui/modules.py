"""Joins our ES modules into one file, so that the first page needs one request for all behaviours.

It reads only the plain forms our modules keep to, each at the start of a line:
`import { a, b } from "./x.js";`, `import "./x.js";`, `export function`, `export async function`,
`export class` and `export const`.
Every module becomes a function scope of its own; anything else that is imported or exported is refused.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'^import (?:\{(?P<names>[^}]*)\} from )?"(?P<path>\./[\w./-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?P<kind>(?:async )?function|class|const) (?P<name>\w+)", re.MULTILINE)
UNREAD = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
COMMENT = re.compile(r"^\s*(?://.*|/\*\*(?:.|\n)*?\*/)\n", re.MULTILINE)


def bundle(entry: Path) -> str:
    """The entry module and all it imports, dependencies first. ValueError on a circle or an unknown form."""
    order: dict[Path, str] = {}
    _visit(entry.resolve(), order, ())
    return "".join(order.values())


def _visit(path: Path, order: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in order:
        return
    if path in above:
        raise ValueError(f"modules import each other in a circle: {path.name}")
    source = path.read_text(encoding="utf-8")
    for found in IMPORT.finditer(source):
        _visit((path.parent / found["path"]).resolve(), order, (*above, path))
    order[path] = _scoped(path, source)


def _scoped(path: Path, source: str) -> str:
    names = [found["name"] for found in EXPORT.finditer(source)]
    body = IMPORT.sub(lambda found: _taken(path.parent / found["path"], found["names"]), source)
    body = EXPORT.sub(lambda found: f"{found['kind']} {found['name']}", body)
    if unread := UNREAD.search(body):
        raise ValueError(f"{path.name}: cannot join {unread[0]!r}")
    body = "\n".join(line for line in COMMENT.sub("", body).splitlines() if line.strip())
    return f"const {_scope(path)} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();\n"


def _taken(path: Path, names: str | None) -> str:
    if names is None:
        return ""
    pairs = ", ".join(name.strip().replace(" as ", ": ") for name in names.split(",") if name.strip())
    return f"const {{ {pairs} }} = {_scope(path)};"


def _scope(path: Path) -> str:
    return "module_" + re.sub(r"\W", "_", path.resolve().stem)
