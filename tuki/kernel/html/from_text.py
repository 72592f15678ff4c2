"""Plain text → HTML: escaped, with paragraphs, line breaks and links, in linear time."""

import re
from html import escape

from tuki.kernel.html.addresses import link_address, place_of
from tuki.kernel.html.lines import visible_text

MAX_LINK = 2_000

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# Each candidate is taken whole in one possessive run, and a mailbox has bounded parts, so nothing is read
# twice.
_CANDIDATE = re.compile(
    r"""(?P<web>(?<![A-Za-z0-9])(?:https?://|www\.)[^\s<>"]++)
      | (?P<mail>(?<![\w.+@%-])[A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w@]))""",
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING = ".,;:!?'*_~`»”’…"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def text_to_html(text: str) -> str:
    """Show plain text as HTML: paragraphs at blank lines, line breaks and runs of spaces kept, addresses of
    the web and mailboxes linked. Control characters and ANSI codes go; a link over 2,000 characters stays
    text."""
    paragraphs = _PARAGRAPHS.split(visible_text(text).strip("\n"))
    return "\n".join(f"<p>{_paragraph(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def _paragraph(text: str) -> str:
    pieces = []
    position = 0
    for candidate in _CANDIDATE.finditer(text):
        shown = _trimmed(candidate[0])
        link = _link(shown, web=candidate["web"] is not None)
        if link is None:
            continue
        pieces += [_plain(text[position : candidate.start()]), link]
        position = candidate.start() + len(shown)
    pieces.append(_plain(text[position:]))
    return "".join(pieces)


def _trimmed(shown: str) -> str:
    """Without the punctuation of the sentence: a bracket stays if it was opened within."""
    if len(shown) > MAX_LINK:
        return shown
    surplus = {close: shown.count(close) - shown.count(opening) for close, opening in _BRACKETS.items()}
    end = len(shown)
    while end and (shown[end - 1] in _TRAILING or surplus.get(shown[end - 1], 0) > 0):
        end -= 1
        if shown[end] in surplus:
            surplus[shown[end]] -= 1
    return shown[:end]


def _link(shown: str, *, web: bool) -> str | None:
    if len(shown) > MAX_LINK:
        return None
    if not web:
        target = f"mailto:{shown}"
    else:
        target = shown if "://" in shown[:8] else f"https://{shown}"
    address = link_address(target)
    if address is None:
        return None
    return (
        f'<a href="{escape(address)}" title="{escape(place_of(address))}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{escape(shown)}</a>'
    )


def _plain(text: str) -> str:
    text = escape(text).replace("\t", "    ").replace("  ", "\u00a0 ")
    return text.replace("\n ", "\n\u00a0").replace("\n", "<br>\n")
