"""Workflows, kinds and approvals in the browser, by plain forms."""

from __future__ import annotations

import re
from html import unescape

import msgspec
import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.catalogue.queries import active_kinds, all_kind_names
from tuki.channels.email.models import OutgoingMail
from tuki.kernel.jobs.running import run_due
from tuki.people.commands.roles import grant_roles, set_role
from tuki.tickets.commands.assign import take_ticket
from tuki.tickets.commands.link import link_tickets
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.workflow import change_workflow
from tuki.tickets.models import Approval, Ticket, TicketLink, Workflow
from tuki.tickets.queries.workflow import workflow_of
from tuki.tickets.workflow.built_in import DEFAULT
from tuki.tickets.workflow.definition import StatusDefinition, TransitionDefinition

CONTROL = re.compile(r"<select\b([^>]*)>(.*?)</select>|<input\b([^>]*)>", re.DOTALL)
NAME, VALUE = re.compile(r'\bname="([^"]*)"'), re.compile(r'\bvalue="([^"]*)"')


@pytest.fixture
def vera(cast):
    return browser(cast.vera)


@pytest.fixture
def default(cast) -> Workflow:
    return Workflow.objects.get(is_default=True)


def form_of(response, marker: str) -> dict[str, list[str]]:
    """What a browser would send of the form in which `marker` stands, but for its buttons."""
    page = response.content.decode()
    inside = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if marker in form)
    fields: dict[str, list[str]] = {}
    for attributes, options, plain in CONTROL.findall(inside):
        name, value = NAME.search(attributes or plain), VALUE.search(plain)
        chosen = unescape(value.group(1)) if value else "on"
        if attributes:
            picked = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
            chosen = unescape(picked.group(1)) if picked else ""
        elif 'type="checkbox"' in plain and " checked" not in plain:
            continue
        if name:
            fields.setdefault(unescape(name.group(1)), []).append(chosen)
    return fields


def test_saving_the_untouched_form_changes_nothing(vera, default):
    page = vera.get(f"/desk/settings/workflows/{default.id}")
    saved = vera.post(f"/desk/settings/workflows/{default.id}", {**form_of(page, "workflow-form"), "act": "save"})
    assert saved.status_code == 302
    assert workflow_of("incident") == DEFAULT


def test_a_status_is_added_renamed_moved_and_removed_before_anything_is_saved(vera, default):
    at = f"/desk/settings/workflows/{default.id}"
    added = {"act": "add", "new_name": "Ждём согласования", "new_stage": "customer"}
    page = vera.post(at, {**form_of(vera.get(at), "workflow-form"), **added})
    assert "Ждём согласования" in page.content.decode()
    form = form_of(page, "workflow-form")
    assert "status" in form and len(form["status"]) == 9
    code = next(each for each in form["status"] if each not in DEFAULT.codes)
    page = vera.post(at, {**form, "act": f"up:{code}"})
    moved = form_of(page, "workflow-form")
    assert moved["status"].index(code) == form["status"].index(code) - 1
    refused = vera.post(at, {**moved, "act": "save"})
    assert refused.status_code == 422 and "No ticket ever gets to" in refused.content.decode()
    page = vera.post(at, {**moved, "act": f"remove:{code}"})
    assert code not in form_of(page, "workflow-form")["status"]
    assert workflow_of("incident") == DEFAULT
    ways = {f"way:in_progress:{code}": ["on", "approval"], f"way:{code}:in_progress": ["on"]}
    assert vera.post(at, {**moved, **ways, "act": "save"}).status_code == 302
    kept = workflow_of("incident")
    assert kept.way("in_progress", code).needs_approval and not kept.way(code, "in_progress").needs_approval


def test_removing_a_status_asks_where_its_tickets_go(cast, vera, default):
    anna = cast.actor(cast.anna)
    for _number in range(2):
        change_status(anna, cast.ticket().reference, status="external_processing")
    at = f"/desk/settings/workflows/{default.id}"
    page = vera.post(at, {**form_of(vera.get(at), "workflow-form"), "act": "remove:external_processing"})
    asked = vera.post(at, {**form_of(page, "workflow-form"), "act": "save"})
    text = asked.content.decode()
    assert asked.status_code == 200 and "Where do these tickets go?" in text
    assert re.search(r"External processing</th><td class=\"number\">2<", text)
    assert workflow_of("incident") == DEFAULT
    answered = form_of(asked, "move:external_processing") | {"move:external_processing": "in_progress"}
    assert vera.post(at, answered).status_code == 302
    assert "1" in vera.get("/desk/settings/workflows").content.decode()
    run_due("default")
    assert set(Ticket.objects.values_list("status_id", flat=True)) == {"in_progress"}
    versions = vera.get(f"/desk/settings/versions/workflow/{default.id}").content.decode()
    assert "New → External processing" in versions and "external_processing" not in versions
    assert vera.post(f"/desk/settings/versions/workflow/{default.id}/1/restoration").status_code == 302
    assert workflow_of("incident") == DEFAULT


@pytest.mark.parametrize("path", ["workflows", "workflows/new", "workflows/1", "kinds", "kinds/new", "kinds/incident"])
def test_settings_open_to_administrators_only(cast, vera, default, path):
    at = f"/desk/settings/{path.replace('/1', f'/{default.id}')}"
    assert vera.get(at).status_code == 200
    assert browser(cast.anna).get(at).status_code == 403
    assert browser(cast.clara).get(at).status_code == 404


def test_a_second_workflow_serves_its_kinds_and_retires(vera, default):
    page = vera.get("/desk/settings/workflows/new")
    form = form_of(page, "workflow-form") | {"name": "Complaints", "kinds": "complaint", "act": "save"}
    assert vera.post("/desk/settings/workflows/new", form).status_code == 302
    row = Workflow.objects.get(code="complaints")
    assert workflow_of("complaint").name == "Complaints"
    assert vera.post(f"/desk/settings/workflows/{row.id}/retirement").status_code == 302
    assert workflow_of("complaint").name == DEFAULT.name


def test_kinds_are_added_renamed_retired_and_restored(cast, vera, default):
    form = {"code": "access", "name:en": "Access request", "name:ru": "Доступ", "workflow": default.id}
    assert vera.post("/desk/settings/kinds/new", form).status_code == 302
    assert active_kinds()["access"] == "Access request"
    assert vera.post("/desk/settings/kinds/access", {"name:en": "Access", "workflow": default.id}).status_code == 302
    assert all_kind_names()["access"] == "Access"
    assert vera.post("/desk/settings/kinds/access", {"workflow": default.id}).status_code == 422
    assert vera.post("/desk/settings/kinds/new", form).status_code == 422
    assert vera.post("/desk/settings/kinds/access/retirement").status_code == 302
    assert "access" not in active_kinds()
    assert vera.post("/desk/settings/kinds/access/restoration").status_code == 302
    assert "access" in active_kinds()
    assert "access" in vera.get("/desk/settings/versions/kinds/1").content.decode()


def test_a_kind_takes_its_tickets_to_another_workflow(cast, vera, default):
    page = vera.get("/desk/settings/workflows/new")
    form = form_of(page, "workflow-form") | {"name": "Short", "act": "remove:new"}
    form = form_of(vera.post("/desk/settings/workflows/new", form), "workflow-form")
    form |= {"initial": "assigned", "act": "save"}
    assert vera.post("/desk/settings/workflows/new", form).status_code == 302
    short = Workflow.objects.get(code="short")
    cast.ticket(kind="complaint")
    asked = vera.post("/desk/settings/kinds/complaint", {"name:en": "Complaint", "workflow": short.id})
    assert "Where do these tickets go?" in asked.content.decode()
    assert vera.post("/desk/settings/kinds/complaint", form_of(asked, "move:new")).status_code == 302
    run_due("default")
    assert Ticket.objects.get().status_id == "assigned"


def test_how_it_goes_on_is_shown_to_every_agent(cast, default):
    ticket = cast.ticket()
    page = browser(cast.anna).get(f"/desk/tickets/{ticket.reference}/way").content.decode()
    assert "<svg" in page and "style=" not in page
    assert re.search(r'class="status new here"', page)
    assert "needs a resolution" in page and "when the requester rejects it" in page
    assert browser(cast.boris).get(f"/desk/tickets/{ticket.reference}/way").status_code == 404


@pytest.fixture
def approving(cast, default):
    """The step to completed needs somebody's approval; Dora may give it in Support, Boris nowhere that matters."""
    ways = [msgspec.structs.replace(each, needs_approval=each.target == "completed") for each in DEFAULT.transitions]
    definition = msgspec.structs.replace(DEFAULT, transitions=ways)
    change_workflow(cast.actor(cast.vera), default.id, definition=definition)
    set_role(SYSTEM, code="approver", name="Approver", listed=["tickets.see", "tickets.approve"])
    grant_roles(SYSTEM, cast.boris.id, roles=[("approver", cast.support.id)])
    return cast


def test_a_step_waits_for_approval_by_somebody_else(approving):
    cast = approving
    anna, ticket = browser(cast.anna), cast.ticket()
    take_ticket(cast.actor(cast.anna), ticket.reference)
    page = anna.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "asks for an approval" in page or "Completed, as" in page
    answer = {"status": "completed", "resolution": "solved"}
    assert anna.post(f"/desk/tickets/{ticket.reference}/status", answer).status_code == 302
    approval = Approval.objects.get()
    assert Ticket.objects.get().status_id == "assigned"
    assert {mail.person_id for mail in OutgoingMail.objects.filter(kind="notification")} >= {cast.boris.id}
    assert "Waits for an approval" in anna.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert anna.get("/desk/approvals").status_code == 403
    assert anna.post(f"/desk/approvals/{approval.id}/grant").status_code == 403
    again = anna.post(f"/desk/tickets/{ticket.reference}/status", answer)
    assert again.status_code == 409

    boris = browser(cast.boris)
    assert ticket.reference in boris.get("/desk/approvals").content.decode()
    silent = boris.post(f"/desk/approvals/{approval.id}/decline", {"from": "list", "comment": " "})
    assert silent.status_code == 422
    declined = boris.post(f"/desk/approvals/{approval.id}/decline", {"from": "list", "comment": "Not tested"})
    assert declined.status_code == 302 and Ticket.objects.get().status_id == "assigned"
    assert "Not tested" in anna.get(f"/desk/tickets/{ticket.reference}/way").content.decode()

    anna.post(f"/desk/tickets/{ticket.reference}/status", answer)
    second = Approval.objects.latest("id")
    assert boris.post(f"/desk/approvals/{second.id}/grant", {"comment": "Fine"}).status_code == 302
    done = Ticket.objects.get()
    assert (done.status_id, done.resolution_id, done.close_due_at is not None) == ("completed", "solved", True)
    assert boris.post(f"/desk/approvals/{second.id}/grant").status_code == 409


def test_another_way_or_a_withdrawal_ends_what_waits(approving):
    cast = approving
    ticket, anna = cast.ticket(), browser(cast.anna)
    answer = {"status": "completed", "resolution": "solved"}
    anna.post(f"/desk/tickets/{ticket.reference}/status", answer)
    anna.post(f"/desk/approvals/{Approval.objects.get().id}/withdrawal")
    assert Approval.objects.get().state == "withdrawn"
    anna.post(f"/desk/tickets/{ticket.reference}/status", answer)
    anna.post(f"/desk/tickets/{ticket.reference}/status", {"status": "in_progress"})
    assert list(Approval.objects.values_list("state", flat=True)) == ["withdrawn", "withdrawn"]
    anna.post(f"/desk/tickets/{ticket.reference}/status", answer)
    anna.post(f"/desk/tickets/{ticket.reference}/kind", {"kind": "complaint"})
    assert Approval.objects.filter(state="pending").count() == 1


def test_a_parent_waits_for_its_children(cast, default):
    ways = [
        msgspec.structs.replace(each, needs_closed_children=each.target == "completed") for each in DEFAULT.transitions
    ]
    change_workflow(cast.actor(cast.vera), default.id, definition=msgspec.structs.replace(DEFAULT, transitions=ways))
    anna, client = cast.actor(cast.anna), browser(cast.anna)
    parent, child, hidden = cast.ticket("Parent"), cast.ticket("Child"), cast.ticket("Hidden", department=cast.billing)
    link = {"other": child.reference, "kind": "parent_of"}
    assert client.post(f"/desk/tickets/{parent.reference}/links", link).status_code == 302
    link_tickets(SYSTEM, hidden.reference, other=parent.reference, kind="child_of")
    page = client.get(f"/desk/tickets/{child.reference}").content.decode()
    assert "is a child of" in page and parent.reference in page
    refused = client.post(f"/desk/tickets/{parent.reference}/status", {"status": "completed", "resolution": "solved"})
    words = refused.content.decode()
    assert refused.status_code == 403 and child.reference in words and hidden.reference not in words
    assert "1 ticket that you do not see" in words
    circle = client.post(f"/desk/tickets/{parent.reference}/links", {"other": child.reference, "kind": "child_of"})
    assert circle.status_code == 422
    second = client.post(f"/desk/tickets/{child.reference}/links", {"other": hidden.reference, "kind": "child_of"})
    assert second.status_code in (404, 422)
    Ticket.objects.exclude(pk=parent.pk).update(status_id="closed", is_open=False)
    assert change_status(anna, parent.reference, status="completed", resolution="solved").status_id == "completed"
    assert TicketLink.objects.count() == 2
    unlinked = {"remove": child.reference, "kind": "parent_of"}
    assert client.post(f"/desk/tickets/{parent.reference}/links", unlinked).status_code == 302
    assert list(TicketLink.objects.values_list("ticket_id", flat=True)) == [hidden.id]


def test_going_back_to_a_version_asks_where_tickets_go(cast, vera, default):
    change_workflow(cast.actor(cast.vera), default.id, definition=wider())
    tickets = [cast.ticket() for _number in range(2)]
    Ticket.objects.update(status_id="lab")
    versions = f"/desk/settings/versions/workflow/{default.id}"
    led = vera.post(f"{versions}/1/restoration")
    assert led.status_code == 302
    asked = vera.get(led.headers["Location"])
    text = asked.content.decode()
    assert "Where do these tickets go?" in text and '<td class="number">2</td>' in text and ">Lab<" in text
    assert workflow_of("incident") == wider()
    form = form_of(asked, "move:lab")
    assert vera.post(led.headers["Location"], {**form, "move:lab": "gone"}).status_code == 200
    assert workflow_of("incident") == wider()
    answered = vera.post(led.headers["Location"], {**form, "move:lab": "assigned"})
    assert answered.status_code == 302 and answered.headers["Location"].startswith(versions)
    assert workflow_of("incident") == DEFAULT
    run_due("default")
    assert set(Ticket.objects.values_list("status_id", flat=True)) == {"assigned"} and len(tickets) == 2
    assert "went back to version 1" in vera.get(versions).content.decode()
    assert browser(cast.anna).post(led.headers["Location"], form).status_code == 403


def wider():
    """The default workflow with one more status, in which tickets stand."""
    lab = StatusDefinition(code="lab", stage="ours", names={"en": "Lab"})
    ways = [
        TransitionDefinition(source="in_progress", target="lab"),
        TransitionDefinition(source="lab", target="in_progress"),
    ]
    return msgspec.structs.replace(
        DEFAULT, statuses=[*DEFAULT.statuses, lab], transitions=[*DEFAULT.transitions, *ways]
    ).in_order()


@pytest.mark.parametrize(
    ("stage", "looks", "lit"),
    [("new", "stage new", 1), ("customer", "stage waiting", 3), ("ours", "stage", 3), ("done", "stage completed", 4)],
)
def test_a_status_of_the_desks_own_looks_as_its_stage_everywhere(cast, default, stage, looks, lit):
    own = StatusDefinition(code="own", stage=stage, names={"en": "Own"})
    ways = [
        TransitionDefinition(source=source, target=target)
        for source, target in (("in_progress", "own"), ("own", "in_progress"), ("own", "closed"))
    ]
    definition = msgspec.structs.replace(
        DEFAULT, statuses=[*DEFAULT.statuses, own], transitions=[*DEFAULT.transitions, *ways]
    )
    change_workflow(cast.actor(cast.vera), default.id, definition=definition.in_order())
    ticket = cast.ticket()
    Ticket.objects.update(status_id="own")
    anna = browser(cast.anna)
    for page in (
        anna.get("/desk/lists/all").text,
        anna.get(f"/desk/tickets/{ticket.reference}").text,
        anna.get(f"/desk/tickets/{ticket.reference}/peek").text,
        browser(cast.clara).get("/portal/").text,
    ):
        (drawn,) = re.findall(r'<span class="(stage[^"]*)"><svg class="beads"(.*?)</svg><span class="word">Own', page)
        assert (drawn[0], drawn[1].count('class="on"')) == (looks, lit)
