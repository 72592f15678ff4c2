"""Builds what browsers load: one stylesheet, one script, one sprite, out of many small sources,
and htmx from its package. No Node.

Called by `bin/run` and by the tests; the results lie in `static/ui/dist/`, which is not kept in git.
"""

import re
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

import django_htmx
import lucide

from tuki.ui.icons import LUCIDE, OWN
from tuki.ui.modules import bundle

STATIC = Path(__file__).parent / "static" / "ui"
DIST = STATIC / "dist"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-4.min.js"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r'@import url\("([\w./-]+)"\) layer\((\w+)\);')
DRAWING = re.compile(r"<svg\b(?P<attributes>[^>]*)>(?P<shapes>.*)</svg>", re.DOTALL)
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')


def build_assets() -> list[Path]:
    """Writes the files that differ from what is there and returns their paths; nothing to do is an empty list."""
    DIST.mkdir(parents=True, exist_ok=True)
    built = {
        "tuki.css": stylesheet(STATIC / "css" / "index.css"),
        "mail.css": (STATIC / "css" / "mail.css").read_text(encoding="utf-8"),
        "tuki.js": bundle(STATIC / "js" / "index.js"),
        "sprite.svg": sprite(),
        "htmx.js": HTMX.read_text(encoding="utf-8"),
    }
    changed = [DIST / name for name, text in built.items() if text != _present(DIST / name)]
    for path in changed:
        path.write_text(built[path.name], encoding="utf-8")
    return changed


def _present(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def stylesheet(index: Path) -> str:
    """The index with every import replaced by that file inside its layer, comments and indents dropped."""

    def inlined(found: re.Match[str]) -> str:
        source = (index.parent / found[1]).read_text(encoding="utf-8")
        return f"@layer {found[2]} {{\n{source}\n}}"

    text = COMMENT.sub("", IMPORT.sub(inlined, index.read_text(encoding="utf-8")))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


@lru_cache(maxsize=1)
def sprite() -> str:
    """One SVG with a symbol for each icon in use. KeyError where the lucide package has no such icon."""
    with ZipFile(Path(lucide.__file__).parent / "lucide.zip") as drawings:
        theirs = [_symbol(name, drawings.read(f"{name}.svg").decode()) for name in sorted(LUCIDE)]
    ours = [_symbol(name, (STATIC / "img" / file).read_text()) for name, file in OWN.items()]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *ours, *theirs, "</svg>\n"])


def _symbol(name: str, svg: str) -> str:
    found = DRAWING.search(svg)
    box = VIEW_BOX.search(svg)
    if not found or not box:
        raise ValueError(f"the drawing of {name!r} is no SVG with a viewBox")
    shapes = " ".join(found["shapes"].split()).replace("> <", "><")
    return f'<symbol id="{name}" viewBox="{box[1]}">{shapes}</symbol>'
