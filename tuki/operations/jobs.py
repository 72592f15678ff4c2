"""What this room does by the clock."""

from __future__ import annotations

from tuki.kernel.jobs.registry import scheduled
from tuki.operations import keeping, sweeping

DAY = 24 * 3600


@scheduled("operations.backup", every_seconds=DAY, lane="slow")
def back_up() -> None:
    """The nightly backup; twice makes two files, of which the older goes in its turn."""
    keeping.back_up_nightly()


@scheduled("operations.scrub", every_seconds=DAY, lane="slow")
def scrub() -> None:
    """Reads every stored file again; harmless when repeated."""
    keeping.scrub_files()


@scheduled("operations.sweep", every_seconds=DAY, lane="slow")
def sweep() -> None:
    """Removes bytes that no row names; harmless when repeated."""
    sweeping.sweep_files()
