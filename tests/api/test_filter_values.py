"""A filter whose value names nothing is refused with the value that was probably meant."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tuki.catalogue.models import Category
from tuki.kernel.reference import reference_changed


def _told(response) -> tuple[object, ...]:
    assert response.status_code == (400 if response.data["code"] == "unknown_parameter" else 422)
    return response.data["code"], response.data["field"], response.data.get("near")


@pytest.mark.parametrize(
    ("query", "field", "near"),
    [
        ("status=nope", "status", None),
        ("status=new&status=asigned", "status", "assigned"),
        ("kind=inciden", "kind", "incident"),
        ("priority=high", "priority", "2"),
        ("priority=9", "priority", None),
        ("urgency=6", "urgency", None),
        ("impact=x", "impact", None),
        ("organisation=99999", "organisation", None),
        ("requester=clara", "requester", None),
        ("view=mien", "view", "mine"),
        ("order=updatd", "order", "updated"),
    ],
)
def test_a_wrong_value_is_named_with_the_nearest_right_one(cast, api, query, field, near):
    cast.ticket()
    response = api.vera.get(f"/tickets?{query}")
    assert _told(response) == ("unknown_filter_value", field, near)
    wrong = query.rpartition("=")[2]
    assert f"“{wrong}”" in response.data["detail"] and (near is None or near in response.data["detail"])


def test_names_stand_for_the_ids_that_are_meant(cast, api):
    category = Category.objects.create(name="Printers")
    reference_changed()
    for query, near in {
        "department=Suport": cast.support.id, "assignee=Ana": cast.anna.id, "assignee=99999": None,
        "category=printer": category.id, f"organisation={quote('Customer a')}": cast.customer_a.id,
    }.items():  # fmt: skip
        assert _told(api.vera.get(f"/tickets?{query}"))[2] == (None if near is None else str(near)), query


def test_names_that_one_does_not_see_are_not_offered(cast, api):
    assert _told(api.anna.get("/tickets?department=Billin"))[2] is None
    assert _told(api.clara.get("/tickets?assignee=Ann"))[2] is None
    assert _told(api.clara.get("/tickets?organisation=Customer%20X"))[2] == str(cast.customer_a.id)
    assert _told(api.dmitri.get("/tickets?organisation=Customer%20A"))[2] != str(cast.customer_a.id)


def test_free_words_and_strangers_find_nothing_without_a_refusal(cast, api):
    cast.ticket()
    for query in ("tag=nobody-has-it", "requester=stranger@nowhere.test", "assignee=none&category=none&status=closed"):
        response = api.vera.get(f"/tickets?{query}")
        assert response.status_code == 200 and response.data["items"] == [], query


def test_so_do_parameters_and_other_lists(api):
    assert _told(api.vera.get("/tickets?departmnt=1")) == ("unknown_parameter", "departmnt", "department")
    assert _told(api.vera.get("/tickets?team=1")) == ("unknown_parameter", "team", None)
    assert _told(api.vera.get("/events?kind=ticket.asigned")) == ("unknown_filter_value", "kind", "ticket.assigned")
    assert _told(api.vera.get("/mail/journal?outcome=quarantind"))[1:] == ("outcome", "quarantined")


def test_a_contact_does_not_learn_which_ids_there_are(cast, api):
    def told(name: str, id_: int) -> tuple[object, ...]:
        response = api.dmitri.get(f"/tickets?{name}={id_}")
        return response.status_code, response.data.get("code"), response.data.get("near")

    assert told("organisation", cast.customer_a.id) == told("organisation", 99999)
    assert told("assignee", cast.clara.id) == told("assignee", 99999)
