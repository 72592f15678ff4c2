"""What is said of persons and brands is what it calls itself."""

from __future__ import annotations

import pytest

from tests.cast import SYSTEM
from tuki.kernel.refusals import Invalid
from tuki.people.commands.desk import add_brand, change_brand
from tuki.people.commands.persons import add_person, change_person

NO_ZONES = ("Middle/Earth", "Europe", "../etc/passwd", "x" * 200)


@pytest.mark.parametrize(
    "values", [{"language": "99999999999"}, {"language": "english"}, *({"time_zone": each} for each in NO_ZONES)]
)
def test_languages_and_zones_are_what_they_call_themselves(cast, values):
    """A person's zone stands in the mails of their deadlines: one that there is not would stop these."""
    (field,) = values
    for attempt in (
        lambda: change_person(cast.actor(cast.anna), cast.anna.id, **values),
        lambda: add_person(SYSTEM, name="New", email="new@customer-a.test", **values),
        lambda: change_brand(SYSTEM, cast.brand.id, **values),
        lambda: add_brand(SYSTEM, code="new", name="New", prefix="NEW", **values),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == field


def test_the_desks_own_language_and_zone_may_be_left_to_it(cast):
    vera = cast.actor(cast.vera)
    for values in ({"language": "pt-BR", "time_zone": "Asia/Tokyo"}, {"language": "", "time_zone": ""}):
        row = change_person(vera, cast.anna.id, **values)
        assert (row.language, row.time_zone) == tuple(values.values())
