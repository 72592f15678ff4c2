"""What a workflow is, what can be wrong with one, and the one that every desk begins with; no database here."""

from tuki.tickets.workflow.definition import StatusDefinition, TransitionDefinition, WorkflowDefinition

__all__ = ["StatusDefinition", "TransitionDefinition", "WorkflowDefinition"]
