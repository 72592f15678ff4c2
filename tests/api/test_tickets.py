"""What the routes of tickets, messages, files and mail do, from outside."""

from __future__ import annotations

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.world import RAW, make_world
from tuki.channels.email.models import Journal
from tuki.kernel import limits
from tuki.kernel.models import StoredFile
from tuki.tickets.commands.files import MOST_MEGABYTES_PER_DAY
from tuki.tickets.models import Message, Ticket


def test_a_customer_opens_for_themselves_and_the_desk_answers(cast, api):
    opened = api.clara.post(
        "/tickets", {"subject": "Fire", "html": "<p>It <b>burns</b></p><script>x</script>", "tags": ["x"]}
    )
    ticket = opened.data
    assert opened.status_code == 201 and ticket["requester"]["address"] == "clara@customer-a.test"
    assert ticket["department"] == {"id": cast.support.id, "name": "Support", "address": "support@desk.test"}
    assert ticket["organisation"] == {"id": cast.customer_a.id, "name": "Customer A"} and ticket["tags"] == []
    assert ticket == api.clara.get(f"/tickets/{ticket['number'].lower()}").data
    answer = api.anna.post(f"/tickets/{ticket['number']}/messages", {"text": "We come.", "kind": "reply"}).data
    assert answer["author"] == {"id": cast.anna.id, "name": "Anna", "address": "anna@desk.test"}
    first, second = api.clara.get(f"/tickets/{ticket['number']}/messages").data["items"]
    assert first["text"] == "It burns" and "script" not in first["html"] and second["text"] == "We come."
    assert api.clara.post(f"/tickets/{ticket['number']}/messages", {"text": "Thanks"}).data["is_from_desk"] is False
    noted = api.clara.post(f"/tickets/{ticket['number']}/messages", {"text": "n", "kind": "note"})
    assert (noted.status_code, noted.data["code"]) == (403, "not_allowed")


def test_an_agent_opens_for_somebody_whom_nobody_knew(cast, api):
    body = {
        "subject": "s",
        "text": "t",
        "department": cast.support.id,
        "requester": "new@customer-a.test",
        "tags": ["A", "b"],
    }
    ticket = api.anna.post("/tickets", body).data
    assert ticket["requester"]["address"] == "new@customer-a.test" and ticket["tags"] == ["a", "b"]
    assert ticket["organisation"]["name"] == "Customer A"
    assert api.anna.post("/tickets", body | {"requester": None}).data["field"] == "requester"
    assert api.anna.post("/tickets", body | {"department": "Billing"}).data["code"] == "unknown_department"
    assert api.clara.post("/tickets", body).status_code == 403 and Ticket.objects.count() == 1


def test_each_command_has_its_inverse(cast, api):
    number = cast.ticket().reference
    at = f"/tickets/{number}"
    assert api.anna.post(f"{at}/assignment", {"assignee": "me"}).data["assignee"]["name"] == "Anna"
    assert api.anna.delete(f"{at}/assignment").data["assignee"] is None
    assert api.anna.post(f"{at}/tags", {"tags": ["a", "b"]}).data["tags"] == ["a", "b"]
    assert api.anna.delete(f"{at}/tags", {"tags": ["a"]}).data["tags"] == ["b"]
    assert api.anna.delete(f"{at}/tags?tags=b").data["tags"] == []
    assert api.vera.post(f"{at}/trash").data["trashed_at"] and api.anna.get(at).status_code == 404
    assert api.vera.delete(f"{at}/trash").data["trashed_at"] is None
    assert api.anna.post(f"{at}/status", {"status": "completed"}).data["code"] == "resolution_needed"
    done = api.anna.post(f"{at}/status", {"status": "completed", "resolution": "solved"}).data
    assert (done["status"], done["resolution"]) == ("completed", "solved")
    assert api.clara.delete(f"{at}/completion").data["status"] == "rejected"
    assert api.anna.post(f"{at}/department", {"department": "Billing"}).data is None
    assert api.boris.get(at).data["department"]["name"] == "Billing"


def test_lists_are_narrowed_by_filters(cast, api):
    mine, other = cast.ticket("mine"), cast.ticket("other", requester=cast.dmitri, kind="complaint", priority=1)
    api.anna.post(f"/tickets/{mine.reference}/assignment", {"assignee": "me"})
    api.anna.post(f"/tickets/{mine.reference}/tags", {"tags": ["fire"]})
    for query, expected in {
        "assignee=me": [mine], "assignee=none": [other], "status=new": [other], "kind=complaint": [other],
        "priority=1": [other], "tag=fire": [mine], "requester=dmitri@customer-b.test": [other],
        f"requester={cast.clara.id}": [mine],
        f"organisation={cast.customer_a.id}": [mine], "status=new&status=assigned": [mine, other], "view=mine": [mine],
        "requester=nobody@nowhere.test": [], f"department={cast.billing.id}": [], "order=waiting": [mine, other],
    }.items():  # fmt: skip
        found = {each["number"] for each in api.anna.get(f"/tickets?{query}").data["items"]}
        assert found == {each.reference for each in expected}, query


def test_a_reply_is_taken_back_while_it_is_held(cast, api):
    number = cast.ticket().reference
    held = api.anna.post(f"/tickets/{number}/messages", {"text": "Wrong", "undo_seconds": 60}).data
    assert api.anna.delete(f"/messages/{held['id']}").data["taken_back_at"]
    assert len(api.clara.get(f"/tickets/{number}/messages").data["items"]) == 1
    sent = api.anna.post(f"/tickets/{number}/messages", {"text": "Right", "reply_type": "workaround"}).data
    assert (held["reply_type"], sent["reply_type"]) == ("answer", "workaround")
    assert api.anna.delete(f"/messages/{sent['id']}").data["code"] == "too_late_to_take_back"
    late = api.anna.post(f"/tickets/{number}/messages", {"text": "x", "seen": sent["id"] - 1})
    assert late.status_code == 201
    api.clara.post(f"/tickets/{number}/messages", {"text": "Wait!"})
    assert (
        api.anna.post(f"/tickets/{number}/messages", {"text": "x", "seen": sent["id"]}).data["code"] == "newer_messages"
    )


def test_f073_the_api_stores_no_more_than_a_person_may(cast, api):
    number = cast.ticket().reference
    limits.count_try(f"files:{cast.clara.id}", window_seconds=86_400, by=MOST_MEGABYTES_PER_DAY)
    inside = {"name": "b.txt", "type": "text/plain", "content": base64.b64encode(b"x").decode()}
    refused = api.clara.post(f"/tickets/{number}/messages", {"text": "", "files": [inside]})
    assert (refused.status_code, refused.data["code"]) == (429, "too_many_files")
    token = {"Authorization": "Bearer token-of-clara"}
    refused = Client().post("/api/v1/files", {"file": SimpleUploadedFile("p.bin", b"x")}, headers=token)
    assert refused.status_code == 429
    assert not StoredFile.objects.exists()


def test_files_come_within_a_message_or_before_it(cast, api):
    number, content = cast.ticket().reference, bytes(range(256))
    token = {"Authorization": "Bearer token-of-clara"}
    form = {"file": SimpleUploadedFile("../p.bin", content, content_type="image/png")}
    uploaded = Client().post("/api/v1/files", form, headers={**token, "Idempotency-Key": "k"})
    form = {"file": SimpleUploadedFile("../p.bin", content, content_type="image/png")}
    again = Client().post("/api/v1/files", form, headers={**token, "Idempotency-Key": "k"})
    assert uploaded.status_code == 201 and uploaded.content == again.content
    key = uploaded.json()["id"]
    assert api.anna.get(f"/files/{key}").status_code == 404 and api.clara.get(f"/files/{key}").content == content
    inside = {"name": "b.txt", "type": "text/html", "content": base64.b64encode(b"<script>").decode()}
    message = api.clara.post(f"/tickets/{number}/messages", {"text": "", "files": [key, inside]}).data
    assert [(each["name"], each["size"], each["inline"]) for each in message["files"]] == [
        ("p.bin", 256, False), ("b.txt", 8, False)
    ]  # fmt: skip
    given = api.anna.get(f"/files/{message['files'][1]['id']}")
    assert given.content == b"<script>" and given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert api.dmitri.get(f"/files/{key}").status_code == 404


def test_the_journal_tells_what_became_of_a_mail(cast, api):
    world = make_world(cast)
    mail = api.vera.get(f"/mail/journal/{world.journal}").data
    assert (mail["outcome"], mail["ticket"], mail["message"]) == ("follow_up", world.ticket, world.message)
    assert api.vera.get(f"/mail/journal/{world.journal}/raw").content == RAW
    assert api.anna.get(f"/messages/{world.message}/raw").content == RAW
    assert api.vera.get("/mail/journal?outcome=quarantined").data["items"] == []
    Journal.objects.filter(pk=world.journal).update(outcome="quarantined", reason="unreadable", ticket=None)
    assert api.vera.get("/mail/journal?outcome=quarantined").data["items"][0]["reason"] == "unreadable"
    assert api.vera.post(f"/mail/journal/{world.journal}/retry").data["outcome"] == "waiting"


def test_events_follow_the_log_of_what_one_sees(cast, api):
    cast.ticket("seen"), cast.ticket("hidden", department=cast.billing)
    position, kinds = 0, []
    while items := api.anna.get(f"/events?after={position}&limit=1").data["items"]:
        position = items[-1]["id"]
        kinds += [each["kind"] for each in items]
    assert kinds == ["ticket.opened", "message.added"]
    everything = api.vera.get("/events?limit=200").data["items"]
    assert {"person.added", "ticket.opened"} <= {each["kind"] for each in everything}
    opened = [each for each in everything if each["kind"] == "ticket.opened"]
    assert [each["payload"]["department_id"] for each in opened] == [cast.support.id, cast.billing.id]


def test_people_organisations_and_departments_change_by_name(cast, api):
    eva = api.anna.post("/people", {"name": "Eva", "address": "eva@customer-b.test"}).data
    assert eva["organisation"]["name"] == "Customer B"
    moved = api.anna.patch(f"/people/{eva['id']}", {"organisation": "Customer A", "sees_organisation": True}).data
    assert moved["organisation"]["id"] == cast.customer_a.id and moved["name"] == "Eva" and moved["sees_organisation"]
    assert api.anna.patch(f"/people/{eva['id']}", {"organisation": 999}).data["code"] == "unknown_organisation"
    assert [each["id"] for each in api.anna.get("/people?address=EVA@customer-b.test").data["items"]] == [eva["id"]]
    changed = api.anna.patch(f"/organisations/{cast.customer_a.id}", {"domains": ["a.test", "b.test"]}).data
    assert changed["domains"] == ["a.test", "b.test"] and changed["name"] == "Customer A"
    sales = api.vera.post("/departments", {"name": "Sales", "addresses": ["sales@desk.test"]}).data
    renamed = api.vera.patch(f"/departments/{sales['id']}", {"name": "Orders", "parent": cast.support.id}).data
    assert (renamed["name"], renamed["parent"], renamed["addresses"]) == (
        "Orders",
        cast.support.id,
        ["sales@desk.test"],
    )
    assert api.vera.patch(f"/departments/{sales['id']}", {"name": "Support"}).data["code"] == "name_taken"
    assert api.vera.patch(f"/departments/{sales['id']}", {"parent": 999}).data["code"] == "unknown_department"


@pytest.mark.parametrize("words", ["", " ", '"', "status:nothing", "(" * 400, "a OR", "-", "x" * 400])
def test_search_answers_whatever_is_typed(cast, api, words):
    cast.ticket()
    assert api.clara.get("/search?q=burns").data["items"][0]["snippet"] == "It burns."
    response = api.clara.call("GET", f"/search?q={words.replace(' ', '%20')}")
    assert response.status_code == 200 and Message.objects.count() == 1
