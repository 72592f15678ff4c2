"""What is announced of the value of customers; sums stay in the row, so that they can be erased."""

from tuki.kernel.events import Event, event


@event("tier.changed", stream="tier", changes_reference=True)
class TierChanged(Event):
    """A tier was added or changed; `old_weight` is None for a new one."""

    old_weight: int | None
    new_weight: int


@event("organisation.value_changed", stream="organisation")
class OrganisationValueChanged(Event):
    """An organisation is worth something else to us; which fields changed, and its weight."""

    fields: list[str]
    old_weight: int
    new_weight: int


@event("person.value_changed", stream="person")
class PersonValueChanged(Event):
    """A customer without an organisation is worth something else to us."""

    fields: list[str]
    old_weight: int
    new_weight: int
