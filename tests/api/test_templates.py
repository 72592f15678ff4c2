"""Reply templates and macros over the API: favourites, and what a macro writes worded otherwise."""

from __future__ import annotations

import pytest

from tuki.tickets.models import Message

pytestmark = pytest.mark.django_db


def test_a_favourite_is_ones_own(api):
    made = api.vera.post("/reply-templates", {"name": "Hello", "texts": {"en": "Hello"}}).data
    at = f"/reply-templates/{made['id']}/favourite"
    assert made["is_favourite"] is False
    assert api.anna.post(at).data["is_favourite"] is True
    assert api.anna.post(at).data["is_favourite"] is True
    assert [each["is_favourite"] for each in api.anna.get("/reply-templates").data["items"]] == [True]
    assert [each["is_favourite"] for each in api.vera.get("/reply-templates").data["items"]] == [False]
    assert api.anna.delete(at).data["is_favourite"] is False
    assert api.anna.post("/reply-templates/99999/favourite").status_code == 404
    own = api.vera.post("/reply-templates", {"name": "Mine", "texts": {"en": "Hi"}, "mine": True}).data
    assert api.anna.post(f"/reply-templates/{own['id']}/favourite").status_code == 404


def test_a_macro_writes_what_the_caller_words(cast, api):
    steps = [
        {"action": "reply", "given": {"text": "Dear {requester.name}."}},
        {"action": "set_impact", "given": {"impact": 2}},
    ]
    made = api.vera.post("/macros", {"name": "Calm", "steps": steps}).data
    at = f"/tickets/{cast.ticket().reference}/macro"
    told = api.anna.get(f"{at}?macro={made['id']}").data["items"]
    assert [each["text"] for each in told] == ["Dear Clara.", None]
    refused = api.anna.post(at, {"macro": made["id"], "texts": [{"step": 0, "text": " "}]})
    assert refused.status_code == 409 and not Message.objects.filter(is_from_desk=True).exists()
    assert api.anna.post(at, {"macro": "Calm", "texts": [{"step": 0, "text": "Hi, Clara."}]}).status_code == 200
    assert Message.objects.get(is_from_desk=True).text == "Hi, Clara."
