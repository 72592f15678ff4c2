"""The workflow that every desk begins with: eight statuses and their transitions."""

from __future__ import annotations

NEW, ASSIGNED, IN_PROGRESS = "new", "assigned", "in_progress"
INFORMATION_NEEDED, EXTERNAL = "information_needed", "external_processing"
COMPLETED, REJECTED, CLOSED = "completed", "rejected", "closed"

# code → (name, stage)
STATUSES = {
    NEW: ("New", "new"),
    ASSIGNED: ("Assigned", "ours"),
    IN_PROGRESS: ("In progress", "ours"),
    INFORMATION_NEEDED: ("Information needed", "customer"),
    EXTERNAL: ("External processing", "third_party"),
    COMPLETED: ("Completed", "done"),
    REJECTED: ("Rejected by user", "ours"),
    CLOSED: ("Closed", "closed"),
}

_WORKING = [ASSIGNED, IN_PROGRESS, INFORMATION_NEEDED, EXTERNAL, COMPLETED]
TRANSITIONS = {
    NEW: _WORKING,
    ASSIGNED: [NEW, *_WORKING],
    IN_PROGRESS: [NEW, *_WORKING],
    INFORMATION_NEEDED: _WORKING,
    EXTERNAL: _WORKING,
    COMPLETED: [CLOSED, REJECTED, IN_PROGRESS],
    REJECTED: _WORKING,
    CLOSED: [IN_PROGRESS],
}

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

OPEN_STAGES = frozenset({"new", "ours", "customer", "third_party"})
