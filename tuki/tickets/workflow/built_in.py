"""The workflow that every desk begins with: eight statuses, confirmation by the requester, silence closes."""

from __future__ import annotations

from tuki.tickets.workflow.definition import StageName, StatusDefinition, TransitionDefinition, WorkflowDefinition

# code → (English name, stage)
STATUSES: dict[str, tuple[str, StageName]] = {
    "new": ("New", "new"),
    "assigned": ("Assigned", "ours"),
    "in_progress": ("In progress", "ours"),
    "information_needed": ("Information needed", "customer"),
    "external_processing": ("External processing", "third_party"),
    "completed": ("Completed", "done"),
    "rejected": ("Rejected by user", "ours"),
    "closed": ("Closed", "closed"),
}

_WORKING = ["assigned", "in_progress", "information_needed", "external_processing", "completed"]
_TRANSITIONS = {
    "new": _WORKING,
    "assigned": ["new", *_WORKING],
    "in_progress": ["new", *_WORKING],
    "information_needed": _WORKING,
    "external_processing": _WORKING,
    "completed": ["closed", "rejected", "in_progress"],
    "rejected": _WORKING,
    "closed": ["in_progress"],
}

DEFAULT = WorkflowDefinition(
    name="Incidents and requests",
    statuses=[StatusDefinition(code=code, stage=stage) for code, (_name, stage) in STATUSES.items()],
    initial="new",
    assigned="assigned",
    answered="in_progress",
    completion="completed",
    confirmed="closed",
    rejected="rejected",
    reopened="assigned",
    transitions=[
        TransitionDefinition(source=source, target=target, needs_resolution=target == "completed")
        for source, targets in _TRANSITIONS.items()
        for target in STATUSES
        if target in targets and source != target
    ],
)
