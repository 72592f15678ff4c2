"""HTML → plain text for search, lists and the text part of mail: quotes as `> `, lists with their marks."""

import re

from tuki.kernel.html.addresses import link_address
from tuki.kernel.html.cleaning import MAX_HTML, outline
from tuki.kernel.html.policy import FOREIGN
from tuki.kernel.html.tokens import End, Start, Text, Token, names

MAX_TEXT = 1_000_000
_MAX_QUOTES = 10

_SPACES = re.compile(r"[ \t\n]+")
_APART = names("blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre table ul")
_LINES = names("caption dd div dt figcaption hr li tr")


def html_to_text(html: str, *, links: bool = False) -> str:
    """The text a reader sees, white space as a browser would show it, blockquotes as `> `; never raises.

    Cells of a row are parted by tabs, images give their alternative text; with `links`, an address follows
    its text as `<address>`. At most 1,000,000 characters, from the first 4,000,000 of the source.
    """
    page = _Page(links)
    for token in outline(html[:MAX_HTML], FOREIGN):
        page.take(token)
        if page.length > MAX_TEXT:
            break
    return page.text()[:MAX_TEXT]


class _Page:
    def __init__(self, links: bool) -> None:
        self.length = 0
        self._links = links
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._preformatted = 0
        self._counters: list[int | None] = []
        self._address: tuple[str, int] | None = None

    def take(self, token: Token) -> None:
        if isinstance(token, Text):
            self._write(token.data)
        elif isinstance(token, Start):
            self._break_for(token.name)
            self._start(token)
        else:
            self._end(token)
            self._break_for(token.name)

    def text(self) -> str:
        self._new_line()
        return "\n".join(line.rstrip() for line in self._lines).strip("\n")

    def _start(self, token: Start) -> None:
        name = token.name
        if name == "blockquote":
            self._quotes += 1
        elif name == "pre":
            self._preformatted += 1
        elif name in {"ol", "ul"}:
            self._counters.append(0 if name == "ol" else None)
        elif name == "li":
            self._append(self._bullet())
        elif name == "br":
            self._new_line(even_empty=True)
        elif name in {"td", "th"} and self._line:
            self._append("\t")
        elif name == "img":
            self._write(token.attributes.get("alt", ""))
        elif name == "hr":
            self._append("-" * 20)
        elif name == "a" and self._links:
            address = link_address(token.attributes.get("href", ""))
            self._address = (address, len(self._line)) if address else None

    def _end(self, token: End) -> None:
        if token.name == "blockquote":
            self._new_line()
            self._quotes -= 1
        elif token.name == "pre":
            self._preformatted -= 1
        elif token.name in {"ol", "ul"}:
            self._counters.pop()
        elif token.name == "a" and self._address:
            address, begin = self._address
            self._address = None
            if address.removeprefix("mailto:").rstrip("/") not in "".join(self._line[begin:]):
                self._append(f" <{address}>")

    def _bullet(self) -> str:
        indent = "  " * max(0, min(len(self._counters), _MAX_QUOTES) - 1)
        counter = self._counters[-1] if self._counters else None
        if counter is None:
            return f"{indent}- "
        self._counters[-1] = counter + 1
        return f"{indent}{counter + 1}. "

    def _write(self, data: str) -> None:
        if self._preformatted:
            first, *others = data.split("\n")
            self._append(first)
            for line in others:
                self._new_line(even_empty=True)
                self._append(line)
            return
        data = _SPACES.sub(" ", data)
        if not self._line or self._line[-1].endswith((" ", "\t")):
            data = data.lstrip(" ")
        self._append(data)

    def _append(self, data: str) -> None:
        if data:
            self._line.append(data)
            self.length += len(data)

    def _break_for(self, name: str) -> None:
        if name in _APART:
            self._new_line()
            if not (name in {"ol", "ul"} and self._counters):
                self._blank_line()
        elif name in _LINES:
            self._new_line()

    def _blank_line(self) -> None:
        if self._lines and self._lines[-1].strip(" >"):
            self._lines.append(self._prefix())
        elif self._lines:
            # Where two quotes end together, the blank line belongs to what follows both.
            self._lines[-1] = min(self._lines[-1], self._prefix(), key=len)

    def _new_line(self, *, even_empty: bool = False) -> None:
        if self._line or even_empty:
            self._lines.append(self._prefix() + "".join(self._line))
            self.length += len(self._lines[-1]) + 1
            self._line.clear()

    def _prefix(self) -> str:
        return "> " * min(self._quotes, _MAX_QUOTES)
