"""Requests of the wrong form: refused as problem documents, quickly, and never with a 5xx (F152, F177–F179)."""

from __future__ import annotations

import json
import time

import pytest

from tests.queries import same_queries_for
from tuki.tickets.commands.reply import add_note
from tuki.tickets.models import Ticket


def test_every_refusal_is_a_problem_document(cast, api):
    """RFC 9457: the media type, and the members that programs read."""
    asked = [
        api.anonymous.get("/tickets"), api.anna.get("/tickets/ACME-9"), api.anna.get("/nothing"),
        api.anna.get("/tickets?x=1"),
        api.anna.call("PUT", "/tickets"), api.clara.post("/tickets", "{"), api.clara.post("/tickets", {"subject": ""}),
        api.clara.post(f"/tickets/{cast.ticket().reference}/trash"),
    ]  # fmt: skip
    assert [each.status_code for each in asked] == [401, 404, 404, 400, 405, 400, 422, 403]
    for response in asked:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert {"code", "title", "detail", "status"} <= set(response.data)
        assert response.data["status"] == response.status_code


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "[]", "1", '"x"', "[" * 100_000, '{"subject":' * 50_000, '{"subject": ' + "[" * 100_000,
     '{"subject": 1e400, "text": "t"}', '{"subject": "a", "priority": ' + "9" * 5000 + "}", '{"subject": null}',
     '{"subject": "\\ud800"}', '{"subject": "a\\u0000b", "text": "t"}', b"\xff\xfe{}", '{"a": 1, "a": 2}',
     "{" + ",".join(f'"k{n}":1' for n in range(100_000)) + "}", '{"subject": "a", "tags": [{}]}', "\ufeff{}",
     '{"subject": "a", "text": "t", "files": [{"name": "a", "content": "%%%"}]}'],
)  # fmt: skip
def test_bodies_of_the_wrong_form_are_refused_at_once(api, body):
    api.clara.post("/tickets", "{}")  # what the first request imports is not the body's
    began = time.process_time()
    response = api.clara.post("/tickets", body)
    assert response.status_code in (400, 415), response.data
    assert time.process_time() - began < 1 and Ticket.objects.count() == 0


def test_a_written_out_escape_is_text(api):
    """`\\\\u0000` names the character and is not it."""
    assert api.clara.post("/tickets", r'{"subject": "the \\u0000 character", "text": "t"}').status_code == 201


def test_bodies_of_another_type_or_packed_are_not_read(api, client):
    headers = {"Authorization": "Bearer token-of-clara"}
    form = client.post("/api/v1/tickets", {"subject": "a", "text": "t"}, headers=headers)
    assert form.status_code == 415
    packed = client.post(
        "/api/v1/tickets", b"\x1f\x8b", content_type="application/json", headers={**headers, "Content-Encoding": "gzip"}
    )
    assert packed.status_code == 415
    big = client.post(
        "/api/v1/tickets", "{}", content_type="application/json", headers=headers, CONTENT_LENGTH=str(2**30)
    )
    assert (big.status_code, big.json()["code"]) == (413, "too_large")


def test_a_list_gives_at_most_two_hundred(cast, api):
    ticket = cast.ticket()
    anna = cast.actor(cast.anna)
    for _ in range(205):
        add_note(anna, ticket.reference, text="n")
    first = api.anna.get("/messages?limit=1000000000").data
    assert len(first["items"]) == 200
    second = api.anna.get(f"/messages?cursor={first['next']}").data
    assert len(second["items"]) == 6 and second["next"] is None


@pytest.mark.parametrize(
    ("path", "who"),
    [("/tickets", "anna"), ("/messages", "anna"), ("/messages?order=-id", "clara"), ("/events", "anna"),
     ("/events", "vera"), ("/people", "anna"), ("/organisations", "anna"), ("/departments", "vera"),
     ("/mail/journal", "vera")],
)  # fmt: skip
def test_parts_of_a_list_show_every_item_once(cast, api, path, who):
    from tests.api.world import make_world

    make_world(cast)
    program, mark = getattr(api, who), "&" if "?" in path else "?"
    whole = program.get(f"{path}{mark}limit=200").data["items"]
    parts, cursor = [], ""
    while cursor is not None:
        part = program.get(f"{path}{mark}limit=1{cursor and f'&cursor={cursor}'}").data
        parts += part["items"]
        cursor = part["next"]
    assert parts == whole and whole


@pytest.mark.parametrize(
    ("path", "who"),
    [("/tickets", "anna"), ("/tickets", "clara"), ("/messages", "anna"), ("/messages", "clara"), ("/events", "anna"),
     ("/people", "anna"), ("/search?q=burns", "anna")],
)  # fmt: skip
def test_lists_cost_the_same_for_one_and_three(cast, api, path, who):
    """`same_queries_for`: no query per row."""

    def make(number: int) -> None:
        ticket = cast.ticket(f"Ticket {number}", text=f"It burns {number}.")
        body = {"text": "More.", "files": [{"name": "a.txt", "content": "aGk="}]}
        assert api.clara.post(f"/tickets/{ticket.reference}/messages", body).status_code == 201
        api.anna.post(f"/tickets/{ticket.reference}/tags", {"tags": [f"tag{number}", "all"]})
        api.anna.post("/people", {"name": f"P{number}", "address": f"p{number}@customer-a.test"})

    program = getattr(api, who)
    assert same_queries_for(1, 3, make=make, read=lambda: program.get(path)) <= 7
    assert len(program.get(path).data["items"]) >= 3


def test_the_description_names_every_structure_it_refers_to(api):
    """OpenAPI 3.1, open to anybody, without a dangling reference."""
    description = api.anonymous.get("/openapi.json").data
    text = json.dumps(description)
    named = {each.split('"')[0] for each in text.split("#/components/schemas/")[1:]}
    assert description["openapi"].startswith("3.1") and named <= set(description["components"]["schemas"])
    assert {"TicketShape", "MessageShape", "Problem"} <= named
