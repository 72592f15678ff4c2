"""Idempotent doors: a repeated request gets the first result, and changes nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from tuki.kernel import clock
from tuki.kernel.command import is_running
from tuki.kernel.jobs.registry import scheduled
from tuki.kernel.models import RequestKey
from tuki.kernel.refusals import Conflict

KEPT_FOR = timedelta(days=7)


def fingerprint(content: bytes) -> str:
    """What a request asked, short enough to keep: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def first_result(key: str, content: str) -> str | None:
    """The stored result of this request, or None when it is new.

    Call it within the command that does the work and `keep_result` at its end: both then commit together,
    and of two equal requests at once the second waits and finds the result.
    Refuses `request_reused` when the key came before with another content.
    """
    if not is_running():
        raise RuntimeError("request keys are kept inside a command")
    row, is_new = RequestKey.objects.get_or_create(key=key, defaults={"fingerprint": content, "made_at": clock.now()})
    if row.fingerprint != content:
        raise Conflict("request_reused")
    return None if is_new else row.result


def keep_result(key: str, result: str) -> None:
    """Stores what a repeat of this request shall be answered."""
    RequestKey.objects.filter(pk=key).update(result=result)


@scheduled("kernel.forget_requests", every_seconds=86400)
def forget_old_requests() -> None:
    """Drops request keys after seven days; a repeat after that counts as new."""
    RequestKey.objects.filter(made_at__lt=clock.now() - KEPT_FOR).delete()
