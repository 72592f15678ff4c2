"""Between HTML and plain text, and lines for lists."""

import pytest

from tuki.kernel.html import html_to_text, plain_line, text_to_html, truncate


def test_quotes_lists_tables_and_breaks_become_text() -> None:
    source = (
        "<p>Hello  \n Anna,<br>see:</p><ul><li>one<li>two<ol><li>a<li>b</ol></ul>"
        "<blockquote>first<blockquote>second</blockquote></blockquote>"
        "<table><tr><th>Item<th>Price<tr><td>Pen<td>2 €</table><pre>x\n  y</pre>"
    )
    assert html_to_text(source) == (
        "Hello Anna,\nsee:\n\n- one\n- two\n  1. a\n  2. b\n\n> first\n>\n> > second\n\nItem\tPrice\nPen\t2 €\n\nx\n  y"
    )


def test_markup_shown_as_text_stays_text() -> None:
    assert html_to_text("<p>&amp;lt;b&amp;gt; is &lt;b&gt;</p>") == "&lt;b&gt; is <b>"


def test_styles_and_scripts_are_no_text() -> None:
    source = "<title>t</title><style>p{}</style><script>x()</script><p>y</p>"
    assert html_to_text(source) == "y"


def test_addresses_follow_their_text_on_demand() -> None:
    source = '<a href="https://x.example/">here</a> <a href="https://y.example/">https://y.example</a>'
    assert html_to_text(source, links=True) == "here <https://x.example/> https://y.example"
    assert html_to_text(source) == "here https://y.example"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("see https://x.example/a_(b).", "https://x.example/a_(b)"),
        ("(https://x.example/a)", "https://x.example/a"),
        ("www.x.example,", "https://www.x.example"),
        ("<https://x.example/?a=1&b=2>", "https://x.example/?a=1&amp;b=2"),
        ("mail anna@x.example.", "mailto:anna@x.example"),
    ],
)
def test_addresses_in_text_become_links(text: str, target: str) -> None:
    assert f'href="{target}"' in text_to_html(text)
    assert text_to_html(text).count("<a ") == 1


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "[x](javascript:alert(1))",
        "data:text/html,x",
        "//x.example",
        "file:///etc/passwd",
        "http://",
    ],
)
def test_other_schemes_stay_text(text: str) -> None:
    assert "<a " not in text_to_html(text)


def test_text_keeps_paragraphs_lines_and_indent() -> None:
    assert text_to_html("a\r\nb\n\n\n  c  d\n e") == "<p>a<br>\nb</p>\n<p>c\u00a0 d<br>\n\u00a0e</p>"


def test_terminal_codes_and_controls_go() -> None:
    assert text_to_html("\x1b[31mred\x1b[0m\x07\x00 \u202etxt") == "<p>red txt</p>"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("  a\r\nBcc: x@y.example\t b ", "a Bcc: x@y.example b"),
        ("a\u0085b\u2028c\u2029d\x0be", "a b c d e"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066x\u2069\u200f\ufeff\u200b", "x"),
        ("a\x00b\x1b[2Jc\x7f", "abc"),
        ("\ud83dx", "\ufffdx"),
        ("שלום 👩‍👩‍👧", "שלום 👩‍👩‍👧"),
        ("", ""),
    ],
)
def test_one_plain_line(raw: str, line: str) -> None:
    assert plain_line(raw) == line


def test_lines_are_cut_between_whole_characters() -> None:
    assert plain_line("x" * 5000, 100) == "x" * 99 + "…"
    assert truncate("abcdef", 4) == "abc…"
    assert truncate("abcd", 4) == "abcd"
    assert truncate("abe\u0301def", 4) == "ab…"
    assert truncate("ab👩‍👧cd", 5) == "ab…"
    assert truncate("abc", 0) == ""
    assert len(truncate("a" + "\u0301" * 500, 100)) <= 100
