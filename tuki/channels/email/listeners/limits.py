"""What a listener allows. Each figure can be changed in the settings under `MAIL_LISTENER`."""

from __future__ import annotations

import msgspec
from django.conf import settings


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes in bytes, times in seconds, the rest counts.

    `idle_seconds` is for one command or 64 kB of a mail, `mail_seconds` for the whole of one mail. A sender of more
    than `calm_per_minute` waits behind others; above the flood limits it is put off (450 4.7.1), and so it is until the
    next day once it has sent `bytes_per_day` (452 4.2.2).
    """

    size: int = 50 * 1024 * 1024
    recipients: int = 100
    connections: int = 400
    idle_seconds: float = 60.0
    mail_seconds: float = 600.0
    store_seconds: float = 60.0
    calm_per_minute: int = 120
    flood_per_minute: int = 3_000
    flood_per_hour: int = 20_000
    bytes_per_day: int = 4 * 1024**3


def from_settings() -> Limits:
    """The limits of this desk."""
    return Limits(**getattr(settings, "MAIL_LISTENER", {}))
