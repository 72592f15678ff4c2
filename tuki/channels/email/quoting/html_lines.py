"""The lines that a reader sees in HTML, each with the node it begins at, so that what is found in text can be cut."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_BREAKING = (
    frozenset({"address", "article", "aside", "blockquote", "body", "br", "center", "div", "footer", "form", "header"})
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "main", "p", "pre", "section", "fieldset"}
    | {"dl", "dd", "dt", "li", "ol", "ul", "table", "tbody", "tr"}
)
_UNSEEN = frozenset({"style", "script", "head", "title", "template", "-comment"})
_RULE = "________"
_MOST_LINES = 5_000


@dataclass(slots=True)
class HtmlLine:
    """One line: its text, the node where it begins, and whether it stands in one of the asked-for quotations."""

    text: str
    node: LexborNode | None
    quoted: bool


def lines_of(body: LexborNode, quotes: Collection[int] = ()) -> list[HtmlLine]:
    """The lines of a body in order, at most 5,000, in one walk; a rule is a line of underscores.

    `quotes` are the `mem_id`s of elements whose lines are marked as quoted.
    """
    lines = [HtmlLine("", None, False)]
    waiting: list[tuple[LexborNode | None, bool, bool]] = [(body.first_child, False, False)]
    while waiting and len(lines) < _MOST_LINES:
        node, quoted, closing = waiting.pop()
        if node is None:
            continue
        if closing:
            lines.append(HtmlLine("", None, quoted))
            continue
        waiting.append((node.next, quoted, False))
        tag = node.tag or ""
        if tag in _UNSEEN:
            continue
        if tag == "-text":
            _write(lines, node, quoted)
            continue
        inside = quoted or node.mem_id in quotes
        if tag in _BREAKING:
            lines.append(HtmlLine(_RULE if tag == "hr" else "", node if tag == "hr" else None, inside))
            waiting.append((node, quoted, True))
        waiting.append((node.first_child, inside, False))
    return lines


def from_here_on(node: LexborNode, body: LexborNode) -> list[LexborNode]:
    """The node and all that follows it in the document; with it the elements that hold nothing before it."""
    while (parent := node.parent) is not None and parent.mem_id != body.mem_id and not _has_text_before(node):
        node = parent
    rest = [node]
    while node.parent is not None and node.mem_id != body.mem_id:
        rest.extend(_following(node))
        node = node.parent
    return rest


def _write(lines: list[HtmlLine], node: LexborNode, quoted: bool) -> None:
    text = " ".join((node.text_content or "").split())
    if not text:
        return
    line = lines[-1]
    if line.node is None or line.text == _RULE:
        if line.text:
            lines.append(line := HtmlLine("", None, quoted))
        line.node, line.quoted = node, quoted
    line.text = f"{line.text} {text}" if line.text else text


def _has_text_before(node: LexborNode) -> bool:
    before = node.prev
    while before is not None:
        if before.tag != "-comment" and before.text().strip():
            return True
        before = before.prev
    return False


def _following(node: LexborNode) -> Iterator[LexborNode]:
    following = node.next
    while following is not None:
        yield following
        following = following.next
