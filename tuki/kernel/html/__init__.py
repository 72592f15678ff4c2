"""HTML and text from strangers, made safe to show.

`clean_html` takes the HTML of foreign mail, `clean_own_html` what our own people write; both give HTML that
nothing may edit afterwards (quote folding, highlighting and link adding come before). `html_to_text` and
`text_to_html` cross between the two forms; `plain_line` and `truncate` are for subjects, names and lists.

Never: fetch anything, raise on any input, or take more than linear time.
"""

from tuki.kernel.html.addresses import SuspiciousLink
from tuki.kernel.html.as_text import html_to_text
from tuki.kernel.html.cleaning import CleanHtml, clean_html, clean_own_html
from tuki.kernel.html.from_text import text_to_html
from tuki.kernel.html.lines import plain_line, truncate, visible_text

__all__ = [
    "CleanHtml",
    "SuspiciousLink",
    "clean_html",
    "clean_own_html",
    "html_to_text",
    "plain_line",
    "text_to_html",
    "truncate",
    "visible_text",
]
