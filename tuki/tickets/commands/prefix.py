"""The prefix of ticket numbers, while there is no ticket that bears it."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.commands.insisting import change_fields, insist_holds, needed
from tuki.people.events import BrandChanged
from tuki.people.models import Brand
from tuki.people.permissions import SETTINGS
from tuki.tickets.models import Ticket


@command
def change_prefix(actor: Actor, brand_id: int, *, prefix: str) -> Brand:
    """Tickets of the brand are called otherwise. Announces `brand.changed`; nothing to do when it is so already.

    Refuses `invalid`, `name_taken`, and `prefix_in_use` once the brand has a ticket: numbers are never given twice.
    """
    insist_holds(actor, SETTINGS)
    brand = Brand.objects.select_for_update().filter(pk=brand_id).first()
    if brand is None:
        raise NotFound()
    prefix = needed(prefix, field="prefix", most=12).upper()
    if prefix == brand.prefix:
        return brand
    if not prefix.isalnum() or not prefix.isascii():
        raise Invalid("invalid", field="prefix")
    if Brand.objects.filter(prefix=prefix).exists():
        raise Invalid("name_taken", field="prefix")
    if Ticket.objects.filter(brand=brand).exists():
        raise Refused("prefix_in_use")
    announce(actor, BrandChanged(subject=brand.id, changes=change_fields(brand, {"prefix": prefix})))
    return brand
