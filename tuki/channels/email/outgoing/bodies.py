"""The words of an answer: the agent's, the signature, and the one public message that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_date, format_time

from tuki.channels.email.outgoing import wrapping
from tuki.channels.email.outgoing.conversation import previous_public
from tuki.channels.email.outgoing.texts import phrase
from tuki.kernel.html import clean_own_html, html_to_text, plain_line, text_to_html, truncate, visible_text
from tuki.tickets.models import Message, Ticket

LONGEST_QUOTE = 6_000  # characters; who wants more has it in the conversation


class Words(msgspec.Struct, frozen=True):
    """The same words in both forms."""

    text: str
    html: str


def words_of(message: Message, ticket: Ticket, *, language: str, inline: Mapping[str, str]) -> Words:
    """An answer as it leaves. `inline` maps addresses of images in its HTML to `cid:` addresses.

    The quotation is made anew from the public message before it, so nothing internal can stand in it.
    """
    own_html = clean_own_html(message.html, inline=inline).html if message.html else text_to_html(message.text)
    own_text = html_to_text(own_html, links=True) if message.html else visible_text(message.text)
    signature = _signature(message, ticket)
    quoted = previous_public(ticket.id, message.id)
    text_parts = [own_text.strip(), signature]
    html_parts = [f"<div>{own_html}</div>", wrapping.signature(text_to_html(signature))]
    if quoted is not None and (shown := truncate(visible_text(quoted.text).strip(), LONGEST_QUOTE)):
        line = _attribution(quoted, ticket, language)
        text_parts.append(f"{line}\n\n{_marked(shown)}")
        html_parts.append(wrapping.quotation(line, text_to_html(shown)))
    text = "\n\n".join(part for part in text_parts if part) + "\n"
    return Words(text, wrapping.page(*html_parts, language=language))


def _signature(message: Message, ticket: Ticket) -> str:
    """The agent's own, else their name; then the department's."""
    author = message.author
    own = (author.signature.strip() or author.name) if author is not None else ""
    return "\n".join(each for each in (visible_text(own), visible_text(ticket.department.signature)) if each).strip()


def _attribution(quoted: Message, ticket: Ticket, language: str) -> str:
    """Says who wrote and when, by name only: agents' and customers' addresses stay out of quotations."""
    name = quoted.author.name if quoted.author is not None else quoted.author_name
    if "@" in name or not name:
        name = ticket.brand.name if quoted.is_from_desk else plain_line(name).partition("@")[0]
    date, time = _moment(quoted.created_at, ticket.brand.time_zone, language)
    line = phrase("attribution", language)
    return line.replace("{date}", date).replace("{time}", time).replace("{name}", plain_line(name, 80))


def _moment(at: datetime, time_zone: str, language: str) -> tuple[str, str]:
    local = at.astimezone(ZoneInfo(time_zone))
    day = format_date(local, "d MMMM y", locale=language)
    return day, format_time(local, "HH:mm", locale=language)


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
