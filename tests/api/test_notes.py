"""Marks in internal notes are found by no answer to a customer (G21), nor in counts, cursors or events."""

from __future__ import annotations

import json

import pytest

from tests.api.test_access import DECLARED, operations
from tests.api.world import make_world
from tests.cast import SYSTEM
from tuki.kernel.filenames import safe_name
from tuki.people.commands.persons import add_person, change_person
from tuki.tickets.commands.files import upload
from tuki.tickets.commands.receive import receive_message
from tuki.tickets.commands.reply import add_note, reply_to_ticket, take_back_reply
from tuki.tickets.commands.watch import propose_cc
from tuki.tickets.commands.writing import Writing

MARKS = 30


def mark(number: int) -> str:
    return f"canary{number:04d}x"


@pytest.fixture
def ticket(cast):
    """Clara's ticket full of what customers must not see: notes, their files, doubtful mail, an answer taken back."""
    ticket, anna = cast.ticket(), cast.actor(cast.anna)
    for number in range(MARKS):
        words = mark(number)
        file = upload(anna, name=safe_name(f"{words}.txt"), type="text/plain", content=words.encode())
        add_note(
            anna, ticket.reference, text=f"{words} in text", html=f"<p>{words} in HTML</p>", attachment_ids=[file.id]
        )
    doubtful = Writing(text=mark(8001), author_address=f"{mark(8002)}@else.test", subject=mark(8003))
    receive_message(SYSTEM, ticket.id, writing=doubtful, author_id=None, is_verified=False)
    held = reply_to_ticket(anna, ticket.reference, text=mark(8004), undo_seconds=600)
    take_back_reply(anna, held.id)
    propose_cc(SYSTEM, ticket.id, address=f"{mark(8005)}@else.test", name=mark(8006))
    return ticket


def test_customers_find_no_mark_by_any_reading_route(cast, api, ticket):
    change_person(SYSTEM, cast.clara.id, sees_organisation=True)
    world = make_world(cast)
    world.ticket = ticket.reference
    reading = {name: address for name, (address, _, _) in DECLARED.items() if operations()[name] == "GET"}
    seen = 0
    for address in reading.values():
        for path in (address.format_map(vars(world)), address.format_map(vars(world)) + "?limit=200"):
            for customer in (api.clara, api.dmitri):
                response = customer.get(path)
                assert b"canary" not in response.content, path
                assert "canary" not in str(response.headers), path
                seen += response.status_code == 200
    assert seen > 30
    assert api.anna.get(f"/tickets/{ticket.reference}/messages?limit=200").content.count(b"canary") > MARKS


def test_search_finds_marks_for_agents_only(cast, api, ticket):
    for words in (mark(0), f'"{mark(1)} in text"', f"{mark(2)}.txt", mark(8001), mark(8004)):
        assert api.clara.get(f"/search?q={words}").data == {"items": [], "next": None, "problems": []}
        found = api.anna.get(f"/search?q={words}").data["items"]
        assert [each["number"] for each in found] == [ticket.reference], words


def test_ids_and_files_of_notes_do_not_exist_for_customers(cast, api, ticket):
    for message in api.anna.get("/messages?limit=200&order=-id").data["items"]:
        if not message["is_public"]:
            gone = api.clara.get(f"/messages/{message['id']}")
            assert (gone.status_code, gone.data) == (404, api.clara.get("/messages/999999").data)
            assert api.clara.delete(f"/messages/{message['id']}").status_code == 404
            assert api.clara.post(f"/messages/{message['id']}/confirmation").status_code == 404
            assert all(api.clara.get(f"/files/{file['id']}").status_code == 404 for file in message["files"])


def test_notes_change_no_figure_that_customers_see(cast, api):
    ticket = cast.ticket()
    before = api.clara.get(f"/tickets/{ticket.reference}/messages").data
    add_note(cast.actor(cast.anna), ticket.reference, text="internal")
    assert api.clara.get(f"/tickets/{ticket.reference}/messages").data == before
    assert api.clara.get("/messages?limit=1").data["next"] is None


def test_addresses_of_agents_stay_inside(cast, api):
    ticket = cast.ticket()
    reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="We come.")
    api.anna.post(f"/tickets/{ticket.reference}/assignment", {"assignee": "me"})
    shown = json.dumps([api.clara.get(path).data for path in (f"/tickets/{ticket.reference}", "/tickets", "/messages")])
    assert "Anna" in shown and "anna@desk.test" not in shown
    assert "anna@desk.test" in json.dumps(api.boris.get("/people").data)


def test_watchers_and_proposed_cc_are_for_agents(cast, api):
    ticket = cast.ticket()
    add_person(SYSTEM, name="Eva", email="eva@customer-a.test")
    assert api.anna.post(f"/tickets/{ticket.reference}/watchers", {"person": "me"}).status_code == 200
    propose_cc(SYSTEM, ticket.id, address="eva@customer-a.test")
    assert api.clara.get(f"/tickets/{ticket.reference}/watchers").data["items"] == []
    added = api.anna.post(f"/tickets/{ticket.reference}/watchers", {"cc": "eva@customer-a.test"}).data["items"]
    assert {each["kind"] for each in added} == {"watcher", "cc"}
    confirmed = api.clara.get(f"/tickets/{ticket.reference}/watchers").data["items"]
    assert [(each["person"]["name"], each["kind"]) for each in confirmed] == [("Eva", "cc")]
