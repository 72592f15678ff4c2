"""What fetching allows. Each figure can be changed in the settings under `MAIL_FETCHING`."""

from __future__ import annotations

import msgspec
from django.conf import settings


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes in bytes, times in seconds, the rest counts.

    `answer_seconds` is how long a server may be silent, `step_seconds` how long one step may take in all.
    `idle_seconds`: IDLE is begun anew after it (RFC 2177 demands 29 minutes, many firewalls five). The pauses between
    attempts double up to `longest_pause_seconds`; after a refused login up to `refused_pause_seconds`, so that a
    wrong password does not lock the account. A round of more than `backlog` new mails waits behind other mail.
    """

    size: int = 50 * 1024 * 1024
    connect_seconds: float = 15.0
    answer_seconds: float = 30.0
    step_seconds: float = 600.0
    idle_seconds: float = 240.0
    poll_seconds: float = 30.0
    look_seconds: float = 2.0
    lease_seconds: float = 8.0
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 40.0
    refused_pause_seconds: float = 300.0
    batch_mails: int = 50
    batch_bytes: int = 8 * 1024 * 1024
    backlog: int = 200


def from_settings() -> Limits:
    """The limits of this desk."""
    return Limits(**getattr(settings, "MAIL_FETCHING", {}))
