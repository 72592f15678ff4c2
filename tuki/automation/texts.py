"""Which of a template's texts fits a ticket."""

from __future__ import annotations

from collections.abc import Mapping

from tuki.automation.placeholders import language_of
from tuki.channels.email.outgoing.texts import LANGUAGES, fitting_language
from tuki.tickets.models import Ticket

__all__ = ["LANGUAGES", "best_text"]


def best_text(texts: Mapping[str, str], ticket: Ticket) -> str:
    """The text in the requester's language, else in the brand's, else in English, else the first there is."""
    wanted = (fitting_language(language_of(ticket)), fitting_language(ticket.brand.language), "en")
    found = next((texts[code] for code in wanted if code in texts), None)
    return found if found is not None else next(iter(texts.values()), "")
