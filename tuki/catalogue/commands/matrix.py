"""The priority matrix, of the desk or of a brand."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext_lazy as _

from tuki.catalogue.events import MatrixRemoved
from tuki.catalogue.models import PriorityMatrix
from tuki.catalogue.permissions import EDIT
from tuki.catalogue.priorities import MatrixDefinition
from tuki.catalogue.wording import matrix_titles
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import NotFound
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import insist_holds
from tuki.people.models import Brand

VERSIONS = "priority_matrix"


@command
def set_matrix(actor: Actor, *, definition: MatrixDefinition, brand_id: int | None = None) -> PriorityMatrix:
    """The matrix of the desk, or of a brand, says this from now on; open tickets follow it (room tickets).

    Announces `setting.changed`; nothing to do when it says so already. Refuses `not_found` for an unknown brand.
    """
    insist_holds(actor, EDIT)
    if brand_id is not None and not Brand.objects.filter(pk=brand_id).exists():
        raise NotFound()
    said = msgspec.to_builtins(definition)
    row = PriorityMatrix.objects.select_for_update().filter(brand_id=brand_id).first()
    if row is None:
        row = PriorityMatrix.objects.create(brand_id=brand_id, definition=said)
    elif row.definition != said:
        row.definition = said
        row.save(update_fields=["definition"])
    keep_version(actor, VERSIONS, row.id, definition)
    return row


@command
def remove_matrix(actor: Actor, *, brand_id: int) -> None:
    """A brand follows the desk's matrix again. Announces `priority_matrix.removed`; refuses `unknown_matrix`."""
    insist_holds(actor, EDIT)
    row = PriorityMatrix.objects.select_for_update().filter(brand_id=brand_id).first()
    if row is None:
        raise NotFound("unknown_matrix")
    announce(actor, MatrixRemoved(subject=row.id, brand_id=brand_id))
    row.delete()


@versioned(
    VERSIONS,
    type=MatrixDefinition,
    label=_("Priority matrix"),
    permission=EDIT,
    titles=matrix_titles,
    words={"rows": _("Urgency")},
)
def restore_matrix(actor: Actor, object_id: int, definition: MatrixDefinition) -> None:
    """The matrix says again what it said; refuses `not_found` when it was taken away."""
    row = PriorityMatrix.objects.filter(pk=object_id).first()
    if row is None:
        raise NotFound()
    set_matrix(actor, definition=definition, brand_id=row.brand_id)
