"""Hostile HTML: nothing active is left after parsing twice, and what people wrote stays readable."""

import re

import pytest

from tests.kernel.inert import dompurify_cases, faults, naughty_strings, payload_lines, shown_text
from tuki.kernel.html import clean_html, clean_own_html, html_to_text, plain_line, text_to_html


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text))


def all_forms(source: str) -> list[str]:
    through_proxy = clean_html(source, remote_images=True, proxy=lambda address: "/files/seen")
    return [clean_html(source).html, through_proxy.html, clean_own_html(source).html, text_to_html(source)]


@pytest.mark.parametrize("case", dompurify_cases(), ids=lambda case: str(case.get("title"))[:40])
def test_sanitiser_corpus_is_inert(case: dict) -> None:
    for form in all_forms(case["payload"]):
        assert faults(form) == []


def test_sanitiser_corpus_keeps_text() -> None:
    """`isindex` made browsers invent a sentence, and CDATA is text only within SVG: no mail needs either."""
    lost = []
    for case in dompurify_cases():
        expected = case["expected"] if isinstance(case["expected"], list) else [case["expected"]]
        kept = words(shown_text(clean_html(case["payload"]).html))
        invented = re.search("isindex|CDATA", case["payload"])
        if not invented and not any(words(shown_text(one)) <= kept for one in expected):
            lost.append(case["payload"])
    assert lost == []


@pytest.mark.parametrize("folder", ["xss", "template-injection", "upload", "crlf"])
def test_payloads_are_inert_as_html_and_as_text(folder: str) -> None:
    found = [(line, fault) for line in payload_lines(folder) for form in all_forms(line) for fault in faults(form)]
    assert found == []


def test_naughty_strings_are_inert_and_shown() -> None:
    for text in naughty_strings():
        assert [fault for form in all_forms(text) for fault in faults(form)] == []
        if text.isprintable():
            assert words(plain_line(text, 10_000)) == words(text)
        assert "\n" not in plain_line(text)
        assert isinstance(html_to_text(text), str)


def test_text_is_shown_as_it_was_written() -> None:
    for text in [*naughty_strings(), *payload_lines("xss")]:
        if text.isprintable():
            assert "".join(shown_text(text_to_html(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "source",
    [
        "<blockquote><a title='</blockquote><img src=x onerror=alert(1)>'>q</a></blockquote>",
        "<p title=\"<mark>\"><img src='x' alt='\"><script>alert(1)</script>'></p>",
        "<table><td><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<img src=/logout><img src='/api/attachments/../../logout'><a href='//evil.example/x'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a><a href='&#106;avascript:alert(1)'>y</a>",
        "<a href='https:evil'>z</a><a href='https:\\\\evil'>z</a>",
        "<div id=login class=modal data-action=go hx-get=/x x-data='{}' @click=a hx-on:click=alert(1)>",
        "<p style='position:fixed;z-index:9;background:url(//e/x);width:expression(alert(1))'>x</p>",
        "<p style='color:re\\64;background-image:\\75rl(//e)'>x</p><p style=\"@import '//e'\">y</p>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='><img src='data:text/html,x'><img src='blob:x'>",
        "<img src='data:image/png;base64,PHNjcmlwdD4='><a href='data:text/html;base64,x'>x</a>",
        "<base href='https://e/'><link rel=dns-prefetch href='//e'><meta http-equiv=refresh content='0;//e'>",
        "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    ],
)
def test_known_tricks_are_inert(source: str) -> None:
    for form in all_forms(source):
        assert faults(form) == []


def test_cleaning_twice_changes_nothing() -> None:
    for case in dompurify_cases():
        once = clean_html(case["payload"]).html
        assert clean_html(once).html == once


def test_never_raises_on_anything() -> None:
    for source in (
        "",
        "<",
        "</",
        "<!",
        "<a",
        "<a b",
        "<a b=",
        '<a b="',
        "\ud800<p>\udfff",
        "<p>" * 5000,
        "&#xd800;",
    ):
        assert faults(clean_html(source).html) == []
        html_to_text(source)
        text_to_html(source)
