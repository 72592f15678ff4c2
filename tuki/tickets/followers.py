"""What the room tickets does when definitions change."""

from __future__ import annotations

from typing import cast

from tuki.catalogue.commands.matrix import VERSIONS
from tuki.catalogue.events import MatrixRemoved
from tuki.catalogue.models import PriorityMatrix
from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_inside
from tuki.kernel.versions import SettingChanged
from tuki.tickets.commands.reprioritise import begin_reprioritising
from tuki.tickets.lines import hops

__all__ = ["follow_desk_matrix", "follow_new_matrix", "hops"]


@follows_inside(SettingChanged)
def follow_new_matrix(entry: Recorded) -> None:
    """Open tickets follow a changed matrix. Runs once, in the transaction of the change."""
    event = cast(SettingChanged, entry.event)
    if event.setting == VERSIONS:
        begin_reprioritising(PriorityMatrix.objects.values_list("brand_id", flat=True).get(pk=event.object_id))


@follows_inside(MatrixRemoved)
def follow_desk_matrix(entry: Recorded) -> None:
    """Tickets of a brand without its own matrix follow the desk's. Runs once, in the transaction of the change."""
    begin_reprioritising(cast(MatrixRemoved, entry.event).brand_id)
