"""Roles, grants and teams over the API, with the same refusals as on the pages."""

from __future__ import annotations

from tuki.people.models import Grant, Role, Team


def test_a_role_from_beginning_to_end(cast, api):
    made = api.vera.post("/roles", {"code": "night", "name": "Night", "permissions": ["tickets.see"]})
    assert made.status_code == 201 and made.data["permissions"] == ["tickets.see"]
    assert api.vera.post("/roles", {"code": "night", "name": "N", "permissions": ["*"]}).data["code"] == "name_taken"
    assert api.vera.patch("/roles/night", {"name": "Nights"}).data["permissions"] == ["tickets.see"]
    unknown = api.vera.patch("/roles/night", {"permissions": ["fly"]})
    assert unknown.data["code"] == "unknown_permission"
    grants = [{"role": "agent", "department": "Support"}, {"role": "night"}]
    given = api.vera.post(f"/people/{cast.anna.id}/grants", {"grants": grants})
    expected = [{"role": "agent", "department": cast.support.id}, {"role": "night", "department": None}]
    assert sorted(given.data["items"], key=lambda each: each["role"]) == expected
    assert api.anna.get(f"/people/{cast.anna.id}/grants").data["items"] == given.data["items"]
    assert api.vera.delete("/roles/night").status_code == 403  # somebody has it
    api.vera.post(f"/people/{cast.anna.id}/grants", {"grants": [{"role": "agent"}]})
    assert api.vera.delete("/roles/night").status_code == 204 and not Role.objects.filter(code="night").exists()
    assert api.vera.delete("/roles/agent").data["code"] == "builtin_role"
    assert {each["code"] for each in api.vera.get("/roles?limit=200").data["items"]} >= {"agent", "administrator"}


def test_nobody_raises_themselves(cast, api):
    own = api.vera.post(f"/people/{cast.vera.id}/grants", {"grants": [{"role": "agent"}]})
    assert (own.status_code, own.data["code"]) == (403, "own_rights")
    api.vera.post("/roles", {"code": "chief", "name": "Chief", "permissions": ["people.manage_agents"]})
    api.vera.post(f"/people/{cast.boris.id}/grants", {"grants": [{"role": "chief"}]})
    for body in ({"grants": [{"role": "administrator"}]}, {"grants": [{"role": "agent"}, {"role": "administrator"}]}):
        assert api.boris.post(f"/people/{cast.anna.id}/grants", body).data["code"] == "above_you"
    raised = api.boris.post("/roles", {"code": "king", "name": "King", "permissions": ["*"]})
    assert raised.data["code"] == "above_you" and not Role.objects.filter(code="king").exists()
    assert Grant.objects.filter(person=cast.anna).count() == 1


def test_teams(cast, api):
    body = {"name": "Night", "line": 2, "department": "Support", "members": [cast.anna.id, "boris@desk.test"]}
    made = api.vera.post("/teams", body).data
    assert made["members"] == sorted([cast.anna.id, cast.boris.id]) and made["department"] == cast.support.id
    assert api.vera.post("/teams", body).data["code"] == "name_taken"
    changed = api.vera.patch(f"/teams/{made['id']}", {"members": ["anna@desk.test"], "department": None}).data
    assert (changed["members"], changed["department"], changed["line"]) == ([cast.anna.id], None, 2)
    assert api.vera.patch("/teams/999", {"line": 1}).status_code == 404
    assert Team.objects.get(name="Night").line == 2
    assert len(api.vera.get("/teams").data["items"]) == 3
