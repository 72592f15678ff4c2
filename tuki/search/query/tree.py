"""The parts of a query."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words exactly, one after the other."""

    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a field. ``operator`` is empty (equals) or one of ``< <= > >=`` (dates only)."""

    field: str
    value: str
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more, none of them an ``And``."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more, none of them an ``Or``."""

    nodes: "tuple[Node, ...]"


Node: TypeAlias = Word | Prefix | Phrase | Filter | Not | And | Or


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """What could not be understood: a code to word a sentence by, the offset, and the text it is about.

    ``near`` is what was probably meant, to be put in place of the ``length`` letters that were typed, or nothing.
    """

    code: str
    at: int
    text: str
    near: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A filter and where it was typed."""

    filter: Filter
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: nothing (``root`` is None: everything is meant) or a tree, and what was not
    understood."""

    root: Node | None
    problems: tuple[QueryProblem, ...] = ()
    filters: tuple[TypedFilter, ...] = field(default=(), compare=False)


def is_textual(node: Node) -> bool:
    """Whether the node asks for words only, so that the index alone can answer it."""
    match node:
        case Filter():
            return False
        case Not(inner):
            return is_textual(inner)
        case And(nodes) | Or(nodes):
            return all(map(is_textual, nodes))
    return True


def has_words(node: Node) -> bool:
    """Whether the node asks for words anywhere, so that messages must be looked at too."""
    match node:
        case Filter():
            return False
        case Not(inner):
            return has_words(inner)
        case And(nodes) | Or(nodes):
            return any(map(has_words, nodes))
    return True


def has_phrase(node: Node) -> bool:
    """Whether the node asks for words beside each other anywhere."""
    match node:
        case Not(inner):
            return has_phrase(inner)
        case And(nodes) | Or(nodes):
            return any(map(has_phrase, nodes))
    return isinstance(node, Phrase)


def text_part(node: Node | None) -> Node | None:
    """The wanted words of a query, for ranking and highlighting: without filters and exclusions."""
    match node:
        case None | Filter() | Not():
            return None
        case And(nodes) | Or(nodes):
            kept = [part for part in map(text_part, nodes) if part is not None]
            if len(kept) > 1:
                return type(node)(tuple(kept))
            return kept[0] if kept else None
    return node


def conjunction(nodes: list[Node]) -> Node | None:
    """The nodes joined by *and*, flattened; None for none."""
    flat = [part for node in nodes for part in (node.nodes if isinstance(node, And) else (node,))]
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def disjunction(nodes: list[Node]) -> Node | None:
    """The nodes joined by *or*, flattened; None for none."""
    flat = [part for node in nodes for part in (node.nodes if isinstance(node, Or) else (node,))]
    return Or(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)
