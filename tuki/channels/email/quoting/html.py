"""Splits the HTML of a mail where its program marked the quotation, for folding. Cleans nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .attribution import LONGEST, is_attribution, plain
from .blocks import HeaderBlock, is_forward_separator, is_forward_subject, label_of
from .html_lines import from_here_on, lines_of
from .reply import quotation_begin

# The element holds the quotation. Program by program.
_CONTAINERS = (
    "div.gmail_quote",  # Gmail
    "div.gmail_extra",  # Gmail before 2018
    "blockquote.gmail_quote",
    'blockquote[type="cite" i]',  # Apple Mail, Thunderbird, Roundcube, Yandex
    "div.yahoo_quoted",  # Yahoo
    "div.protonmail_quote",  # Proton
    "blockquote.protonmail_quote",
    "div.tutanota_quote",
    "blockquote.tutanota_quote",
    "div.zmail_extra",  # Zoho
    'blockquote[id^="blockquote_zmail"]',
    'div[name="quote"]',  # GMX, web.de
    "div.mail-quote-collapse",  # Yandex, Mail.ru
    "blockquote.ya-quote",
    "blockquote.mailru-blockquote",
    "div.js-helper.js-readmsg-msg",  # Mail.ru
    "div.mail_quote",
    "blockquote.front-blockquote",  # Front
    "div.x_gmail_quote",  # the same seen through Outlook on the web
    "div.moz-email-quote",
    "div.hs_reply",  # HubSpot
    "div.quote-wrapper",
)
# The element is the header of the quotation: it and all that follows in the document belong to it.
_HEADERS = (
    "#divRplyFwdMsg",  # Outlook on the web, Outlook mobile
    "#x_divRplyFwdMsg",
    "#OutlookMessageHeader",  # Outlook Express
    "div.OutlookMessageHeader",
    "#appendonsend",
    "#mail-editor-reference-message-container",
    "#ms-outlook-mobile-body-separator-line",
    "div.WordSection1 div[style*='border-top:solid #E1E1E1']",  # Outlook on Windows
    "div.WordSection1 div[style*='border-top:solid #B5C4DF']",
    "div[style*='border:none;border-top:solid']",
    "#isReplyContent",
)
_FORWARDS = ("div.moz-forward-container", "#isForwardContent", "#forwardbody1")
_ATTRIBUTIONS = ("moz-cite-prefix", "gmail_attr", "mail-quote-header", "protonmail_quote")

_MOST_QUOTES = 50  # a mail with more bare block quotes is not looked through
_HEAD, _HEAD_LINES, _HEAD_NODES = 500, 6, 20  # of a quotation that may say it is a mail handed on
_DEEPEST = 3000  # open elements; the parser's time grows with the square of the depth
_NESTING_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|meta|link|input|col|p|li|td|tr|th|dt|dd|o:p)\b)[a-z]", re.I)


@dataclass(frozen=True, slots=True)
class ReplyHtml:
    """`html` is what to show, `quoted_html` what to fold away; "" when nothing could be told apart safely."""

    html: str
    quoted_html: str = ""


def split_reply_html(html: str, *, subject: str = "") -> ReplyHtml:
    """The mail's HTML without its quotation, and the quotation.

    The quotation is found by how programs mark it, else by the words above it, as in plain text. All stays in
    `html` when the mail is a forward (`subject` may tell), when answers stand between several quotations, or when
    nothing of the person's own would be left. The result is as unsafe as the input: clean both parts after.
    """
    if _is_too_deep(html):
        return ReplyHtml(html)
    tree = LexborHTMLParser(html)
    body = tree.body
    if body is None or _is_forward(tree):
        return ReplyHtml(html)
    quote_nodes = _header_and_rest(tree, body) or _container(tree, body) or _below_words(body, subject)
    if not quote_nodes or _hands_on(quote_nodes, subject):
        return ReplyHtml(html)
    quoted_html = "".join(node.html or "" for node in quote_nodes)
    for node in quote_nodes:
        node.decompose()
    if not _has_content(body):
        return ReplyHtml(html)
    return ReplyHtml(tree.html or "", quoted_html)


def _is_too_deep(html: str) -> bool:
    depth = 0
    for tag in _NESTING_TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def _is_forward(tree: LexborHTMLParser) -> bool:
    if any(tree.css_first(selector) for selector in _FORWARDS):
        return True
    attribution = tree.css_first("div.gmail_attr")
    if attribution is None:
        return False
    first_line = attribution.text(separator="\n").strip().split("\n", 1)[0]
    return is_forward_separator(first_line)


def _header_and_rest(tree: LexborHTMLParser, body: LexborNode) -> list[LexborNode]:
    """The first quotation header and everything after it, when nothing but an earlier quotation is there."""
    header = next(filter(None, map(tree.css_first, _HEADERS)), None)
    if header is None:
        return []
    rest = [header]
    while header.parent is not None and header.mem_id != body.mem_id:
        rest.extend(_following(header))
        header = header.parent
    above = _previous_element(rest[0])
    if above is not None and above.tag == "hr":
        rest.insert(0, above)
    return rest


def _container(tree: LexborHTMLParser, body: LexborNode) -> list[LexborNode]:
    """The only quotation of the mail with its attribution, or nothing when answers stand in between."""
    outermost = _outermost(body, {node.mem_id for node in tree.css(", ".join(_CONTAINERS))})
    if not outermost:
        outermost = _outermost(body, {node.mem_id for node in tree.css("blockquote")})
        outermost = [node for node in outermost[:_MOST_QUOTES] if _attribution_above(node)]
    if not outermost or _answers_between(outermost, body):
        return []
    first = outermost[0]
    above = _attribution_above(first)
    return [above, *outermost] if above else outermost


def _below_words(body: LexborNode, subject: str) -> list[LexborNode]:
    """What stands below a header block, a separator or an attribution that no markup gives away."""
    lines = lines_of(body, {node.mem_id for node in body.css("blockquote")})
    begin = quotation_begin([f"> {line.text}" if line.quoted else line.text for line in lines], subject=subject)
    if begin is None:
        return []
    first = next((line.node for line in lines[begin:] if line.node is not None), None)
    return from_here_on(first, body) if first is not None else []


def _hands_on(quote_nodes: list[LexborNode], subject: str) -> bool:
    """Whether the quotation is a mail handed on: by its first words, or by the subject above a header block."""
    head: list[str] = []
    for node in quote_nodes[:_HEAD_NODES]:
        head += [text for line in node.text(separator="\n")[:_HEAD].split("\n") if (text := line.strip())]
        if len(head) >= _HEAD_LINES:
            break
    if any(is_forward_separator(line) for line in head[:2]):
        return True
    block = next((HeaderBlock(1, label) for line in head[:2] if (label := label_of(line))), None)
    return is_forward_subject(subject, block)


def _answers_between(quotes: list[LexborNode], body: LexborNode) -> bool:
    if len(quotes) > 1:
        flags = [line.quoted for line in lines_of(body, {node.mem_id for node in quotes}) if line.text]
        return sum(now and not before for before, now in zip([False, *flags], flags, strict=False)) > 1
    container = quotes[0]
    if container.tag == "blockquote":
        return False
    seen_quote = False
    for child in _following(container.first_child, including=True):
        if child.tag == "blockquote":
            seen_quote = True
        elif seen_quote and _has_content(child):
            return True
    return False


def _outermost(body: LexborNode, wanted: set[int]) -> list[LexborNode]:
    """The wanted nodes that stand in no other wanted node, in document order, in one walk."""
    found: list[LexborNode] = []
    waiting = [body.first_child] if wanted else []
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        waiting.append(node.next)
        if node.mem_id in wanted:
            found.append(node)
        else:
            waiting.append(node.first_child)
    return found


def _attribution_above(node: LexborNode) -> LexborNode | None:
    above = _previous_element(node)
    if above is None:
        return None
    classes = (above.attributes.get("class") or "").split()
    if any(name in _ATTRIBUTIONS for name in classes):
        return above
    text = above.text(separator=" ")
    if len(text) <= LONGEST and is_attribution(plain(text), before_quote=True):
        return above
    return None


def _previous_element(node: LexborNode) -> LexborNode | None:
    above = node.prev
    while above is not None and (above.tag == "br" or (above.tag == "-text" and not above.text().strip())):
        above = above.prev
    return above if above is not None and above.tag not in ("-text", "-comment") else None


def _following(node: LexborNode | None, *, including: bool = False) -> Iterator[LexborNode]:
    if node is not None and not including:
        node = node.next
    while node is not None:
        yield node
        node = node.next


def _has_content(node: LexborNode) -> bool:
    if node.tag == "-text":
        return bool(node.text().strip("\u00a0\u200b \n\r\t"))
    if node.text().strip("\u00a0\u200b \n\r\t"):
        return True
    return node.css_first("img, video, object") is not None
