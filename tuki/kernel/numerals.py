"""Numbers as people and programs write them."""

from __future__ import annotations

LARGEST = 2**63 - 1  # of a database's bigint
_MOST_DIGITS = len(str(LARGEST))


def whole_number(text: str, *, most: int = LARGEST) -> int | None:
    """The number that ASCII digits alone write; None for anything else and for numbers above `most`.

    To `str.isdigit` "²" is a digit, and `int` refuses 5,000 of them: neither asks what a database takes.
    """
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        return None
    number = int(text)
    return number if number <= most else None
