"""What a browser carries for us and cannot read or change: half-done sign-ins, challenges, known devices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from tuki.kernel import clock
from tuki.kernel.secrets import CannotUnseal, keyring

LONGEST = 4000


def seal(purpose: str, data: dict[str, Any], *, lasts: timedelta) -> str:
    """The data sealed for one purpose, with its end inside."""
    ends_at = int((clock.now() + lasts).timestamp())
    return keyring().seal(msgspec.json.encode([ends_at, data]).decode(), context=f"signin:{purpose}")


def unseal(purpose: str, text: str) -> dict[str, Any] | None:
    """What was sealed, or None when it is over, changed, or made for another purpose."""
    if not text or len(text) > LONGEST or not text.isascii():
        return None
    try:
        ends_at, data = msgspec.json.decode(keyring().unseal(text, context=f"signin:{purpose}"))
    except (CannotUnseal, msgspec.DecodeError, ValueError):
        return None
    return data if clock.now().timestamp() < ends_at else None
