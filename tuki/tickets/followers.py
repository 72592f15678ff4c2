"""What the room tickets does when definitions change."""

from __future__ import annotations

from typing import cast

from django.db.models import Q

from tuki.catalogue.commands.matrix import VERSIONS
from tuki.catalogue.events import MatrixRemoved
from tuki.catalogue.models import PriorityMatrix
from tuki.kernel.command import enqueue
from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_inside
from tuki.kernel.versions import SettingChanged
from tuki.people.customers.events import OrganisationValueChanged, PersonValueChanged, TierChanged
from tuki.tickets.commands.reprioritise import begin_reprioritising
from tuki.tickets.commands.turn import JOB as PLACE
from tuki.tickets.commands.turn import place_anew
from tuki.tickets.lines import hops
from tuki.tickets.models import Ticket

__all__ = ["follow_desk_matrix", "follow_new_matrix", "hops"]


@follows_inside(SettingChanged)
def follow_new_matrix(entry: Recorded) -> None:
    """Open tickets follow a changed matrix. Runs once, in the transaction of the change."""
    event = cast(SettingChanged, entry.event)
    if event.setting == VERSIONS:
        begin_reprioritising(PriorityMatrix.objects.values_list("brand_id", flat=True).get(pk=event.object_id))


@follows_inside(OrganisationValueChanged, PersonValueChanged)
def place_tickets_of_customer(entry: Recorded) -> None:
    """Their waiting tickets find their place in the order by value. Runs once, in the transaction of the change."""
    event = cast(OrganisationValueChanged | PersonValueChanged, entry.event)
    own = Q(organisation_id=event.subject)
    if isinstance(event, PersonValueChanged):
        own = Q(organisation=None, requester_id=event.subject)
    if event.old_weight != event.new_weight:
        waiting = Ticket.objects.filter(own, is_open=True, waiting_since__isnull=False).order_by("id")
        place_anew(list(waiting.select_for_update(of=("self",))))


@follows_inside(TierChanged)
def place_tickets_of_tier(entry: Recorded) -> None:
    """All waiting tickets find their place anew, by a job: one is enough for several changes."""
    event = cast(TierChanged, entry.event)
    if event.old_weight not in (None, event.new_weight):
        enqueue(PLACE, lane="slow", key=PLACE)


@follows_inside(MatrixRemoved)
def follow_desk_matrix(entry: Recorded) -> None:
    """Tickets of a brand without its own matrix follow the desk's. Runs once, in the transaction of the change."""
    begin_reprioritising(cast(MatrixRemoved, entry.event).brand_id)
