"""Every pair of colours that stands on each other is readable in both themes (WCAG 2.2: 1.4.3 text, 1.4.11 marks)."""

from __future__ import annotations

import math
import re
from itertools import product

import pytest

from tuki.ui.assets import STATIC

TEXT, MARK = 4.5, 3.0
GROUNDS = ("paper", "surface", "raised", "hover", "selected")
STATES = ("track", "soon", "late", "paused")
INKS = ("ink", "ink-soft", "ink-faint", "accent", *(f"{state}-ink" for state in STATES))
PAIRS = [
    *((ink, ground, TEXT) for ink, ground in product(INKS, GROUNDS)),
    *(("ink", ground, TEXT) for ground in ("sunken", "pressed", "note", "note-strong", "mark", "accent-soft")),
    *(("ink", f"{state}-soft", TEXT) for state in STATES),
    *(("ink-soft", ground, TEXT) for ground in ("sunken", "pressed", "note", "accent-soft", "late-soft")),
    *(("ink-faint", ground, TEXT) for ground in ("sunken", "accent-soft")),
    *((f"{state}-ink", f"{state}-soft", TEXT) for state in STATES),
    *(("note-ink", ground, TEXT) for ground in ("note", "note-strong")),
    ("on-note-button", "note-button", TEXT),
    ("accent", "accent-soft", TEXT),
    ("accent-strong", "accent-line", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-late", "late-fill", TEXT),
    ("inverse-ink", "inverse", TEXT),
    ("inverse-soft", "inverse", TEXT),
    *(("line-control", ground, MARK) for ground in ("surface", "raised", "paper")),
    *((f"{state}-fill", ground, MARK) for state, ground in product(("track", "late", "paused"), ("surface", "raised"))),
    *(("accent", ground, MARK) for ground in GROUNDS),
]
TRIPLE = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
TOKEN = re.compile(rf"--([\w-]+):\s*light-dark\({TRIPLE},\s*{TRIPLE}\)")

Colour = tuple[float, float, float]


def read_tokens() -> dict[str, dict[str, Colour]]:
    source = (STATIC / "css" / "tokens.css").read_text()
    found = {}
    for name, *numbers in TOKEN.findall(source):
        values = [float(number) for number in numbers]
        found[name] = {"light": tuple(values[:3]), "dark": tuple(values[3:])}
    return found


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG) of an OKLCH colour, by the matrices of Ottosson's Oklab."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast((1, 0, 0), (0, 0, 0)) == pytest.approx(21, abs=0.01)
    assert contrast((0.627955, 0.257683, 29.2339), (1, 0, 0)) == pytest.approx(3.998, abs=0.01)  # pure red on white


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_is_readable(theme: str) -> None:
    tokens = read_tokens()
    weak = {
        f"{front} on {ground}": round(contrast(tokens[front][theme], tokens[ground][theme]), 2)
        for front, ground, needed in PAIRS
        if contrast(tokens[front][theme], tokens[ground][theme]) < needed
    }
    assert weak == {}
    assert len(tokens) > 40


def test_styles_use_only_tokens_that_exist_and_no_colour_of_their_own() -> None:
    defined = {
        name
        for file in ("tokens.css", "sizes.css")
        for name in re.findall(r"(--[\w-]+):", (STATIC / "css" / file).read_text())
    }
    for path in sorted((STATIC / "css").glob("*.css")):
        text = path.read_text()
        unknown = set(re.findall(r"var\((--[\w-]+)\)", text)) - defined
        assert not unknown, f"{path.name}: {unknown}"
        if path.name not in ("tokens.css", "mail.css"):  # a foreign mail always lies on white paper
            assert not re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|oklch\(\d", text), path.name
