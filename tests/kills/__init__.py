"""Killing processes of the running desk (goals G1–G4, G11–G13). TUKI_KILLS=full asks for the full size."""

import os

IS_FULL = os.environ.get("TUKI_KILLS") == "full"


def size(every_run: int, full: int) -> int:
    """How much of something this run does."""
    return full if IS_FULL else every_run
