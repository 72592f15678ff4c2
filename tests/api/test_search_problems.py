"""The API says which word of a query was not understood."""

from __future__ import annotations


def test_the_search_names_what_it_did_not_understand(cast, api):
    cast.ticket("Printer on fire")
    answer = api.vera.get("/search?q=status:opne%20fire").data
    assert answer["items"] == []
    assert answer["problems"] == [{"code": "unknown_value", "text": "status:opne", "near": "status:open"}]
    understood = api.vera.get("/search?q=status:open%20fire").data
    assert [each["number"] for each in understood["items"]] == ["ACME-1"] and understood["problems"] == []


def test_so_does_the_list_of_tickets(cast, api):
    cast.ticket("Printer on fire")
    answer = api.vera.get("/tickets?q=tag:zzz%20colour:red").data
    told = [(each["code"], each["text"], each["near"]) for each in answer["problems"]]
    assert told == [("unknown_filter", "colour:red", None), ("unknown_value", "tag:zzz", None)]
    assert api.vera.get("/tickets").data["problems"] == []
