"""Rights follow their grants at once, also after a transaction that was undone."""

from django.db import transaction

from tests.cast import SYSTEM
from tuki.kernel.actors import Actor
from tuki.people.commands.desk import add_department, change_department
from tuki.people.commands.roles import grant_roles


def test_a_grant_reaches_everything_below_its_department(cast):
    below = add_department(SYSTEM, brand_id=cast.brand.id, name="Printers", parent_id=cast.support.id)
    assert cast.actor(cast.anna).holds("tickets.see", below.id)
    assert not cast.actor(cast.boris).holds("tickets.see", below.id)
    change_department(SYSTEM, below.id, parent_id=cast.billing.id)
    assert cast.actor(cast.boris).holds("tickets.see", below.id)
    assert not cast.actor(cast.anna).holds("tickets.see", below.id)


def test_rights_of_an_undone_transaction_are_forgotten(cast):
    def rights() -> Actor:
        return cast.actor(cast.anna)

    try:
        with transaction.atomic():
            grant_roles(SYSTEM, cast.anna.id, roles=[("administrator", None)])
            assert rights().holds("settings.change")
            raise LookupError
    except LookupError:
        pass
    assert not rights().holds("settings.change")
