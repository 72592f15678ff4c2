"""Policies and clocks over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import SYSTEM
from tests.sla.promises import oslo_hours, promised
from tuki.kernel import clock
from tuki.kernel.jobs.running import run_due
from tuki.sla.models import Policy
from tuki.sla.policies.definition import AgreementDefinition
from tuki.tickets.commands.status import change_status

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _gold(**values):
    targets = [{"target": "first_response", "minutes": [15, 60, None, None]}]
    return {"name": "Gold", "targets": targets, "calendar": oslo_hours().id} | values


def test_a_policy_is_added_changed_ordered_and_retired(cast, api):
    other = promised("Others", resolve=60)
    made = api.vera.post("/sla/policies", _gold(conditions={"fact": "kind", "op": "is", "value": ["incident"]}))
    assert (made.status_code, made.data["position"], made.data["targets"]) == (
        201, 1, [{"target": "first_response", "minutes": [15, 60, None, None], "calendar": None}],
    )  # fmt: skip
    id_ = made.data["id"]
    steps = [{"percent": 80, "receivers": ["assignee"]}, {"minutes": 30, "addresses": ["duty@desk.test"]}]
    changed = api.vera.patch(f"/sla/policies/{id_}", {"name": "Platinum", "steps": steps}).data
    assert (changed["name"], changed["conditions"]["fact"], len(changed["steps"])) == ("Platinum", "kind", 2)
    assert api.vera.post("/sla/policies/order", {"policies": [id_, other.id]}).status_code == 204
    assert [each["name"] for each in api.anna.get("/sla/policies").data["items"]] == ["Others", "Platinum"]
    assert Policy.objects.get(pk=id_).position == 0
    assert api.vera.delete(f"/sla/policies/{id_}").status_code == 204
    assert api.vera.get(f"/sla/policies/{id_}").data["is_active"] is False
    assert api.vera.patch(f"/sla/policies/{id_}", {"is_active": True}).data["is_active"] is True


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"targets": []}, "promises_nothing", "targets"),
        ({"conditions": {"fact": "status", "op": "is", "value": ["new"]}}, "unknown_fact", "conditions.fact"),
        ({"calendar": 987}, "unknown_calendar_id", "calendar"),
        ({"steps": [{"minutes": 5}]}, "step_tells_nobody", "steps[0]"),
        ({"steps": [{"minutes": 5, "addresses": ["nobody"]}]}, "bad_address", "steps[0]"),
        ({"pause_statuses": ["asleep"]}, "unknown_status", "pause_statuses"),
        ({"name": " "}, "required", "name"),
    ],
)
def test_nonsense_is_refused_by_its_place(cast, api, given, code, field):
    answer = api.vera.post("/sla/policies", _gold(**given))
    assert (answer.status_code, answer.data["code"]) == (422, code)
    assert field in str(answer.data)


def test_a_ticket_tells_its_clocks_with_their_sums(cast, api):
    agreements = [AgreementDefinition(name="First line", party="line", line=1, minutes=(60,) * 4)]
    with clock.at(MONDAY - timedelta(days=1)):
        policy = promised("Gold", resolve=120, agreements=agreements)
    with clock.at(MONDAY):
        ticket = cast.ticket()
    with clock.at(MONDAY + timedelta(minutes=30)):
        change_status(cast.actor(cast.anna), ticket.reference, status="information_needed")
    with clock.at(MONDAY + timedelta(minutes=60)):
        change_status(SYSTEM, ticket.reference, status="completed", resolution="solved")
    found = api.anna.get(f"/tickets/{ticket.reference}/clocks").data["items"]
    assert [(each["target"], each["party"], each["state"]) for each in found] == [
        ("resolve", "", "met"), ("line", "First line", "met"),
    ]  # fmt: skip
    resolve = found[0]
    assert (resolve["minutes"], resolve["used_minutes"], resolve["left_minutes"]) == (120, 30.0, 90.0)
    assert (resolve["policy"], resolve["due_at"]) == (policy.id, "2026-03-02T10:30:00Z")
    assert resolve["sum"] == [
        {"from": "2026-03-02T09:00:00+01:00", "to": "2026-03-02T09:30:00+01:00", "minutes": 30, "label": "running"},
        {"from": "2026-03-02T09:30:00+01:00", "to": "2026-03-02T10:00:00+01:00", "minutes": 30, "label": "paused",
         "reason": "information_needed"},
    ]  # fmt: skip
    own = api.clara.get(f"/tickets/{ticket.reference}/clocks").data["items"]
    assert [(each["target"], each["policy"]) for each in own] == [("resolve", None)]


def test_tickets_are_listed_by_time_left(cast, api):
    promised("Gold", resolve=(60, 120, 240, 480))
    slow, fast = cast.ticket("slow", priority=4), cast.ticket("fast", priority=1)
    run_due("slow")
    found = api.anna.get("/tickets?order=due").data["items"]
    assert [each["number"] for each in found] == [fast.reference, slow.reference]
