"""The query language: what a reader types, as a tree, and back.

``parse_query`` understands any text, ``format_query`` writes a tree as text that means the same, so a typed
query and a form are two views of one thing. Words are joined by *and*; ``OR`` joins its two neighbours;
``-`` excludes; ``"…"`` asks for an exact phrase; ``word*`` for a beginning; ``field:value`` filters;
brackets group.
"""

from tuki.search.query.dates import date_bounds
from tuki.search.query.fields import FIELDS, field_names
from tuki.search.query.parser import parse_query
from tuki.search.query.tree import (
    And,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    QueryProblem,
    Word,
    is_textual,
    text_part,
)
from tuki.search.query.writer import format_query

__all__ = [
    "FIELDS",
    "And",
    "Filter",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Query",
    "QueryProblem",
    "Word",
    "date_bounds",
    "field_names",
    "format_query",
    "is_textual",
    "parse_query",
    "text_part",
]
