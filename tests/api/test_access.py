"""Every route × who asks: the declared answer, and a new route without a declaration fails (F100, G19)."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction

from tests.api.world import make_world
from tuki.api.api import schema
from tuki.tickets.workflow.built_in import DEFAULT

WHO = ("anonymous", "clara", "dmitri", "anna", "boris", "vera")
FILE = [{"name": "a.txt", "content": "aGk="}]

# operation → (address, body, the answer to each of WHO)
T, J = "/tickets/{ticket}", "/mail/journal/{journal}"
POLICY = {"name": "Gold", "targets": [{"target": "resolve", "minutes": [60, 120, 240, None]}]}
WORKFLOW = msgspec.to_builtins(DEFAULT)
RULE = {
    "name": "Tag it",
    "triggers": ["opened"],
    "steps": [{"action": "add_tags", "given": {"tags": ["seen"]}}],
    "examples": [{"given": {"subject": "fire"}, "then": {"tags": ["seen"]}}],
}
DECLARED: dict[str, tuple[str, Any, str]] = {
    "list_tickets": ("/tickets", None, "401 200 200 200 200 200"),
    "open_new_ticket": ("/tickets", {"subject": "s", "text": "t", "requester": "clara@customer-a.test",
                                     "department": "Support", "files": FILE}, "401 201 403 201 422 201"),
    "show_ticket": (T, None, "401 200 404 200 404 200"),
    "assign": (f"{T}/assignment", {"assignee": "anna@desk.test"}, "401 422 404 200 404 200"),
    "unassign": (f"{T}/assignment", None, "401 403 404 200 404 200"),
    "set_status": (f"{T}/status", {"status": "in_progress"}, "401 403 404 200 404 200"),
    "accept_completion": (f"{T}/completion", None, "401 403 404 403 404 403"),
    "object_to_completion": (f"{T}/completion", None, "401 403 404 403 404 403"),
    "transfer": (f"{T}/department", {"department": "Billing"}, "401 403 404 200 404 200"),
    "show_way": (f"{T}/line", None, "401 403 404 200 404 200"),
    "escalate": (f"{T}/escalation", {"handover": "h", "team": "Second line"}, "401 403 404 200 404 200"),
    "give_back": (f"{T}/escalation", {"reason": "r"}, "401 403 404 403 404 403"),
    "give": (f"{T}/team", {"team": "Second line"}, "401 403 404 200 404 200"),
    "put_tags_on": (f"{T}/tags", {"tags": ["fire"]}, "401 403 404 200 404 200"),
    "take_tags_off": (f"{T}/tags", {"tags": ["fire"]}, "401 403 404 200 404 200"),
    "set_priority": (f"{T}/priority", {"priority": 1}, "401 403 404 200 404 200"),
    "let_matrix_decide": (f"{T}/priority", None, "401 403 404 200 404 200"),
    "set_urgency": (f"{T}/urgency", {"urgency": 2}, "401 200 404 200 404 200"),
    "set_impact": (f"{T}/impact", {"impact": 1}, "401 403 404 200 404 200"),
    "set_kind": (f"{T}/kind", {"kind": "complaint"}, "401 403 404 200 404 200"),
    "set_subject": (f"{T}/subject", {"subject": "Cold"}, "401 403 404 200 404 200"),
    "set_requester": (f"{T}/requester", {"requester": "dmitri@customer-b.test"}, "401 403 404 200 404 200"),
    "put_into_trash": (f"{T}/trash", None, "401 403 404 403 404 200"),
    "take_out_of_trash": (f"{T}/trash", None, "401 404 404 404 404 404"),
    "list_links": (f"{T}/links", None, "401 200 404 200 404 200"),
    "link": (f"{T}/links", {"other": "{other}"}, "401 403 404 200 404 200"),
    "unlink": (f"{T}/links", {"other": "{other}"}, "401 403 404 200 404 200"),
    "list_watchers": (f"{T}/watchers", None, "401 200 404 200 404 200"),
    "watch": (f"{T}/watchers", {"cc": "eva@customer-a.test"}, "401 403 404 200 404 200"),
    "unwatch": (f"{T}/watchers", {"person": "me"}, "401 403 404 200 404 200"),
    "list_messages": ("/messages", None, "401 200 200 200 200 200"),
    "list_messages_of_ticket": (f"{T}/messages", None, "401 200 404 200 404 200"),
    "show_message": ("/messages/{note}", None, "401 404 404 200 404 200"),
    "write_message": (f"{T}/messages", {"kind": "note", "text": "n"}, "401 403 404 201 404 201"),
    "take_back_message": ("/messages/{held}", None, "401 403 404 200 404 403"),
    "confirm_unverified_message": ("/messages/{message}/confirmation", None, "401 403 404 200 404 200"),
    "download_message": ("/messages/{message}/raw", None, "401 404 404 200 404 200"),
    "upload_file": ("/files", None, "401 415 415 415 415 415"),
    "download_file": ("/files/{file}", None, "401 404 404 200 404 200"),
    "delete_file": ("/files/{draft}", None, "401 404 404 204 404 404"),
    "list_journal": ("/mail/journal", None, "401 403 403 403 403 200"),
    "show_mail": (J, None, "401 403 403 403 403 200"),
    "download_mail": (f"{J}/raw", None, "401 404 404 404 404 200"),
    "read_mail_again": (f"{J}/retry", None, "401 403 403 403 403 200"),
    "make_ticket_of_mail": (f"{J}/ticket", None, "401 403 403 403 403 403"),
    "list_events": ("/events", None, "401 403 403 200 200 200"),
    "list_people": ("/people", None, "401 200 200 200 200 200"),
    "show_person": ("/people/{person}", None, "401 200 404 200 200 200"),
    "add_somebody": ("/people", {"name": "Eva", "address": "eva@customer-a.test"}, "401 403 403 201 201 201"),
    "change_somebody": ("/people/{person}", {"name": "Clara K."}, "401 200 404 200 200 200"),
    "end_access": ("/people/{person}/access", None, "401 403 404 403 403 200"),
    "give_access_back": ("/people/{person}/access", None, "401 403 404 403 403 200"),
    "show_own_state": ("/me/state", None, "401 403 403 200 200 200"),
    "set_own_state": ("/me/state", {"state": "online"}, "401 403 403 200 200 200"),
    "list_agents": ("/agents", None, "401 403 403 200 200 200"),
    "set_state_of": ("/people/{agent}/state", {"state": "away"}, "401 404 404 200 403 200"),
    "set_work_of": ("/people/{agent}/work", {"languages": ["ru"]}, "401 404 404 403 403 200"),
    "show_policy": ("/teams/{team}/assignment", None, "401 403 403 403 403 200"),
    "change_policy": ("/teams/{team}/assignment", {"how": "round_robin"}, "401 403 403 403 403 200"),
    "list_organisations": ("/organisations", None, "401 200 200 200 200 200"),
    "show_organisation": ("/organisations/{organisation}", None, "401 200 404 200 200 200"),
    "add_new_organisation": ("/organisations", {"name": "Customer C"}, "401 403 403 201 201 201"),
    "change_one_organisation": ("/organisations/{organisation}", {"notes": "n"}, "401 403 404 200 200 200"),
    "list_sla_policies": ("/sla/policies", None, "401 200 200 200 200 200"),
    "show_sla_policy": ("/sla/policies/{policy}", None, "401 404 404 200 200 200"),
    "add_sla_policy": ("/sla/policies", POLICY, "401 403 403 403 403 201"),
    "change_sla_policy": ("/sla/policies/{policy}", {"name": "Silver"}, "401 404 404 403 403 200"),
    "retire_sla_policy": ("/sla/policies/{policy}", None, "401 404 404 403 403 204"),
    "order_sla_policies": ("/sla/policies/order", {"policies": []}, "401 403 403 403 403 409"),
    "show_clocks": ("/tickets/{ticket}/clocks", None, "401 200 404 200 404 200"),
    "list_versions": ("/versions/{versioned}/{department}", None, "401 403 403 403 403 200"),
    "restore_one_version": ("/versions/{versioned}/{department}/{version}/restoration", None,
                            "401 403 403 403 403 200"),
    "take_sample_out": ("/sample/removal", None, "401 403 403 403 403 200"),
    "list_calendars": ("/calendars", None, "401 200 200 200 200 200"),
    "show_calendar": ("/calendars/{calendar}", None, "401 404 404 200 200 200"),
    "add_new_calendar": ("/calendars", {"name": "N", "zone": "UTC", "week": {"mon": [["09:00", "17:00"]]}},
                         "401 403 403 403 403 201"),
    "change_one_calendar": ("/calendars/{calendar}", {"zone": "UTC"}, "401 404 404 403 403 200"),
    "retire_one_calendar": ("/calendars/{calendar}", None, "401 404 404 403 403 403"),
    "calculate_due": ("/sla/due", {"start": "2026-03-02T09:00Z", "minutes": 60}, "401 403 403 200 200 200"),
    "list_departments": ("/departments", None, "401 200 200 200 200 200"),
    "show_department": ("/departments/{department}", None, "401 200 200 200 404 200"),
    "add_new_department": ("/departments", {"name": "Sales"}, "401 403 403 403 403 201"),
    "change_one_department": ("/departments/{department}", {"name": "Help"}, "401 403 403 403 404 200"),
    "show_priority_matrix": ("/priority-matrix", None, "401 403 403 200 200 200"),
    "set_priority_matrix": ("/priority-matrix", {"rows": [[1, 2, 3, 4, 4]] * 5}, "401 403 403 403 403 200"),
    "follow_matrix_of_desk": ("/priority-matrix?brand=main", None, "401 403 403 403 403 404"),
    "set_category": (f"{T}/category", {"category": "Hardware"}, "401 403 404 200 404 200"),
    "take_category_off": (f"{T}/category", None, "401 403 404 200 404 200"),
    "list_categories": ("/categories", None, "401 200 200 200 200 200"),
    "show_category": ("/categories/{category}", None, "401 200 200 200 200 200"),
    "add_new_category": ("/categories", {"name": "Software"}, "401 403 403 403 403 201"),
    "change_one_category": ("/categories/{category}", {"name": "Things"}, "401 403 403 403 403 200"),
    "list_actions": ("/actions", None, "401 403 403 200 200 200"),
    "list_reply_templates": ("/reply-templates", None, "401 403 403 200 200 200"),
    "add_reply_template": ("/reply-templates", {"name": "n", "texts": {"en": "t"}}, "401 403 403 403 403 201"),
    "redefine_reply_template": ("/reply-templates/{template}", {"name": "n", "texts": {"en": "t"}},
                                "401 403 403 403 403 200"),
    "remove_reply_template": ("/reply-templates/{template}", None, "401 404 404 403 403 204"),
    "fill_reply_template": (f"{T}/reply?template={{template}}", None, "401 403 403 200 404 200"),
    "prefer_reply_template": ("/reply-templates/{template}/favourite", None, "401 404 404 200 200 200"),
    "stop_preferring_reply_template": ("/reply-templates/{template}/favourite", None, "401 404 404 200 200 200"),
    "list_macros": ("/macros", None, "401 403 403 200 200 200"),
    "add_one_macro": ("/macros", {"name": "n", "steps": [{"action": "watch"}]}, "401 403 403 403 403 201"),
    "redefine_macro": ("/macros/{macro}", {"name": "n", "steps": [{"action": "watch"}]}, "401 403 403 403 403 200"),
    "remove_one_macro": ("/macros/{macro}", None, "401 404 404 403 403 204"),
    "preview_macro": (f"{T}/macro?macro={{macro}}", None, "401 403 403 200 404 200"),
    "let_macro_run": (f"{T}/macro", {"macro": "Calm"}, "401 403 404 200 404 200"),
    "list_rules": ("/rules", None, "401 403 403 403 403 200"),
    "show_rule": ("/rules/{rule}", None, "401 403 403 403 403 200"),
    "add_new_rule": ("/rules", RULE, "401 403 403 403 403 201"),
    "change_one_rule": ("/rules/{rule}", {"name": "Other", "position": 1}, "401 403 403 403 403 200"),
    "remove_one_rule": ("/rules/{rule}", None, "401 403 403 403 403 204"),
    "switch_one_rule_on": ("/rules/{rule}/activation", None, "401 403 403 403 403 200"),
    "switch_one_rule_off": ("/rules/{rule}/activation", None, "401 403 403 403 403 200"),
    "release_one_rule": ("/rules/{rule}/release", {"goes_on": True}, "401 403 403 403 403 200"),
    "undo_one_rule": ("/rules/{rule}/undo", {"since": "2026-01-01T00:00:00Z"}, "401 403 403 403 403 202"),
    "show_undo": ("/rules/{rule}/undo", None, "401 403 403 403 403 200"),
    "list_firings": ("/firings", None, "401 403 403 200 200 200"),
    "show_firing": ("/firings/{firing}", None, "401 403 403 200 404 200"),
    "undo_one_firing": ("/firings/{firing}/undo", None, "401 403 403 403 403 200"),
    "list_rehearsals": ("/rehearsals", None, "401 403 403 403 403 200"),
    "begin_rehearsal": ("/rehearsals", {"kind": "rule", "definition": RULE}, "401 403 403 403 403 202"),
    "show_rehearsal": ("/rehearsals/{rehearsal}", None, "401 403 403 403 403 200"),
    "stop_one_rehearsal": ("/rehearsals/{rehearsal}/stop", None, "401 403 403 403 403 200"),
    "remove_one_rehearsal": ("/rehearsals/{rehearsal}", None, "401 403 403 403 403 204"),
    "list_findings": ("/rehearsals/{rehearsal}/findings", None, "401 403 403 403 403 200"),
    "list_workflows": ("/workflows", None, "401 404 404 200 200 200"),
    "show_workflow": ("/workflows/{workflow}", None, "401 404 404 200 200 200"),
    "add_new_workflow": ("/workflows", {"code": "third", "definition": WORKFLOW}, "401 403 403 403 403 201"),
    "change_one_workflow": ("/workflows/{workflow}", {"definition": WORKFLOW}, "401 403 403 403 403 200"),
    "go_back_to_version": ("/workflows/{workflow}/versions/{version}", {"moves": {}}, "401 403 403 403 403 200"),
    "retire_one_workflow": ("/workflows/{workflow}/retirement", {"moves": {}}, "401 403 403 403 403 200"),
    "restore_one_workflow": ("/workflows/{workflow}/retirement", None, "401 403 403 403 403 200"),
    "list_kinds": ("/kinds", None, "401 200 200 200 200 200"),
    "add_new_kind": ("/kinds", {"code": "access", "names": {"en": "Access"}}, "401 403 403 403 403 201"),
    "rename_one_kind": ("/kinds/incident", {"names": {"en": "Fault"}}, "401 403 403 403 403 200"),
    "set_workflow_of_kind": ("/kinds/complaint/workflow", {"workflow": 999999}, "401 403 403 403 403 404"),
    "retire_one_kind": ("/kinds/incident/retirement", None, "401 403 403 403 403 200"),
    "restore_one_kind": ("/kinds/incident/retirement", None, "401 403 403 403 403 200"),
    "list_my_approvals": ("/approvals", None, "401 200 200 200 200 200"),
    "list_approvals": (f"{T}/approvals", None, "401 200 404 200 404 200"),
    "grant_one_approval": ("/approvals/{approval}/grant", {"comment": "c"}, "401 404 404 403 404 200"),
    "decline_one_approval": ("/approvals/{approval}/refusal", {"comment": "c"}, "401 404 404 403 404 200"),
    "withdraw_one_approval": ("/approvals/{approval}", None, "401 404 404 200 404 200"),
    "list_tiers": ("/tiers", None, "401 403 403 200 200 200"),
    "set_one_tier": ("/tiers", {"code": "gold", "name": "Gold", "weight": 50}, "401 403 403 403 403 200"),
    "show_organisation_value": ("/organisations/{organisation}/value", None, "401 403 404 403 403 200"),
    "set_value_of_organisation": ("/organisations/{organisation}/value", {"plan": "Large"}, "401 403 404 403 403 200"),
    "show_person_value": ("/people/{person}/value", None, "401 403 404 403 403 200"),
    "set_value_of_person": ("/people/{person}/value", {"plan": "Small"}, "401 403 404 403 403 200"),
    "search_for": ("/search?q=fire", None, "401 200 200 200 200 200"),
    "show_me": ("/me", None, "401 200 200 200 200 200"),
    "list_tokens": ("/tokens", None, "401 200 200 200 200 200"),
    "make_own_token": ("/tokens", {"name": "mine"}, "401 201 201 201 201 201"),
    "revoke_own_token": ("/tokens/{token}", None, "401 404 404 204 404 204"),
    "list_mail_accounts": ("/mail-accounts", None, "401 403 403 403 403 200"),
    "show_mail_account": ("/mail-accounts/{account}", None, "401 403 403 403 403 200"),
    "add_new_mail_account": ("/mail-accounts", {"name": "G", "provider": "google", "client_id": "c"},
                             "401 403 403 403 403 201"),
    "change_one_mail_account": ("/mail-accounts/{account}", {"name": "Post"}, "401 403 403 403 403 200"),
    "remove_one_mail_account": ("/mail-accounts/{account}", None, "401 403 403 403 403 409"),
    "list_mailboxes": ("/mailboxes", None, "401 403 403 403 403 200"),
    "show_mailbox": ("/mailboxes/{mailbox}", None, "401 403 403 403 403 200"),
    "add_new_mailbox": ("/mailboxes", {"department": "Support", "imap": "imap://a:b@127.0.0.1/X"},
                        "401 403 403 403 403 201"),
    "change_one_mailbox": ("/mailboxes/{mailbox}", {"after": "delete"}, "401 403 403 403 403 200"),
    "remove_one_mailbox": ("/mailboxes/{mailbox}", None, "401 403 403 403 403 204"),
    "list_imports": ("/imports", None, "401 403 403 403 403 200"),
    "give_table": ("/imports", None, "401 403 403 403 403 415"),
    "show_import": ("/imports/{table}", None, "401 403 403 403 403 200"),
    "show_imported_table": ("/imports/{table}/table", None, "401 403 403 403 403 200"),
    "map_imported_columns": ("/imports/{table}", {"zone": "Europe/Oslo"}, "401 403 403 403 403 200"),
    "let_import_run": ("/imports/{table}/run", None, "401 403 403 403 403 200"),
    "let_import_stop": ("/imports/{table}/run", None, "401 403 403 403 403 200"),
    "put_import_into_trash": ("/imports/{table}/trash", None, "401 403 403 403 403 200"),
    "take_import_out_of_trash": ("/imports/{table}/trash", None, "401 403 403 403 403 200"),
    "list_faulty_cases": ("/imports/{table}/faults", None, "401 403 403 403 403 200"),
    "list_skills": ("/skills", None, "401 403 403 200 200 200"),
    "set_one_skill": ("/skills", {"code": "cobol", "name": "COBOL"}, "401 403 403 403 403 200"),
    "remove_one_skill": ("/skills/{skill}", None, "401 403 403 403 403 204"),
    "list_pause_reasons": ("/pause-reasons", None, "401 403 403 200 200 200"),
    "set_one_pause_reason": ("/pause-reasons", {"code": "tea", "name": "Tea"}, "401 403 403 403 403 200"),
    "show_absence": ("/absence", None, "401 403 403 200 200 200"),
    "set_absence": ("/absence", {"offline_after_minutes": 20}, "401 403 403 403 403 200"),
    "list_escalations": ("/escalations", None, "401 403 403 403 403 200"),
    "list_brands": ("/brands", None, "401 403 403 200 200 200"),
    "add_new_brand": ("/brands", {"code": "two", "name": "Two", "prefix": "TWO"}, "401 403 403 403 403 201"),
    "change_one_brand": ("/brands/{brand}", {"reopens_closed": False}, "401 403 403 403 403 200"),
    "list_roles": ("/roles", None, "401 403 403 403 403 200"),
    "add_role": ("/roles", {"code": "night", "name": "Night", "permissions": ["tickets.see"]},
                 "401 403 403 403 403 201"),
    "change_role": ("/roles/agent", {"name": "Specialists"}, "401 403 403 403 403 200"),
    "remove_one_role": ("/roles/agent", None, "401 403 403 403 403 403"),
    "list_grants": ("/people/{agent}/grants", None, "401 403 403 200 403 200"),
    "set_grants": ("/people/{agent}/grants", {"grants": [{"role": "agent"}]}, "401 403 403 403 403 200"),
    "list_teams": ("/teams", None, "401 403 403 403 403 200"),
    "add_team": ("/teams", {"name": "Night", "line": 2, "members": ["anna@desk.test"]}, "401 403 403 403 403 201"),
    "change_team": ("/teams/{team}", {"line": 3}, "401 403 403 403 403 200"),
    "list_rule_notices": ("/me/rule-notices", None, "401 403 403 200 200 200"),
    "see_own_rule_notices": ("/me/rule-notices/seen", None, "401 403 403 200 200 200"),
    "show_notifications": ("/me/notifications", None, "401 403 403 200 200 200"),
    "change_notifications": ("/me/notifications", {"message": "never"}, "401 403 403 200 200 200"),
}  # fmt: skip


def operations() -> dict[str, str]:
    """Every operation of the description with its method."""
    return {
        operation["operationId"]: method.upper()
        for methods in schema()["paths"].values()
        for method, operation in methods.items()
    }


def test_every_route_is_declared_here():
    assert set(operations()) == set(DECLARED)


def test_every_route_answers_everybody_as_declared(cast, api):
    world = make_world(cast)
    found = {}
    for name, (address, body, _) in DECLARED.items():
        path = address.format_map(vars(world))
        filled = {key: value.format_map(vars(world)) if isinstance(value, str) else value
                  for key, value in body.items()} if body else None  # fmt: skip
        answers = []
        for who in WHO:
            before = transaction.savepoint()
            answers.append(str(getattr(api, who).call(operations()[name], path, filled).status_code))
            transaction.savepoint_rollback(before)
        found[name] = " ".join(answers)
    assert found == {name: answers for name, (_, _, answers) in DECLARED.items()}


def test_a_header_without_a_token_that_works_is_nobody(api, client):
    for header in ("", "Basic Y2xhcmE6eA==", "Bearer", "Bearer ", "Bearer x", "bearer token-of-nobody"):
        response = client.get("/api/v1/tickets", headers={"Authorization": header})
        assert response.status_code == 401 and response.headers["WWW-Authenticate"] == "Bearer", header
        assert response.json()["code"] == "token_needed"


def test_a_token_in_the_address_is_not_looked_at(api, client):
    assert client.get("/api/v1/tickets?token=token-of-anna").status_code == 401
    assert client.get("/api/v1/tickets?access_token=token-of-anna").status_code == 401


def test_a_cookie_of_a_session_does_not_sign_in_here(cast, api, client):
    from django.conf import settings

    from tuki.people.signin.sessions import begin_session

    client.cookies[settings.SESSION_COOKIE_NAME] = begin_session(cast.actor(cast.anna), way="password").token
    assert client.get("/api/v1/tickets").status_code == 401


def test_a_deactivated_person_loses_the_token_at_once(cast, api):
    assert api.anna.get("/me").status_code == 200
    assert api.vera.delete(f"/people/{cast.anna.id}/access").status_code == 200
    assert api.anna.get("/me").status_code == 401


def test_a_limited_token_reaches_only_its_scopes(cast, api):
    made = api.anna.post("/tokens", {"name": "reader", "scopes": ["tickets:read"]}).data["token"]
    reader = type(api.anna)(made)
    number = cast.ticket().reference
    assert reader.get(f"/tickets/{number}").status_code == 200
    for method, path in (("POST", f"/tickets/{number}/trash"), ("GET", "/people"), ("GET", "/events")):
        response = reader.call(method, path)
        assert (response.status_code, response.data["code"]) == (403, "scope_missing")
    assert reader.post("/tokens", {"name": "wider"}).data["code"] == "unlimited_token_needed"


def test_the_same_answer_by_every_spelling_of_an_address(api):
    assert api.anna.get("/tickets").status_code == 200
    for path in ("/tickets/", "//tickets", "/TICKETS", "/tickets%2F", "/tickets.json"):
        assert api.anna.get(path).status_code == 404, path
    assert api.anonymous.call("HEAD", "/tickets").status_code == 401
    assert api.anna.call("HEAD", "/tickets").status_code == 200
    for method in ("PUT", "OPTIONS", "TRACE", "PROPFIND"):
        response = api.anna.call(method, "/tickets")
        assert response.status_code == 405 and set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
