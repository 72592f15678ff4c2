"""Parse a typed query. Total: any text gives a tree, and what was not understood is said."""

import re
from dataclasses import dataclass, field

from tuki.search.language import tokens
from tuki.search.query.dates import canonical_date
from tuki.search.query.fields import OR_WORDS, Field, field_called, field_names
from tuki.search.query.nearest import nearest
from tuki.search.query.tree import (
    Filter,
    Node,
    Not,
    Phrase,
    Prefix,
    Query,
    QueryProblem,
    TypedFilter,
    Word,
    conjunction,
    disjunction,
)

MAX_LENGTH = 2_000
MAX_TERMS = 64
MAX_DEPTH = 20

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database takes them
_BARE = re.compile(r'[^\s"()]+')
_NAMED = re.compile(r"([^\W\d_]+):(.*)", re.DOTALL)


def parse_query(text: str) -> Query:
    """The query that a reader typed.

    Never raises. What cannot be a filter (unknown name, impossible value) is searched as words and named in
    ``problems`` with one of the codes ``unknown_filter``, ``unknown_value``, ``bad_date``, ``empty_value``,
    ``short_prefix``, ``unclosed_quote``, ``unclosed_bracket``, ``unopened_bracket``, ``too_deep``,
    ``too_long``, ``too_many_terms``.
    """
    cleaned = _UNSTORABLE.sub(" ", text[:MAX_LENGTH]).translate(_QUOTES)
    reader = _Reader(cleaned)
    if len(text) > MAX_LENGTH:
        reader.problem("too_long", MAX_LENGTH, "")
    root = reader.group(0)
    return Query(root, tuple(reader.problems), tuple(reader.filters))


@dataclass
class _Reader:
    """One pass over the text; ``at`` is the next character."""

    text: str
    at: int = 0
    terms: int = 0
    problems: list[QueryProblem] = field(default_factory=list)
    filters: list[TypedFilter] = field(default_factory=list)

    def problem(self, code: str, at: int, text: str, near: str = "") -> None:
        """What was typed ends where the reader is now."""
        self.problems.append(QueryProblem(code, at, text, near, max(self.at - at, 0)))

    def group(self, depth: int) -> Node | None:
        """Terms up to the closing bracket, or to the end at depth nought."""
        opened = self.at - 1
        nodes: list[Node] = []
        joins = False
        while (sign := self._next_sign()) != "":
            if sign == ")":
                self.at += 1
                if depth:
                    return conjunction(nodes)
                self.problem("unopened_bracket", self.at - 1, ")")
                continue
            if self._is_or():
                joins = bool(nodes)
                continue
            node = self._term(depth)
            if node is None:
                continue
            if joins:
                node = disjunction([nodes.pop(), node]) or node
            nodes.append(node)
            joins = False
        if depth:
            self.problem("unclosed_bracket", opened, "(")
        return conjunction(nodes)

    def _next_sign(self) -> str:
        """The next character that is not blank, or nothing at the end or when there are too many terms."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        if self.at < len(self.text) and self.terms >= MAX_TERMS:
            self.problem("too_many_terms", self.at, "")
            self.at = len(self.text)
        return self.text[self.at : self.at + 1]

    def _is_or(self) -> bool:
        bare = _BARE.match(self.text, self.at)
        if bare is None or bare.group() not in OR_WORDS:
            return False
        self.at = bare.end()
        return True

    def _term(self, depth: int) -> Node | None:
        """One term with its minus sign."""
        excluded = False
        while self.text.startswith("-", self.at):
            excluded = True
            self.at += 1
        self.terms += 1
        node = self._operand(depth)
        if not excluded or node is None:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def _operand(self, depth: int) -> Node | None:
        sign = self.text[self.at : self.at + 1]
        if sign == "(":
            self.at += 1
            if depth < MAX_DEPTH:
                return self.group(depth + 1)
            self.problem("too_deep", self.at - 1, "(")
            return None
        if sign == '"':
            phrase = self._quoted()
            return Phrase(phrase) if tokens(phrase) else None
        bare = _BARE.match(self.text, self.at)
        if bare is None or bare.group() in OR_WORDS:
            return None
        self.at = bare.end()
        return self._filter(bare.start(), bare.group()) or self._word(bare.start(), bare.group())

    def _quoted(self) -> str:
        """What stands between quotation marks, blanks evened out."""
        start = self.at
        end = self.text.find('"', start + 1)
        if end < 0:
            self.problem("unclosed_quote", start, self.text[start:])
            end = len(self.text)
        self.at = end + 1
        return " ".join(self.text[start + 1 : end].split())

    def _word(self, at: int, typed: str) -> Node | None:
        stripped = typed.rstrip("*")
        found = tokens(stripped)
        if not found:
            return None
        if stripped == typed:
            return Word(typed)
        last = found[-1].parts[-1]
        if len(last) < 2 and last.isascii() and len(found[-1].whole) < 3:
            self.problem("short_prefix", at, typed)
            return Word(typed)
        return Prefix(stripped)

    def _filter(self, at: int, typed: str) -> Filter | None:
        """The filter a word is, or None and perhaps a problem when it is none."""
        named = _NAMED.fullmatch(typed)
        if named is None:
            return None
        entry, value = field_called(named.group(1)), named.group(2)
        if entry is None:
            if value and not value.startswith(("//", "\\")):
                near = nearest(named.group(1), field_names())
                self.problem("unknown_filter", at, typed, near and f"{near}:{value}")
            return None
        if not value and self.text.startswith('"', self.at):
            value = self._quoted()
        if not value:
            self.problem("empty_value", at, typed)
            return None
        found = _canonical(entry, value)
        if found is None:
            near = nearest(value, entry.values)
            code = "bad_date" if entry.is_date else "unknown_value"
            self.problem(code, at, f"{entry.name}:{value}", near and f"{entry.name}:{near}")
        else:
            self.filters.append(TypedFilter(found, at, self.at - at))
        return found


def _canonical(entry: Field, value: str) -> Filter | None:
    """The filter with its canonical value; None for a value that makes no sense there."""
    key = "-".join(value.casefold().split())
    if entry.is_date:
        dated = canonical_date(key)
        return Filter(entry.name, dated[1], dated[0]) if dated else None
    known = entry.values.get(key)
    if known is None and entry.only_values:
        return None
    return Filter(entry.name, known or value)
