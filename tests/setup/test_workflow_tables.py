"""Kinds and workflows in the desk's file."""

from __future__ import annotations

import pytest

from tests.cast import SYSTEM
from tuki.catalogue.queries import active_kinds, all_kind_names
from tuki.setup.applying import apply_content
from tuki.setup.complaints import Nonsense
from tuki.setup.exporting import export_desk
from tuki.tickets.commands.status import change_status
from tuki.tickets.queries.workflow import workflow_of

FILE = """
[kind.access]
names = { en = "Access request", ru = "Доступ" }

[kind.suggestion]
active = false

[workflow.access]
name = "Access"
kinds = ["access"]
initial = "asked"
assigned = "review"
answered = "review"
reopened = "review"
close_after_days = 5
statuses = { asked = { stage = "new", en = "Asked", ru = "Запрошено" }, review = { stage = "ours", en = "Review" }, \
granted = { stage = "closed", en = "Granted" } }
transitions = { asked = ["review"], review = ["granted: approval, children"] }
"""


def test_a_file_brings_kinds_and_workflows_and_says_the_same_when_exported(cast):
    apply_content(FILE.encode(), "desk.toml")
    assert (all_kind_names()["access"], "suggestion" in active_kinds()) == ("Access request", False)
    way = workflow_of("access").way("review", "granted")
    assert (way.needs_approval, way.needs_closed_children, way.needs_resolution) == (True, True, False)
    assert workflow_of("access").close_after_days == 5
    exported = export_desk()
    assert 'transitions = { asked = ["review"], review = ["granted: approval, children"] }' in exported
    assert "[workflow.default]" not in exported and "[kind.incident]" not in exported
    assert apply_content(exported.encode(), "desk.toml") == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('stage = "closed"', 'stage = "shut"', 16),
        ('"granted: approval, children"', '"granted: luck"', 17),
        ('initial = "asked"', 'initial = "granted"', 11),
        ('kinds = ["access"]', 'kinds = ["riddle"]', 10),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(cast, old, new, line):
    with pytest.raises(Nonsense) as refused:
        apply_content(FILE.replace(old, new).encode(), "desk.toml")
    assert f"desk.toml:{line}:" in str(refused.value)
    assert "access" not in active_kinds()


def test_a_file_says_where_tickets_of_a_removed_status_go(cast):
    apply_content(FILE.encode(), "desk.toml")
    ticket = cast.ticket(kind="access")
    change_status(SYSTEM, ticket.reference, status="review")
    fewer = FILE.replace('review = { stage = "ours", en = "Review" }', 'check = { stage = "ours", en = "Check" }')
    fewer = fewer.replace('"review"', '"check"').replace("review =", "check =")
    with pytest.raises(Nonsense, match="Review: 1"):
        apply_content(fewer.encode(), "desk.toml")
    apply_content((fewer + 'moves = { review = "check" }\n').encode(), "desk.toml")
    assert workflow_of("access").codes == ["asked", "check", "granted"]
