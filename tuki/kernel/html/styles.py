"""The `style` attribute of a stranger: known properties with plain values, nothing that loads, covers or
moves."""

import re
from functools import lru_cache

from tuki.kernel.html.tokens import names

TEXT_PROPERTIES = names(
    "background-color color direction font-family font-size font-style font-weight list-style-type "
    "text-align text-decoration vertical-align white-space"
)
_SIDES = ("", "-top", "-right", "-bottom", "-left")
LAYOUT_PROPERTIES = names(
    "border-collapse border-color border-radius border-spacing border-style border-width clear display "
    "float font font-variant height letter-spacing line-height max-height max-width min-width "
    "table-layout text-indent text-transform width word-break word-wrap overflow-wrap"
) | frozenset(
    [f"{box}{side}" for box in ("margin", "padding", "border") for side in _SIDES]
    + [f"border{side}-{part}" for side in _SIDES[1:] for part in ("color", "style", "width")]
)

_MAX_STYLE = 4_000
_DECLARATION = re.compile(r"""((?:[^;"'(]++|"[^"]*+"|'[^']*+'|\([^)]*+\)|["'(])+)""")
# Words, numbers, colours and quoted font names. No backslash, so no escapes; no function but colours.
_VALUE = re.compile(
    r"""(?:\b(?:rgb|hsl)a?\([\d\s.,%/a-z]*+\)|[\w\s\#%.,/!+\-]|"[\w\s.,+\-]*+"|'[\w\s.,+\-]*+')+\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_NEGATIVE = re.compile(r"(?<!\w)-\s*[\d.]")
_HUGE = re.compile(r"(?<![#\w.])\d{5}")
_COLOUR = re.compile(r"(?:#?\w+|(?:rgb|hsl)a?\([^)]*\))\Z", re.IGNORECASE)
_DISPLAY = names("block inline inline-block list-item none table table-cell table-row")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_REMOTE = re.compile(r"""(?:url|image|image-set)\(\s*["']?\s*(?:https?:|//)""", re.IGNORECASE)


@lru_cache(maxsize=2048)
def _clean_cached(style: str, properties: frozenset[str]) -> str:
    kept = []
    for declaration in _DECLARATION.findall(_COMMENT.sub("", style)):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "background" and _COLOUR.match(value):
            name = "background-color"
        if name in properties and _is_plain(name, value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _is_plain(name: str, value: str) -> bool:
    if not _VALUE.match(value) or _NEGATIVE.search(value) or _HUGE.search(value):
        return False
    return name != "display" or value.lower().removesuffix("!important").strip() in _DISPLAY


def clean_style(style: str, properties: frozenset[str]) -> str:
    """The declarations of `properties` whose values are plain; the rest, and styles over 4,000 characters,
    go."""
    return _clean_cached(style, properties) if len(style) <= _MAX_STYLE else ""


def remote_images(style: str) -> int:
    """How many images of other hosts a style would load."""
    return len(_REMOTE.findall(style[:_MAX_STYLE])) if "(" in style else 0
