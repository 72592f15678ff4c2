"""How urgent a mail's headers call it: Importance and Priority (RFC 4021) and X-Priority, as clients set them."""

from __future__ import annotations

import re

from tuki.catalogue.priorities import HIGH, LOW, MEDIUM
from tuki.channels.email.reading import Mail

# A header is anybody's claim, so it never says more than high.
_IMPORTANCE = {"high": HIGH, "urgent": HIGH, "low": LOW, "non-urgent": LOW}
_X_PRIORITY = {"1": HIGH, "2": HIGH, "4": LOW, "5": LOW}
_FIRST_WORD = re.compile(r"[\w-]+")


def urgency_of(mail: Mail) -> int:
    """High, medium or low; medium when the headers say nothing or contradict each other."""
    said = {
        _IMPORTANCE.get(_word(mail.header("importance"))),
        _IMPORTANCE.get(_word(mail.header("priority"))),
        _X_PRIORITY.get(_word(mail.header("x-priority"))),
    } - {None}
    return said.pop() or MEDIUM if len(said) == 1 else MEDIUM


def _word(value: str) -> str:
    """The first word: `1 (Highest)` is 1."""
    found = _FIRST_WORD.search(value[:100].lower())
    return found[0] if found else ""
