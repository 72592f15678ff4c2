"""Skills, pauses, absence, what agents can and the assignment of teams in a desk file, there and back."""

from __future__ import annotations

import pytest

from tests.setup.files import DESK, line_of
from tests.sla.promises import oslo_hours
from tuki.assignment.policies import policy_of
from tuki.kernel.models import EventRow
from tuki.people.agents.absence import offline_after_minutes
from tuki.people.agents.reasons import pause_reasons
from tuki.people.agents.work import Work, work_of
from tuki.people.models import Person, Team
from tuki.setup.applying import apply_content
from tuki.setup.complaints import Nonsense
from tuki.setup.exporting import export_desk

pytestmark = pytest.mark.usefixtures("empty_desk")

WORK = (
    DESK.replace(
        'token = "anna-token-0001"', 'token = "anna-token-0001"\nskills = { sql = 3 }\nlanguages = ["ru"]\ncapacity = 4'
    )
    + """
[[category]]
name = "Hardware"

[[skill]]
code = "sql"
name = "Databases"

[[pause_reason]]
code = "doctor"
name = "Врач"

[agents]
offline_after_minutes = 20

[[team]]
name = "First line"
line = 1
department = "Support"
members = ["anna@desk.test"]
lead = "anna@desk.test"
assignment = { how = "least_loaded", weights = { chat = 3 }, skills = [{ skill = "sql", categories = ["Hardware"] }] }
"""
)


def test_a_file_sets_them_and_its_export_changes_nothing():
    apply_content(WORK.encode(), "desk.toml")
    anna = Person.objects.get(name="Anna")
    assert work_of([anna.id])[anna.id] == Work({"sql": 3}, ("ru",), 4)
    assert [each.code for each in pause_reasons()][-1] == "doctor"
    assert offline_after_minutes() == 20
    assert Team.objects.get().lead == anna
    policy = policy_of(Team.objects.get().id)
    assert (policy.how, policy.weights, policy.skills[0].skill) == ("least_loaded", {"chat": 3}, "sql")
    assert len(policy.skills[0].categories) == 1
    exported = export_desk()
    for piece in (
        'lead = "anna@desk.test"',
        "skills = { sql = 3 }",
        'categories = ["Hardware"]',
        "offline_after_minutes = 20",
    ):
        assert piece in exported
    before = EventRow.objects.count()
    apply_content(exported.encode(), "desk.toml")
    assert EventRow.objects.count() == before


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('how = "least_loaded"', 'how = "dice"', "assignment =", "dice"),
        ("chat = 3", "chat = 30", "assignment =", "capacity"),
        ('categories = ["Hardware"]', 'categories = ["Houses"]', "assignment =", "Houses"),
        ('lead = "anna', 'lead = "vera', "lead =", "one of the members"),
        ("{ sql = 3 }", "{ sql = 9 }", "skills = { sql", "no level"),
        ("{ sql = 3 }", "{ cobol = 3 }", "skills = { cobol", "cobol"),
        ("offline_after_minutes = 20", "offline_after_minutes = 1", "offline_after", "between"),
    ],
)
def test_nonsense_is_named_with_its_line(old, new, line, words):
    text = WORK.replace(old, new)
    with pytest.raises(Nonsense) as found:
        apply_content(text.encode(), "desk.toml")
    (complaint,) = found.value.complaints
    assert words in str(complaint)
    assert complaint.line == line_of(text, line)


def test_a_team_keeps_its_lead_until_the_file_names_nobody():
    apply_content(WORK.encode(), "desk.toml")
    apply_content(WORK.replace('lead = "anna@desk.test"\n', "").encode(), "desk.toml")
    assert Team.objects.get().lead == Person.objects.get(name="Anna")
    apply_content(WORK.replace('lead = "anna@desk.test"', 'lead = ""').encode(), "desk.toml")
    assert Team.objects.get().lead is None


def test_a_file_gives_a_team_the_hours_of_a_calendar():
    oslo = oslo_hours()
    named = WORK.replace('how = "least_loaded",', 'how = "least_loaded", calendar = "Oslo",')
    apply_content(named.encode(), "desk.toml")
    assert policy_of(Team.objects.get().id).calendar_id == oslo.id
    exported = export_desk()
    assert 'calendar = "Oslo"' in exported and "calendar_id" not in exported
    wrong = named.replace('calendar = "Oslo"', 'calendar = "Bergen"')
    with pytest.raises(Nonsense, match="Bergen") as found:
        apply_content(wrong.encode(), "desk.toml")
    assert [each.line for each in found.value.complaints] == [line_of(wrong, "Bergen")]
