"""Skills, pauses, absence, brands, leads of teams and the share of escalations: for programs as on the pages."""

from __future__ import annotations

from tests.cast import SYSTEM
from tuki.assignment.definition import AssignmentDefinition, SkillNeed
from tuki.assignment.policies import set_policy
from tuki.people.commands.desk import set_team
from tuki.people.models import Brand, Team
from tuki.tickets.lines.moving import escalate_to_line


def test_skills_are_added_renamed_and_removed_unless_a_team_needs_them(cast, api):
    assert api.vera.post("/skills", {"code": "sql", "name": "Databases"}).data == {"code": "sql", "name": "Databases"}
    api.vera.post("/skills", {"code": "sql", "name": "Базы данных"})
    assert api.anna.get("/skills").data["items"] == [{"code": "sql", "name": "Базы данных"}]
    team = Team.objects.get(name="First line")
    needs = AssignmentDefinition(skills=(SkillNeed(skill="sql", kinds=("incident",)),))
    set_policy(SYSTEM, team.id, definition=needs)
    assert api.vera.delete("/skills/sql").data["code"] == "still_used"
    set_policy(SYSTEM, team.id, definition=AssignmentDefinition())
    assert api.vera.delete("/skills/sql").status_code == 204
    assert api.vera.delete("/skills/sql").status_code == 404


def test_pauses_and_absence(cast, api):
    api.vera.post("/pause-reasons", {"code": "tea", "name": "Чай", "position": 90})
    api.vera.post("/pause-reasons", {"code": "tea", "name": "Чай", "position": 90, "is_active": False})
    found = {each["code"]: each for each in api.anna.get("/pause-reasons").data["items"]}
    assert found["tea"] == {"code": "tea", "name": "Чай", "position": 90, "is_active": False}
    assert api.vera.post("/absence", {"offline_after_minutes": 30}).data == {"offline_after_minutes": 30}
    assert api.anna.get("/absence").data == {"offline_after_minutes": 30}
    assert api.vera.post("/absence", {"offline_after_minutes": 1}).status_code == 400


def test_each_brand_says_what_becomes_of_closed_tickets(cast, api):
    brand = Brand.objects.get()
    changed = api.vera.patch(f"/brands/{brand.id}", {"reopens_closed": False, "close_after_days": 5}).data
    assert (changed["reopens_closed"], changed["close_after_days"]) == (False, 5)
    assert api.anna.get("/brands").data["items"] == [changed]
    assert len(api.vera.get(f"/versions/brand/{brand.id}").data["items"]) == 2
    cast.ticket()
    refused = api.vera.patch(f"/brands/{brand.id}", {"name": "Other", "prefix": "NEW"})
    assert (refused.status_code, refused.data["code"]) == (403, "prefix_in_use")
    brand.refresh_from_db()
    assert brand.name != "Other", "all of it or nothing"
    for wrong in ({"language": "xx"}, {"time_zone": "Mars/Base"}):
        assert api.vera.patch(f"/brands/{brand.id}", wrong).data["field"] == next(iter(wrong))
    added = api.vera.post("/brands", {"code": "two", "name": "Два", "prefix": "two", "time_zone": "Europe/Oslo"})
    assert (added.status_code, added.data["prefix"], added.data["time_zone"]) == (201, "TWO", "Europe/Oslo")
    assert api.vera.patch("/brands/987654", {"name": "x"}).status_code == 404


def test_a_team_has_a_lead_who_belongs_to_it(cast, api):
    team = api.vera.post(
        "/teams", {"name": "Night", "line": 1, "members": ["anna@desk.test"], "lead": "anna@desk.test"}
    ).data
    assert team["lead"] == cast.anna.id
    address = f"/teams/{team['id']}"
    assert api.vera.patch(address, {"lead": cast.vera.id}).data["code"] == "not_in_team"
    assert api.vera.patch(address, {"line": 2}).data["lead"] == cast.anna.id
    assert api.vera.patch(address, {"lead": None}).data["lead"] is None


def test_the_share_of_escalations_is_counted(cast, api):
    second = set_team(SYSTEM, name="Second", line=2, member_ids=[cast.anna.id], department_id=cast.support.id)
    ticket = cast.ticket()
    escalate_to_line(cast.actor(cast.anna), ticket.reference, handover="Over to you.", team_id=second.id)
    found = {each["team"]: each for each in api.vera.get("/escalations?months=1").data["items"]}
    first = Team.objects.get(name="First line").id
    assert (found[first]["came"], found[first]["escalated"], found[second.id]["escalated"]) == (1, 1, 0)


def test_an_empty_body_of_length_nought_is_none(cast, api, client):
    """What many programs send when there is nothing to say; the description of the API asks for no body."""
    path = f"/api/v1/tickets/{cast.ticket().reference}/trash"
    headers = {"Authorization": "Bearer token-of-vera"}
    sent = client.post(path, b"", content_type="application/json", headers=headers, CONTENT_LENGTH="0")
    assert sent.status_code == 200, sent.content
    assert sent.json()["trashed_at"]
