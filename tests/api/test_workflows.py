"""Workflows, kinds and approvals by the API."""

from __future__ import annotations

import msgspec
import pytest

from tuki.kernel.jobs.running import run_due
from tuki.tickets.models import Approval, Ticket, Workflow
from tuki.tickets.queries.workflow import workflow_of
from tuki.tickets.workflow.built_in import DEFAULT
from tuki.tickets.workflow.definition import StatusDefinition, TransitionDefinition


def builtins(definition):
    return msgspec.to_builtins(definition)


def test_a_workflow_is_read_changed_and_refused_with_counts(cast, api):
    listed = api.vera.get("/workflows").data["items"]
    assert [each["code"] for each in listed] == ["default"]
    at = f"/workflows/{listed[0]['id']}"
    smaller = msgspec.structs.replace(
        DEFAULT,
        statuses=[each for each in DEFAULT.statuses if each.code != "external_processing"],
        transitions=[each for each in DEFAULT.transitions if "external_processing" not in (each.source, each.target)],
    )
    cast.ticket()
    Ticket.objects.update(status_id="external_processing")
    body = {"definition": builtins(smaller), "version": listed[0]["version"]}
    refused = api.vera.patch(at, body)
    assert (refused.status_code, refused.data["code"]) == (422, "tickets_in_removed_status")
    assert "External processing: 1" in refused.data["detail"]
    assert api.anna.patch(at, body).status_code == 403
    changed = api.vera.patch(at, body | {"moves": {"external_processing": "in_progress"}})
    assert changed.status_code == 200 and len(changed.data["definition"]["statuses"]) == 7
    assert api.vera.patch(at, {"definition": builtins(DEFAULT), "version": 1}).status_code == 409


def test_going_back_to_a_version_asks_for_places_too(cast, api):
    (workflow,) = api.vera.get("/workflows").data["items"]
    at = f"/workflows/{workflow['id']}"
    wider = msgspec.structs.replace(
        DEFAULT,
        statuses=[*DEFAULT.statuses, StatusDefinition(code="lab", stage="ours", names={"en": "Lab"})],
        transitions=[
            *DEFAULT.transitions,
            TransitionDefinition(source="in_progress", target="lab"),
            TransitionDefinition(source="lab", target="in_progress"),
        ],
    )
    assert api.vera.patch(at, {"definition": builtins(wider)}).status_code == 200
    cast.ticket()
    Ticket.objects.update(status_id="lab")
    refused = api.vera.post(f"{at}/versions/1", {})
    assert (refused.status_code, refused.data["code"]) == (422, "tickets_in_removed_status")
    assert api.anna.post(f"{at}/versions/1", {}).status_code == 403
    assert api.vera.post(f"{at}/versions/9", {}).status_code == 404
    went = api.vera.post(f"{at}/versions/1", {"moves": {"lab": "in_progress"}})
    assert len(went.data["definition"]["statuses"]) == 8
    run_due("default")
    assert Ticket.objects.get().status_id == "in_progress"


def test_kinds_and_their_workflows(api):
    added = api.vera.post("/kinds", {"code": "access", "names": {"en": "Access"}})
    assert added.status_code == 201
    other = msgspec.structs.replace(DEFAULT, name="Access")
    body = {"code": "access", "definition": builtins(other)}
    workflow = api.vera.post("/workflows", body).data
    given = api.vera.post("/kinds/access/workflow", {"workflow": workflow["id"]})
    assert given.data["workflow"] == workflow["id"] and workflow_of("access").name == "Access"
    assert api.vera.patch("/kinds/access", {"names": {"en": "Rights"}}).data["name"] == "Rights"
    assert api.vera.post("/kinds/access/retirement", {}).data["is_active"] is False
    assert api.vera.delete("/kinds/access/retirement").data["is_active"] is True
    assert api.vera.post(f"/workflows/{workflow['id']}/retirement", {}).data["is_retired"] is True
    assert api.vera.delete(f"/workflows/{workflow['id']}/retirement").data["is_retired"] is False


@pytest.mark.parametrize("verb", ["grant", "refusal"])
def test_approvals(cast, api, verb):
    ways = [msgspec.structs.replace(each, needs_approval=each.target == "closed") for each in DEFAULT.transitions]
    row = Workflow.objects.get()
    definition = builtins(msgspec.structs.replace(DEFAULT, transitions=ways))
    api.vera.patch(f"/workflows/{row.id}", {"definition": definition})
    ticket = cast.ticket()
    Ticket.objects.update(status_id="completed")
    asked = api.anna.post(f"/tickets/{ticket.reference}/status", {"status": "closed"})
    assert asked.data["status"] == "completed"
    waiting = api.vera.get("/approvals").data["items"]
    assert [each["ticket"] for each in waiting] == [ticket.reference]
    assert api.anna.get("/approvals").data["items"] == []
    at = f"/approvals/{waiting[0]['id']}"
    assert api.anna.post(f"{at}/{verb}", {"comment": "x"}).status_code == 403
    decided = api.vera.post(f"{at}/{verb}", {"comment": "Because"}).data
    assert decided["state"] == {"grant": "granted", "refusal": "declined"}[verb]
    assert Approval.objects.get().comment == "Because"
    listed = api.anna.get(f"/tickets/{ticket.reference}/approvals").data["items"]
    assert [each["state"] for each in listed] == [decided["state"]]
