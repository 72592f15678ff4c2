"""Work that keeps the database quick, by the clock."""

from __future__ import annotations

from tuki.kernel.database.statistics import refresh_statistics
from tuki.kernel.jobs.registry import scheduled


@scheduled("kernel.statistics", every_seconds=3600, lane="slow")
def tend_statistics() -> None:
    """The planner's statistics follow what the tables hold; harmless at any time."""
    refresh_statistics()
