"""Tokens → balanced tokens: every start has its end, nothing is nested deeper than `MAX_DEPTH`.

Unclosed paragraphs, list items and cells end where the HTML standard ends them. Because every formatting
element is closed in order, the parser that follows never has to re-open any: its well-known quadratic cases
cannot occur.
"""

from collections.abc import Iterable, Iterator, Sequence

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
            yield from nesting.end(token)
    yield from nesting.close(0)


class _Nesting:
    def __init__(self) -> None:
        self.open: list[str] = []

    def start(self, token: Start) -> Sequence[Token]:
        """What a start tag comes to: the ends of what it closes, and the tag itself unless it has no place."""
        name = token.name
        before: list[Token] = []
        if name in _PARENTS:
            parent = self._find(_PARENTS[name], _TABLE_WALL)
            if parent is None:
                return ()
            before += self.close(parent + 1)
        if name in BLOCKS:
            before += self._finish(*_PARAGRAPH)
        if name in _ENDS:
            before += self._finish(*_ENDS[name])
        if len(self.open) >= MAX_DEPTH:
            return before
        if name not in VOID:
            self.open.append(name)
        return (*before, token)

    def end(self, token: End) -> Sequence[Token]:
        """What an end tag comes to: itself, after what it closes besides; nothing for a stray one."""
        name = token.name
        if self.open and self.open[-1] == name:  # as most ends are
            self.open.pop()
            return (token,)
        walls = _TABLE_WALL if name in _PARENTS or name == "table" else _WALL
        return self._finish(frozenset({name}), walls)

    def close(self, depth: int) -> list[Token]:
        """The ends of all that is open above this depth, the innermost first."""
        ends: list[Token] = [End(name) for name in reversed(self.open[depth:])]
        del self.open[depth:]
        return ends

    def _finish(self, names: frozenset[str], walls: frozenset[str]) -> list[Token]:
        found = self._find(names, walls)
        return [] if found is None else self.close(found)

    def _find(self, names: frozenset[str], walls: frozenset[str]) -> int | None:
        if names.isdisjoint(self.open):
            return None
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] in names:
                return index
            if self.open[index] in walls:
                return None
        return None
