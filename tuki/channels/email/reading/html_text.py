"""HTML to readable text: quotes as `> ` lines, links kept, lists and cells apart; linear at any depth."""

import contextlib
import re

from lxml import etree

_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table", "blockquote"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "li",
        "main",
        "menu",
        "nav",
        "option",
        "section",
        "summary",
        "title",
        "tr",
        "caption",
        "legend",
    ]
)
_HIDDEN = frozenset({"script", "style", "head", "template", "noframes", "object", "applet", "select", "svg", "math"})
_QUOTE_DEPTH = 20
_LIST_DEPTH = 10
_SHOWN_LINKS = ("http://", "https://", "mailto:", "tel:", "ftp://")
_URL_CHARACTERS = 4_000
_LINK_PIECES = 50


def html_to_text(html: str) -> str:
    """The text a reader sees in `html`, lines separated by LF, without trailing blank lines.

    Quotes (`blockquote`) become lines beginning with `> `, a link becomes `words <address>`.
    """
    renderer = _Renderer()
    parser = etree.HTMLParser(target=renderer, encoding="utf-8")
    with contextlib.suppress(etree.XMLSyntaxError):  # raised when there is nothing in it at all
        etree.fromstring((html or " ").encode("utf-8", "replace"), parser)
    return renderer.text()


class _Renderer:
    """Receives the parser's events and writes lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._space = False
        self._quotes = 0
        self._hidden = 0
        self._preformatted = 0
        self._lists: list[int] = []
        self._links: list[tuple[str, int, int]] = []
        self._marker = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._end_line(keep_blank=True)
        elif tag in _PARAGRAPHS:
            self._start_paragraph(tag)
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "li":
                self._marker = self._item_marker()
        elif tag in ("td", "th"):
            self._space = True
        elif tag == "a":
            self._links.append((attributes.get("href", ""), len(self._lines), len(self._line)))
        elif tag == "img" and not self._hidden:
            self._write_words(attributes.get("alt", ""))
        elif tag == "hr":
            self._end_line()
            self._write("-" * 20)
            self._end_line()

    def end(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _PARAGRAPHS:
            self._end_paragraph(tag)
        elif tag in _BLOCKS:
            self._end_line()
        elif tag == "a" and self._links:
            self._end_link()

    def data(self, text: str) -> None:
        if self._hidden:
            return
        if self._preformatted:
            first, *others = text.split("\n")
            self._write(first)
            for other in others:
                self._end_line(keep_blank=True)
                self._write(other)
        else:
            self._write_words(text)

    def comment(self, text: str) -> None:
        """Comments, conditional ones too, are nothing to read."""

    def close(self) -> None:
        self._end_line()

    def text(self) -> str:
        lines = self._lines
        while lines and not lines[-1].strip("> "):
            lines.pop()
        return "\n".join(lines).lstrip("\n")

    def _start_paragraph(self, tag: str) -> None:
        self._blank_line(unless=tag in ("ul", "ol") and bool(self._lists))
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else -1)

    def _end_paragraph(self, tag: str) -> None:
        self._end_line()
        if tag == "blockquote":
            while self._lines and self._lines[-1] and not self._lines[-1].strip("> "):
                self._lines.pop()
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        self._blank_line(unless=tag in ("ul", "ol") and bool(self._lists))

    def _item_marker(self) -> str:
        if not self._lists:
            return "* "
        indent = "  " * (min(len(self._lists), _LIST_DEPTH) - 1)
        if self._lists[-1] < 0:
            return indent + "* "
        self._lists[-1] += 1
        return f"{indent}{self._lists[-1]}. "

    def _end_link(self) -> None:
        address, line, piece = self._links.pop()
        address = address.strip()
        if self._hidden or not address.lower().startswith(_SHOWN_LINKS) or len(address) > _URL_CHARACTERS:
            return
        words = "".join(self._line[piece : piece + _LINK_PIECES]).strip() if line == len(self._lines) else ""
        bare = address.removeprefix("mailto:").removeprefix("tel:").partition("://")[2] or address[7:]
        if bare.rstrip("/") not in words and address.rstrip("/") not in words:
            self._space = self._space or bool(words)
            self._write(f"<{address}>")

    def _write_words(self, text: str) -> None:
        words = _SPACE.sub(" ", text)
        if not words.strip(" "):
            self._space = self._space or bool(words)
            return
        self._space = self._space or words[0] == " "
        self._write(words.strip(" "))
        self._space = words[-1] == " "

    def _write(self, text: str) -> None:
        if not text:
            return
        if self._marker:
            self._line.append(self._marker)
            self._marker = ""
        elif self._space and self._line:
            self._line.append(" ")
        self._space = False
        self._line.append(text)

    def _end_line(self, *, keep_blank: bool = False) -> None:
        self._space = False
        if not self._line and not keep_blank:
            return
        prefix = "> " * min(self._quotes, _QUOTE_DEPTH)
        self._lines.append((prefix + "".join(self._line)).rstrip())
        self._line.clear()

    def _blank_line(self, *, unless: bool = False) -> None:
        """One blank line before what follows, quoted like its surroundings."""
        self._end_line()
        if not unless and self._lines and self._lines[-1].strip("> "):
            self._end_line(keep_blank=True)
