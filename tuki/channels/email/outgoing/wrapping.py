"""The HTML around our words: no colours of our own, so that it looks right in light and dark mail programs."""

from __future__ import annotations

from html import escape

FONT = "font:15px/1.55 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
QUIET = "color:#6b7280;font-size:13px"
QUOTE = "margin:8px 0 0;padding:0 0 0 12px;border-left:2px solid #c9ced6;color:#6b7280"


def page(*parts: str, language: str) -> str:
    """A whole HTML document of cleaned parts."""
    body = "\n".join(part for part in parts if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark"></head>\n'
        f'<body><div style="{FONT};max-width:680px">\n{body}\n</div></body></html>\n'
    )


def signature(html: str) -> str:
    """Who wrote, below the words."""
    return f'<div style="margin-top:20px;{QUIET}">{html}</div>' if html else ""


def quotation(attribution: str, html: str) -> str:
    """The quoted message under the line that says whose words follow."""
    return (
        f'<div style="margin-top:24px;{QUIET}">{escape(attribution)}</div>\n'
        f'<blockquote type="cite" style="{QUOTE}">{html}</blockquote>'
    )
