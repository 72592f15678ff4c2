"""Policies in desk.toml: by names, and what is exported says the same again."""

from __future__ import annotations

import pytest

from tests.setup.files import DESK
from tuki.setup.applying import apply_content
from tuki.setup.complaints import Nonsense
from tuki.setup.exporting import export_desk
from tuki.sla.models import Policy
from tuki.sla.policies.queries import said_by

pytestmark = pytest.mark.usefixtures("empty_desk")

POLICY = """
[[organisation]]
name = "Fjordtek"

[[calendar]]
name = "Round the clock"
zone = "UTC"
week = { mon = [["00:00", "24:00"]] }

[[policy]]
name = "Gold"
calendar = "Round the clock"
conditions = { all = [{ fact = "organisation", op = "is", value = ["Fjordtek"] }, { fact = "kind", op = "is", value = ["incident"] }] }
promises = { first_response = [15, 30, 60, 0], resolve = { minutes = [120, 240, 480, 960], calendar = "Round the clock" } }
agreements = [{ name = "Second line", party = "line", line = 2, minutes = [60, 60, 120, 240] }]
pause_stages = ["customer", "third_party"]
steps = [{ percent = 75, receivers = ["assignee"] }, { minutes = 30, receivers = ["manager"], addresses = ["duty@desk.test"] }]

[[policy]]
name = "Old"
promises = { resolve = [60, 60, 60, 60] }
active = false
"""  # noqa: E501  lines of a file


def apply(text: str) -> list[str]:
    return apply_content(text.encode(), "desk.toml")


def test_a_file_brings_policies_and_its_export_changes_nothing():
    apply(DESK + POLICY)
    gold, old = (said_by(row) for row in Policy.objects.order_by("position"))
    assert gold.target("first_response").minutes == (15, 30, 60, None)
    assert gold.target("resolve").calendar_id == gold.calendar_id
    assert gold.agreements[0].line == 2
    assert [each.code for each in gold.steps] == ["p75", "m+30"]
    assert isinstance(gold.conditions["all"][0]["value"][0], int)
    assert (old.is_active, old.pause_stages) == (False, ["customer"])
    exported = export_desk()
    assert 'value = ["Fjordtek"]' in exported
    before = list(Policy.objects.order_by("id").values_list())
    apply(exported)
    assert list(Policy.objects.order_by("id").values_list()) == before


@pytest.mark.parametrize(
    ("piece", "instead", "words"),
    [
        ("[15, 30, 60, 0]", "[15, 30]", "write four numbers of working minutes"),
        ("first_response =", "first_answer =", "'first_answer' is no promise"),
        ('value = ["Fjordtek"]', 'value = ["Nobody"]', "This value does not fit"),
        (
            'calendar = "Round the clock"\nconditions',
            'calendar = "Mars"\nconditions',
            "There is no calendar called Mars",
        ),
        ('receivers = ["assignee"]', 'receivers = ["everybody"]', "Nobody is known as everybody"),
        ("percent = 75", 'percent = "many"', "not possible"),
        ('fact = "kind"', 'fact = "mood"', "Nothing called mood"),
    ],
)
def test_nonsense_is_told_and_nothing_is_done(piece, instead, words):
    assert piece in POLICY
    with pytest.raises(Nonsense) as refused:
        apply(DESK + POLICY.replace(piece, instead))
    assert words in str(refused.value)
    assert not Policy.objects.exists()
