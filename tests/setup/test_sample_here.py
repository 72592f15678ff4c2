"""The example on a desk that has people already, and where it may not come or was never."""

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.kernel.refusals import Refused
from tuki.people.models import Department, Person
from tuki.setup.commands.sample import fill_with_sample
from tuki.setup.commands.sample_removal import Removed, remove_sample
from tuki.tickets.models import Ticket


def test_a_desk_in_use_is_left_alone(cast):
    cast.ticket()
    with pytest.raises(Refused, match="desk_in_use"):
        fill_with_sample(SYSTEM)
    assert Ticket.objects.count() == 1 and not Person.objects.filter(email__endswith=".example").exists()


def test_it_joins_the_desk_that_is_there(cast):
    assert fill_with_sample(cast.actor(cast.vera)) == 60
    assert Department.objects.count() == 3  # Support and Billing were there
    assert Ticket.objects.filter(assignee=cast.vera).exists()
    assert set(Ticket.objects.values_list("brand__code", flat=True)) == {"main"}


def test_an_agent_may_not(cast):
    with pytest.raises(Refused, match="not_allowed"):
        fill_with_sample(cast.actor(cast.anna))
    assert not Ticket.objects.exists()


def test_on_a_desk_without_it_there_is_nothing_to_do(cast):
    assert remove_sample(cast.actor(cast.vera)) == Removed(0, 0, 0, 0, ())
    assert 'href="/desk/settings/sample"' not in browser(cast.vera).get("/desk/settings/").text
