"""Tokens → balanced tokens: every start has its end, nothing is nested deeper than `MAX_DEPTH`.

Unclosed paragraphs, list items and cells end where the HTML standard ends them. Because every formatting
element is closed in order, the parser that follows never has to re-open any: its well-known quadratic cases
cannot occur.
"""

from collections.abc import Iterable, Iterator

from tuki.kernel.html.tokens import End, Start, Text, Token, names

MAX_DEPTH = 100

VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_LISTS = frozenset({"ul", "ol", "dl"})
_CELLS = frozenset({"td", "th", "caption"})
_TABLE_WALL = frozenset({"table"})
_WALL = _TABLE_WALL | _CELLS
_ROWS = frozenset({"tbody", "thead", "tfoot"})

BLOCKS = names("blockquote dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table ul")

# A table part goes only into one of these; what else is open inside the table is closed first.
_PARENTS = {
    "tr": _TABLE_WALL | _ROWS,
    "td": _TABLE_WALL | _ROWS | {"tr"},
    "th": _TABLE_WALL | _ROWS | {"tr"},
    "col": _TABLE_WALL | {"colgroup"},
    **dict.fromkeys((*_ROWS, "caption", "colgroup"), _TABLE_WALL),
}
# An opening tag that ends an open element: name → (what it ends, where the search stops).
_ENDS = {
    "li": (frozenset({"li"}), _WALL | _LISTS),
    "dt": (frozenset({"dt", "dd"}), _WALL | _LISTS),
    "dd": (frozenset({"dt", "dd"}), _WALL | _LISTS),
    "a": (frozenset({"a"}), _WALL),
}
_PARAGRAPH = (frozenset({"p"}), _WALL)


def balance(tokens: Iterable[Token]) -> Iterator[Token]:
    """The same tokens with ends added, stray ends and too deep elements left out; text is
    kept."""
    nesting = _Nesting()
    for token in tokens:
        if isinstance(token, Text):
            yield token
        elif isinstance(token, Start):
            yield from nesting.start(token)
        else:
            yield from nesting.end(token.name)
    yield from nesting.close(0)


class _Nesting:
    def __init__(self) -> None:
        self.open: list[str] = []

    def start(self, token: Start) -> Iterator[Token]:
        name = token.name
        if name in _PARENTS:
            parent = self._find(_PARENTS[name], _TABLE_WALL)
            if parent is None:
                return
            yield from self.close(parent + 1)
        if name in BLOCKS:
            yield from self._finish(*_PARAGRAPH)
        if name in _ENDS:
            yield from self._finish(*_ENDS[name])
        if len(self.open) >= MAX_DEPTH:
            return
        yield token
        if name not in VOID:
            self.open.append(name)

    def end(self, name: str) -> Iterator[Token]:
        if self.open and self.open[-1] == name:  # as most ends are
            yield End(self.open.pop())
            return
        walls = _TABLE_WALL if name in _PARENTS or name == "table" else _WALL
        yield from self._finish(frozenset({name}), walls)

    def close(self, depth: int) -> Iterator[End]:
        while len(self.open) > depth:
            yield End(self.open.pop())

    def _finish(self, names: frozenset[str], walls: frozenset[str]) -> Iterator[End]:
        found = self._find(names, walls)
        if found is not None:
            yield from self.close(found)

    def _find(self, names: frozenset[str], walls: frozenset[str]) -> int | None:
        if names.isdisjoint(self.open):
            return None
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] in names:
                return index
            if self.open[index] in walls:
                return None
        return None
