"""Rules and rehearsals over the API: written, tried, switched on, questioned, taken back."""

from __future__ import annotations

import pytest

from tests.api.test_access import RULE
from tests.automation.rules.desk import let_act
from tuki.automation.models import Rule
from tuki.people.commands.roles import grant_roles, set_role
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db
URGENT = [{"action": "set_urgency", "given": {"urgency": 1}}, {"action": "note", "given": {"text": "Hot."}}]
HOT = {
    **RULE,
    "conditions": {"fact": "subject", "op": "contains", "value": ["printer"]},
    "steps": URGENT,
    "examples": [
        {"given": {"subject": "Printer"}, "then": {"urgency": 1}},
        {"given": {"subject": "x"}, "fires": False},
    ],
}


def test_from_a_draft_to_taking_back(cast, api):
    failing = api.vera.post("/rules", HOT | {"examples": [{"given": {"subject": "mouse"}}]}).data
    assert failing["outcomes"][0]["passed"] is False and failing["outcomes"][0]["reasons"][0]["found"] == "mouse"
    at = f"/rules/{failing['id']}"
    assert api.vera.post(f"{at}/activation").data["code"] == "example_fails"
    fixed = api.vera.patch(at, {"examples": HOT["examples"]}).data
    assert [each["passed"] for each in fixed["outcomes"]] == [True, True] and fixed["is_on"] is False
    assert api.vera.post(f"{at}/activation").data["is_on"] is True
    ticket = cast.ticket()
    let_act()
    found = api.anna.get(f"/firings?rule={failing['id']}").data["items"]
    assert [(each["ticket"], each["state"]) for each in found] == [(ticket.reference, "done")]
    assert found[0]["reasons"][0]["found"] == "Printer on fire" and found[0]["steps"] == URGENT
    assert api.boris.get("/firings").data["items"] == []
    assert api.boris.get(f"/firings/{found[0]['id']}").status_code == 404
    assert api.vera.post(f"/firings/{found[0]['id']}/undo").data == {"lasting": ["note"]}
    assert Ticket.objects.get(pk=ticket.pk).urgency == 3
    assert api.vera.delete(f"{at}/activation").data["is_on"] is False


def test_order_hold_and_release(cast, api):
    first = api.vera.post("/rules", HOT | {"most_tickets": 1, "steps": URGENT[:1]}).data
    second = api.vera.post("/rules", HOT | {"name": "Second"}).data
    assert api.vera.patch(f"/rules/{second['id']}", {"position": 1}).data["position"] == 1
    assert [each["name"] for each in api.vera.get("/rules").data["items"]] == ["Second", "Tag it"]
    api.vera.post(f"/rules/{first['id']}/activation")
    for _ in range(3):
        cast.ticket()
    let_act()
    assert api.vera.get(f"/rules/{first['id']}").data["held"] == "tickets"
    assert api.vera.post(f"/rules/{first['id']}/release", {"goes_on": False}).data["held"] is None
    assert len(api.vera.get("/firings?state=dropped").data["items"]) == 2
    begun = api.vera.post(f"/rules/{first['id']}/undo", {"since": "2020-01-01T00:00:00Z"})
    assert (begun.status_code, begun.data["firings"], begun.data["ended_at"]) == (202, 1, None)
    let_act()
    (run,) = api.vera.get(f"/rules/{first['id']}/undo").data["items"]
    assert (run["undone"], run["lasting"]) == (1, []) and run["ended_at"] is not None


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"triggers": ["sunrise"]}, "unknown_trigger", "triggers"),
        ({"steps": [{"action": "watch"}]}, "needs_somebody", "steps[0]"),
        ({"steps": [{"action": "assign", "given": {"assignee": 0}}]}, "needs_somebody", "steps[0]"),
        ({"examples": [{"given": {"urgency": "much"}}]}, "example_value", "examples[0].given.urgency"),
        ({"examples": [{"given": {"status": "zzz"}}]}, "example_value", "examples[0].given.status"),
        ({"examples": [{"given": {"kind": None}}]}, "example_value", "examples[0].given.kind"),
        ({"examples": [{"then": {"tags": "vip"}}]}, "example_value", "examples[0].then.tags"),
        ({"examples": [{"given": {"priority": [1]}}]}, "example_value", "examples[0].given.priority"),
        ({"examples": [{"given": {"mood": 1}}]}, "unknown_fact", "examples[0].given"),
        ({"conditions": {"fact": "subject", "op": "is"}}, "condition_value", "conditions.value"),
    ],
)
def test_nonsense_is_refused_by_its_place(api, wrong, code, field):
    refused = api.vera.post("/rules", HOT | wrong)
    assert (refused.status_code, refused.data["code"], refused.data["field"]) == (422, code, field)
    assert not Rule.objects.exists()


def test_a_rehearsal_and_the_tickets_behind_its_numbers(cast, api):
    set_role(cast.actor(cast.vera), code="trier", name="Trier", listed=["automation.rehearse"])
    grant_roles(cast.actor(cast.vera), cast.boris.id, roles=[("trier", None), ("agent", cast.billing.id)])
    fits, other = cast.ticket(), cast.ticket("Mouse")
    begun = api.vera.post("/rehearsals", {"kind": "rule", "definition": HOT, "weeks": 1})
    assert begun.status_code == 202 and begun.data["state"] == "running"
    at = f"/rehearsals/{begun.data['id']}"
    let_act()
    done = api.vera.get(at).data
    assert (done["state"], done["seen"], done["outcome"]["touched"]) == ("done", 2, 1)
    assert done["outcome"]["changed"]["urgency"] == 1
    (found,) = api.vera.get(f"{at}/findings?mark=changed:urgency").data["items"]
    assert found["ticket"] == fits.reference != other.reference and "touched" in found["marks"]
    assert api.vera.get(f"{at}/findings?before=missed").data["items"] == []
    assert api.boris.get(at).data["outcome"]["touched"] == 1
    assert api.boris.get(f"{at}/findings").data["items"] == []
    for wrong in (
        {"definition": {}},
        {"kind": "policy", "definition": {"name": 3}},
        {"object": 99, "kind": "calendar"},
    ):
        assert api.vera.post("/rehearsals", {"kind": "rule", "definition": HOT} | wrong).status_code == 422
    assert (
        api.vera.post("/rehearsals", {"kind": "rule", "definition": HOT, "start": "2026-01-01T00:00:00"}).data["code"]
        == "span_shape"
    )
    assert api.vera.post(f"{at}/stop").data["state"] == "done"
    assert [each["code"] for each in done["left_out"]] == ["people", "limits", "other_rules", "today"]
    assert done["left_out"][-1]["facts"] == ["subject"] and done["kept_until"] > done["end"]
    assert api.vera.delete(at).status_code == 204
    assert api.vera.get(at).status_code == 404


def test_who_leads_one_department_writes_rules_for_it_alone(cast, api):
    grant_roles(cast.actor(cast.vera), cast.boris.id, roles=[("manager", cast.billing.id)])
    wide = api.vera.post("/rules", HOT).data
    assert wide["departments"] == []
    assert api.boris.post("/rules", HOT).data["code"] == "rule_too_wide"
    own = api.boris.post("/rules", HOT | {"departments": [cast.billing.id]})
    assert (own.status_code, own.data["departments"]) == (201, [cast.billing.id])
    refused = api.boris.patch(f"/rules/{own.data['id']}", {"departments": []})
    assert (refused.status_code, refused.data["code"]) == (403, "rule_too_wide")
    assert api.boris.post(f"/rules/{wide['id']}/activation").status_code == 403
    assert api.boris.post("/rules", HOT | {"departments": [99999]}).status_code == 403
    assert api.vera.post("/rules", HOT | {"departments": [99999]}).data["code"] == "unknown_department"
