"""Rules for the templates of every room: they compile, and live under a policy without inline script, style or eval."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

import tuki

ROOT = Path(tuki.__file__).parent
TEMPLATES = sorted(ROOT.glob("**/jinja2/**/*.html"))
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle=[\"']", re.IGNORECASE),
    "event attribute": re.compile(r"\son[a-z]+=[\"']", re.IGNORECASE),
    "hx-on": re.compile(r"(?:data-)?hx-on[:\"'=]"),
    "evaluated value": re.compile(r"[\"'](?:js|javascript):", re.IGNORECASE),
    "trigger filter": re.compile(r"hx-trigger[\"']?\s*[=:]\s*[\"'][^\"']*\["),
    "autoescape switched off": re.compile(r"autoescape\s+false"),
}

ATTRIBUTE_BLOCKS = re.compile(r"{% block (?:body_class|body_attributes|width) %}.*?{% endblock %}(?=\n|\"|>)")
NO_WORDS = {"Tuki", "nbsp"}


def faults(source: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(source)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_compiles_and_keeps_the_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    engines["jinja2"].env.compile(source, filename=str(path))
    assert faults(source) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ('<p style="color: red">', "inline style"),
        ('<a onclick="x()">', "event attribute"),
        ('<div hx-on:click="x()">', "hx-on"),
        ("<div hx-vals='js:{a: 1}'>", "evaluated value"),
        ('<div hx-trigger="keyup[ctrlKey]">', "trigger filter"),
        ('{{ button(attrs={"hx-trigger": "click[x]"}) }}', "trigger filter"),
    ],
)
def test_the_rules_find_what_they_forbid(source: str, fault: str) -> None:
    assert faults(source) == [fault]


def test_htmx_is_told_not_to_add_styles() -> None:
    assert '"includeIndicatorCSS": false' in (ROOT / "ui/jinja2/ui/layouts/base.html").read_text()


def test_components_keep_their_words_for_translation() -> None:
    """A word between tags that is not marked would stay English for everybody. The showroom is a sample."""
    for path in TEMPLATES:
        if path.parent.name == "showroom" or ROOT / "ui" not in path.parents:
            continue
        source = ATTRIBUTE_BLOCKS.sub("", path.read_text())
        bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", "\n", source, flags=re.DOTALL)
        assert set(re.findall(r"[A-Za-z]{3,}", bare)) <= NO_WORDS, path.name
