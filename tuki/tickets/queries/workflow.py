"""Statuses, transitions and resolutions with their names, read once per process and change."""

from __future__ import annotations

from functools import lru_cache

from tuki.kernel.reference import reference
from tuki.tickets.models import Resolution, Status, Transition
from tuki.tickets.wording import RESOLUTION_NAMES, STATUS_NAMES


def status_names() -> dict[str, str]:
    """All statuses in their order: code → name in the reader's language."""
    return {code: str(STATUS_NAMES.get(code, name)) for code, name in _statuses()}


@reference
def next_statuses(code: str) -> list[str]:
    """The statuses that may follow this one, in their order."""
    return list(
        Transition.objects.filter(source_id=code)
        .order_by("target__position", "target_id")
        .values_list("target_id", flat=True)
    )


def resolution_names() -> dict[str, str]:
    """All resolutions in their order: code → name in the reader's language."""
    return {code: str(RESOLUTION_NAMES.get(code, name)) for code, name in _resolutions()}


@lru_cache(maxsize=64)
def stage_of(code: str) -> str:
    """The stage of a status; statuses keep their stage for life."""
    return Status.objects.values_list("stage", flat=True).get(pk=code)


@reference
def _statuses() -> list[tuple[str, str]]:
    return list(Status.objects.order_by("position", "code").values_list("code", "name"))


@reference
def _resolutions() -> list[tuple[str, str]]:
    return list(Resolution.objects.order_by("position", "code").values_list("code", "name"))
