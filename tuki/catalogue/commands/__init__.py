"""The only writers of the room catalogue."""

from __future__ import annotations

from tuki.catalogue.commands.kinds import ALL_KINDS, SETTING
from tuki.catalogue.kinds import kinds_now
from tuki.catalogue.models import Kind
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.reference import reference_changed
from tuki.kernel.versions import keep_version

BUILTIN_KINDS = {
    "incident": "Incident",
    "service_request": "Service request",
    "information_request": "Question",
    "documentation_request": "Documentation request",
    "change_request": "Change request",
    "suggestion": "Suggestion",
    "complaint": "Complaint",
}


@command
def add_builtin_kinds(actor: Actor) -> None:
    """The kinds that every desk begins with. Nothing to do for those that are there."""
    present = set(Kind.objects.filter(code__in=BUILTIN_KINDS).values_list("code", flat=True))
    missing = [
        Kind(code=code, name=name, position=index)
        for index, (code, name) in enumerate(BUILTIN_KINDS.items())
        if code not in present
    ]
    if missing:
        Kind.objects.bulk_create(missing, ignore_conflicts=True)
        reference_changed()
    keep_version(actor, SETTING, ALL_KINDS, kinds_now())
