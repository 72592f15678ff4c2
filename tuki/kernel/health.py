"""What is wrong right now, in codes and sentences: rooms register checks, the health page and `tuki doctor` run them.

In a room's `checks.py`, which is loaded when Django starts:

    @health_check("mailboxes")
    def mailboxes_work() -> list[Problem]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec
import structlog
from django.utils.functional import Promise
from django.utils.translation import gettext as _

logger = structlog.get_logger("tuki.health")


class Severity(StrEnum):
    """`error`: something does not work; `warning`: it works, but somebody should look."""

    WARNING = "warning"
    ERROR = "error"


class Problem(msgspec.Struct, frozen=True):
    """Something that is wrong. `code` is for programs; the sentence says what happened and what to do, no secrets."""

    code: str
    sentence: str | Promise
    severity: Severity = Severity.ERROR


Check = Callable[[], list[Problem]]
_checks: dict[str, Check] = {}


def health_check(name: str) -> Callable[[Check], Check]:
    """Registers a check: it reads a little, is fast, and lists what is wrong, nothing when all is well."""

    def register(check: Check) -> Check:
        if name in _checks:
            raise ValueError(f"health check {name} is registered twice")
        _checks[name] = check
        return check

    return register


def run_checks() -> Mapping[str, list[Problem]]:
    """Every check by its name with what it found. A check that fails is itself a problem, and stops no other."""
    return {name: _run(name, check) for name, check in _checks.items()}


def _run(name: str, check: Check) -> list[Problem]:
    try:
        return check()
    except Exception as error:
        logger.error("health_check_failed", check=name, error=repr(error))
        return [Problem("check_failed", _("This could not be checked. The log says why."))]
