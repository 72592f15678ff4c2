"""Write a query as text: the inverse of parsing."""

import re

from tuki.search.query.tree import And, Filter, Node, Not, Or, Phrase, Prefix, Query, Word

_NEEDS_QUOTES = re.compile(r"[\s()]")


def format_query(query: Query) -> str:
    """Text that parses to the same tree, in canonical names: ``parse_query(format_query(q)).root ==
    q.root``."""
    return "" if query.root is None else _written(query.root)


def _written(node: Node) -> str:
    match node:
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(text):
            return f'"{text}"'
        case Filter():
            return format_filter(node)
        case Not(inner):
            return f"-({_written(inner)})" if isinstance(inner, And | Or) else f"-{_written(inner)}"
        case And(nodes):
            return " ".join(map(_written, nodes))
        case Or(nodes):
            return " OR ".join(f"({_written(part)})" if isinstance(part, And) else _written(part) for part in nodes)


def format_filter(condition: Filter) -> str:
    """One filter as text, in quotation marks where its value has blanks or brackets."""
    value = condition.value
    if _NEEDS_QUOTES.search(value):
        return f'{condition.field}:"{value}"'
    return f"{condition.field}:{condition.operator}{value}"
