"""The workflow that a desk begins with."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.reference import reference_changed
from tuki.tickets.models import Resolution, Status, Transition
from tuki.tickets.statuses import COMPLETED, RESOLUTIONS, STATUSES, TRANSITIONS


@command
def add_default_workflow(actor: Actor) -> None:
    """The eight statuses, their transitions and the resolutions. Nothing to do when there are statuses already."""
    if Status.objects.exists():
        return
    Status.objects.bulk_create(
        Status(code=code, name=name, stage=stage, position=index, needs_resolution=code == COMPLETED)
        for index, (code, (name, stage)) in enumerate(STATUSES.items())
    )
    Transition.objects.bulk_create(
        Transition(source_id=source, target_id=target)
        for source, targets in TRANSITIONS.items()
        for target in targets
        if source != target
    )
    Resolution.objects.bulk_create(
        Resolution(code=code, name=name, position=index) for index, (code, name) in enumerate(RESOLUTIONS.items())
    )
    reference_changed()
