"""What customers are worth, the order by value and waiting, and its floor for small customers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.queries import same_queries_for
from tuki.kernel import clock
from tuki.kernel.jobs.running import run_due
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.commands.customers import (
    ValueDefinition,
    add_builtin_tiers,
    set_organisation_value,
    set_person_value,
    set_tier,
)
from tuki.people.commands.persons import add_person
from tuki.people.customers.queries import tiers, value_of
from tuki.people.customers.weight import HEAVIEST, head_start, weight_of
from tuki.people.models import CustomerValue
from tuki.setup.applying import apply_content
from tuki.setup.exporting import export_desk
from tuki.tickets.commands.change import change_requester
from tuki.tickets.commands.receive import write_as_customer
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.writing import Writing
from tuki.tickets.queries.lists import page_of, view_page
from tuki.tickets.queries.views import in_view

VIP = ValueDefinition(tier="vip")


@pytest.fixture
def desk(cast):
    add_builtin_tiers(SYSTEM)
    return cast


def opened(desk, hours_ago: float, **values):
    with clock.at(timezone.now() - timedelta(hours=hours_ago)):
        return desk.ticket(**values)


def by_value(desk) -> list[str]:
    return [row.subject for row in view_page(desk.actor(desk.anna), "open", order="value").rows]


@given(st.integers(0, 100), st.none() | st.integers(0, 10**12), st.booleans())
def test_weight_stays_within_its_bounds(tier, revenue, is_trial):
    weight = weight_of(tier, revenue, is_trial=is_trial)
    assert tier <= weight <= min(HEAVIEST, tier + 20)
    assert weight_of(tier, revenue, is_trial=True) == tier
    assert timedelta(0) <= head_start(weight) <= timedelta(hours=25)


@pytest.mark.parametrize(("revenue", "points"), [(None, 0), (0, 0), (99, 1), (900, 5), (9_900, 10), (10**6, 20)])
def test_revenue_brings_five_points_for_each_tenfold(revenue, points):
    assert weight_of(20, revenue, is_trial=False) == 20 + points


def test_a_heavier_customer_comes_first_but_not_for_ever(desk):
    set_organisation_value(SYSTEM, desk.customer_b.id, value=VIP)  # 70 points: 17.5 hours
    opened(desk, 30, subject="small, a day ago")
    opened(desk, 2, subject="small, just now")
    opened(desk, 1, subject="VIP", requester=desk.dmitri)
    assert by_value(desk) == ["small, a day ago", "VIP", "small, just now"]


def test_the_place_follows_events(desk):
    anna = desk.actor(desk.anna)
    small = opened(desk, 2, subject="small")
    vip = opened(desk, 1, subject="VIP", requester=desk.dmitri)
    assert by_value(desk) == ["small", "VIP"]
    set_organisation_value(SYSTEM, desk.customer_b.id, value=VIP)
    assert by_value(desk) == ["VIP", "small"]
    reply_to_ticket(anna, vip.reference, text="Here you are")
    assert by_value(desk) == ["small"]
    write_as_customer(desk.actor(desk.dmitri), vip.reference, writing=Writing(text="Still broken"))
    assert by_value(desk) == ["VIP", "small"]
    change_requester(anna, small.reference, requester_id=desk.dmitri.id)
    assert by_value(desk) == ["small", "VIP"]
    set_organisation_value(SYSTEM, desk.customer_b.id, value=ValueDefinition())
    vip.refresh_from_db()
    assert vip.turn_at == vip.waiting_since


def test_a_tier_that_weighs_otherwise_moves_its_customers(desk):
    set_organisation_value(SYSTEM, desk.customer_b.id, value=VIP)
    opened(desk, 2, subject="small")
    opened(desk, 1, subject="VIP", requester=desk.dmitri)
    set_tier(SYSTEM, code="vip", name="VIP", weight=0)
    run_due("slow")
    assert by_value(desk) == ["small", "VIP"]
    assert CustomerValue.objects.get().weight == 0
    with pytest.raises(Invalid):
        set_tier(SYSTEM, code="vip", name="VIP", weight=101)


def test_somebody_without_an_organisation_weighs_for_themselves(desk):
    alone = add_person(SYSTEM, name="Olga", email="olga@mail.example")
    opened(desk, 2, subject="small")
    opened(desk, 1, subject="Olga's", requester=alone)
    set_person_value(SYSTEM, alone.id, value=ValueDefinition(tier="gold", revenue_per_month=900))
    assert value_of(None, alone.id).weight == 45
    assert by_value(desk) == ["Olga's", "small"]
    set_person_value(SYSTEM, desk.clara.id, value=VIP)
    assert by_value(desk) == ["Olga's", "small"], "her organisation counts"
    with pytest.raises(NotFound):
        set_person_value(SYSTEM, desk.anna.id, value=VIP)


def test_pages_by_value_neither_repeat_nor_skip(desk):
    set_organisation_value(SYSTEM, desk.customer_b.id, value=VIP)
    for hour in range(7):
        opened(desk, hour * 9, requester=desk.dmitri if hour % 2 else desk.clara)
    tickets, seen, cursor = in_view(desk.actor(desk.anna), "open"), [], ""
    while cursor is not None:
        page = page_of(tickets, order="value", cursor=cursor, size=2)
        seen += [row.id for row in page.rows]
        cursor = page.older
    assert seen == list(tickets.order_by("turn_at", "id").values_list("id", flat=True))
    assert len(set(seen)) == 7


def test_the_list_by_value_costs_the_same_for_more_rows(desk):
    set_organisation_value(SYSTEM, desk.customer_a.id, value=VIP)
    anna = browser(desk.anna)
    same_queries_for(1, 3, make=lambda _number: desk.ticket(), read=lambda: anna.get("/desk/lists/open?order=value"))


@pytest.mark.parametrize("value", [{"tier": "platinum"}, {"standing": "maybe"}, {"revenue_per_month": -1}])
def test_what_makes_no_sense_is_refused(desk, value):
    with pytest.raises(Invalid):
        set_organisation_value(SYSTEM, desk.customer_a.id, value=ValueDefinition(**value))


def test_only_who_may_sees_and_sets_sums(desk):
    set_organisation_value(
        SYSTEM,
        desk.customer_a.id,
        value=ValueDefinition(tier="gold", plan="Team 50", revenue_per_month=4711, standing="paying"),
    )
    ticket = desk.ticket()
    at = f"/desk/organisations/{desk.customer_a.id}"
    vera, anna = browser(desk.vera), browser(desk.anna)
    assert "4711" in vera.get(at).text
    for page in (anna.get(at).text, anna.get(f"/desk/tickets/{ticket.reference}").text):
        assert "Gold" in page and "Team 50" in page and "paying" in page and "4711" not in page
    assert "Gold" not in browser(desk.clara).get(f"/portal/tickets/{ticket.reference}").text
    assert anna.post(f"{at}/value", {"tier": "vip"}).status_code == 403
    with pytest.raises(Refused):
        set_organisation_value(desk.actor(desk.anna), desk.customer_a.id, value=VIP)
    vera.post(f"{at}/value", {"tier": "vip", "plan": "", "revenue_per_month": "1 000 000", "standing": "paying"})
    assert value_of(desk.customer_a.id, 0).weight == 90


def test_tiers_are_set_by_plain_forms(desk):
    vera = browser(desk.vera)
    assert "Gold" in vera.get("/desk/settings/tiers").text
    vera.post("/desk/settings/tiers", {"code": "iron", "name": "Iron", "weight": "5", "position": "4", "active": "1"})
    assert [each.code for each in tiers().values()] == ["vip", "gold", "standard", "trial", "iron"]
    assert vera.post("/desk/settings/tiers", {"code": "a b", "name": "x", "weight": "1"}).status_code == 422
    assert browser(desk.anna).get("/desk/settings/tiers").status_code == 403


def test_a_file_says_tiers_and_values_and_the_export_says_them_again(desk):
    text = (
        '[[tier]]\ncode = "iron"\nname = "Iron"\nweight = 5\nposition = 4\n'
        '[[organisation]]\nname = "Customer A"\ntier = "iron"\nrevenue_per_month = 900\nstanding = "paying"\n'
        '[[contact]]\nname = "Olga"\nemail = "olga@mail.example"\nplan = "Single"\n'
    )
    apply_content(text.encode(), "desk.toml")
    assert apply_content(text.encode(), "desk.toml") == []
    assert value_of(desk.customer_a.id, 0).weight == 10
    exported = export_desk()
    assert 'tier = "iron"' in exported and 'plan = "Single"' in exported
    assert apply_content(exported.encode(), "export.toml") == []
