"""Versions of settings over the API."""

from __future__ import annotations

from tuki.people.commands.desk import change_brand
from tuki.people.models import Brand


def _renamed(cast, *names):
    for name in names:
        change_brand(cast.actor(cast.vera), cast.brand.id, name=name)
    return f"/versions/brand/{cast.brand.id}"


def test_versions_say_who_changed_what(cast, api):
    found = api.vera.get(_renamed(cast, "Other")).data["items"]
    assert [(each["number"], each["actor"], each["changes"]) for each in found] == [
        (2, cast.vera.id, [{"path": ["name"], "old": "Acme Support", "new": "Other"}]),
        (1, None, []),
    ]
    assert found[1]["definition"]["language"] == "en"


def test_they_come_in_parts(cast, api):
    path = _renamed(cast, "B", "C")
    first = api.vera.get(f"{path}?limit=2").data
    assert [each["number"] for each in first["items"]] == [3, 2]
    second = api.vera.get(f"{path}?limit=2&cursor={first['next']}").data
    assert ([each["number"] for each in second["items"]], second["next"]) == ([1], None)
    assert api.vera.get(f"{path}?cursor=x").status_code in (400, 422)


def test_one_is_restored_and_becomes_the_newest(cast, api):
    path = _renamed(cast, "Other")
    answer = api.vera.post(f"{path}/1/restoration")
    assert (answer.status_code, answer.data) == (200, {"number": 3})
    assert Brand.objects.get().name == "Acme Support"
    assert api.vera.get(path).data["items"][0]["back_to"] == 1


def test_only_who_may_change_a_setting_sees_and_restores(cast, api):
    path = _renamed(cast, "Other")
    for somebody in (api.anna, api.clara):
        assert somebody.get(path).status_code == 403
        assert somebody.post(f"{path}/1/restoration").status_code == 403
    assert Brand.objects.get().name == "Other"
    for path in ("/versions/brand/999", "/versions/nothing/1", "/versions/brand/0"):
        assert api.vera.get(path).status_code == 404
    assert api.vera.post(f"/versions/brand/{cast.brand.id}/99/restoration").status_code == 404
