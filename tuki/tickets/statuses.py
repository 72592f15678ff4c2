"""What every workflow has in common: stages in which a ticket is open, and how one can be completed."""

from __future__ import annotations

OPEN_STAGES = frozenset({"new", "ours", "customer", "third_party"})

RESOLUTIONS = {
    "solved": "Solved",
    "workaround": "Workaround given",
    "answered": "Question answered",
    "not_reproducible": "Not reproducible",
    "incorrect_request": "Incorrect request",
    "duplicate": "Duplicate",
    "declined": "Declined",
    "no_answer": "No answer from the requester",
}
