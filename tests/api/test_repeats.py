"""The same request again under its key: one result and the same answer (F180)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.api.test_access import DECLARED, operations
from tests.api.world import make_world
from tests.cast import make_cast
from tuki.kernel.models import EventRow, RequestKey
from tuki.tickets.models import Message, Ticket

BODY = {"subject": "Fire", "text": "It burns.", "files": [{"name": "a.txt", "content": "aGk="}]}


def key(value: str) -> dict[str, str]:
    return {"Idempotency-Key": value}


def test_every_post_is_done_once(cast, api):
    """Asked twice by Vera, who may do nearly all: the same status and bytes, and no second event."""
    world = make_world(cast)
    done = 0
    for name, (address, body, _) in DECLARED.items():
        if operations()[name] != "POST" or name == "upload_file":
            continue
        path = address.format_map(vars(world))
        filled = {k: v.format_map(vars(world)) if isinstance(v, str) else v for k, v in (body or {}).items()} or None
        first = api.vera.post(path, filled, **key(name))
        events = EventRow.objects.count()
        again = api.vera.post(path, filled, **key(name))
        assert (first.status_code, first.content) == (again.status_code, again.content), name
        assert EventRow.objects.count() == events, name
        if first.status_code < 300:
            done += 1
            other = api.vera.post(path, {**(filled or {}), "subject": "other"}, **key(name))
            assert other.status_code in (400, 409), name
            assert other.status_code == 400 or other.data["code"] == "request_reused"
    assert done > 15


def test_another_body_under_the_same_key_is_refused(cast, api):
    first = api.clara.post("/tickets", BODY, **key("k"))
    other = api.clara.post("/tickets", BODY | {"subject": "Water"}, **key("k"))
    assert (first.status_code, other.status_code, other.data["code"]) == (201, 409, "request_reused")
    elsewhere = api.clara.post(f"/tickets/{first.data['number']}/messages", {"text": "x"}, **key("k"))
    assert elsewhere.status_code == 409 and Message.objects.count() == 1


def test_keys_of_different_people_are_different(cast, api):
    numbers = {each.post("/tickets", BODY, **key("same")).data["number"] for each in (api.clara, api.dmitri)}
    assert len(numbers) == 2


def test_a_refused_request_may_be_repeated_corrected(cast, api):
    assert api.clara.post("/tickets", BODY | {"kind": "nonsense"}, **key("k")).status_code == 422
    assert Ticket.objects.count() == 0 and RequestKey.objects.count() == 0
    assert api.clara.post("/tickets", BODY, **key("k")).status_code == 201


def test_keys_that_are_none_are_refused(api):
    for value in ("", " ", "a b", "k" * 129, "ключ"):
        response = api.clara.post("/tickets", BODY, **key(value))
        assert (response.status_code, response.data["code"]) == (400, "bad_request_key"), value


def test_the_value_of_a_token_is_not_kept_in_the_open(cast, api):
    made = api.clara.post("/tokens", {"name": "mine"}, **key("k"))
    again = api.clara.post("/tokens", {"name": "mine"}, **key("k"))
    assert made.status_code == 201 and made.data == again.data
    assert made.data["token"] not in RequestKey.objects.get().result


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_ticket():
    from tests.api.conftest import Program
    from tests.cast import SYSTEM
    from tuki.people.signin.tokens import set_token

    cast = make_cast()
    set_token(SYSTEM, cast.clara.id, value="token-of-clara")

    def ask(_number: int) -> tuple[int, bytes]:
        try:
            response = Program("token-of-clara").post("/tickets", BODY, **key("together"))
            return response.status_code, response.content
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(ask, range(20)))
    assert len(answers) == 1 and answers.pop()[0] == 201
    assert Ticket.objects.count() == 1 and Message.objects.count() == 1
