"""Hostile size and depth (F033): twice the input takes about twice the time, and two megabytes at most a few
seconds."""

import time
from collections.abc import Callable

import pytest

from tuki.kernel.html import clean_html, html_to_text, plain_line, text_to_html

WORD = (
    "<p class=MsoNormal style='margin:0cm;margin-bottom:.0001pt;"
    'font-size:11.0pt;font-family:"Calibri",sans-serif\'>'
    "<span lang=EN-US style='color:#1F497D;mso-fareast-language:EN-US'>Line of text<o:p></o:p></span></p>\n"
)
HTML = {
    "word": lambda size: WORD * (size // len(WORD)),
    "nested": lambda size: "<div>" * (size // 5),
    "tables": lambda size: "<table><tr><td>" * (size // 15),
    "stray ends": lambda size: "<div></b>" * (size // 9),
    "re-opened": lambda size: "".join(f"<div><b a={i}></div>" for i in range(size // 22)),
    "fonts": lambda size: "<p>" + "<font color=red>" * 90 + "<p></p>x" * (size // 8),
    "in a table": lambda size: "<table>" + "<b>" * 90 + "<tr></tr>x" * (size // 10),
    "ampersands": lambda size: "x&" * (size // 2),
    "less than": lambda size: "<" * size,
    "open quotes": lambda size: '<a b="' * (size // 6),
    "comments": lambda size: "<!--" * (size // 4),
    "attributes": lambda size: "<p " + " a=1" * (size // 4) + ">",
    "spaces": lambda size: "<p " + " " * size,
    "quotes": lambda size: "<blockquote>" * 100 + "x<br>" * (size // 5),
}
TEXT = {
    "one address": lambda size: "http://" + "a" * size,
    "addresses": lambda size: "http://a.example/b " * (size // 19),
    "brackets": lambda size: "(" * size,
    "closing": lambda size: ("http://x" + ")" * 1900 + " ") * (size // 1909),
    "at": lambda size: "a@" * (size // 2),
    "dots": lambda size: "a." * (size // 2),
    "long domain": lambda size: "a@" + "b." * (size // 2),
    "blank lines": lambda size: "\n " * (size // 2),
    "codes": lambda size: "\x1b[" * (size // 2),
}


def seconds(call: Callable[[str], object], source: str) -> float:
    begin = time.process_time()
    call(source)
    return time.process_time() - begin


@pytest.mark.parametrize("kind", HTML)
@pytest.mark.parametrize("call", [clean_html, html_to_text])
def test_html_takes_linear_time(kind: str, call: Callable[[str], object]) -> None:
    small, large = (seconds(call, HTML[kind](size)) for size in (250_000, 1_000_000))
    assert large < 3
    # Linear would be 4, quadratic 16; below a fifth of a second the clock is no judge.
    assert large < 0.2 or large < small * 9


@pytest.mark.parametrize("kind", TEXT)
@pytest.mark.parametrize("call", [text_to_html, plain_line])
def test_text_takes_linear_time(kind: str, call: Callable[[str], object]) -> None:
    small, large = (seconds(call, TEXT[kind](size)) for size in (100_000, 400_000))
    assert large < 2
    assert large < 0.2 or large < small * 9


def test_two_megabytes_from_word_take_two_seconds() -> None:
    assert seconds(clean_html, HTML["word"](2_000_000)) < 2


def test_text_survives_any_depth() -> None:
    source = "<div>" * 3000 + "deep" + "</div>" * 3000 + "<table><tr><td>" * 500 + "cell" + "<b>" * 90_000 + "last"
    for shown in (clean_html(source).html, html_to_text(source)):
        assert all(word in shown for word in ("deep", "cell", "last"))


def test_output_does_not_grow_out_of_bounds() -> None:
    for make in HTML.values():
        assert len(clean_html(make(200_000)).html) < 200_000 * 6
