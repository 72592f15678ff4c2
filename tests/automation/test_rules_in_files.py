"""Rules in a desk file: said by names, applied once, switched on only when their examples hold."""

import pytest

from tuki.automation.models import Rule
from tuki.automation.rules.library import acting_rules, definition_of
from tuki.setup.applying import apply_content
from tuki.setup.complaints import Nonsense
from tuki.setup.exporting import export_desk

FILE = """
[[category]]
name = "Hardware"

[[category]]
name = "Printers"
parent = "Hardware"

[[rule]]
name = "Printers"
triggers = ["opened", "requester_wrote"]
conditions = { all = [
  { fact = "department", op = "is", value = ["Support"] },
  { not = { fact = "requester", op = "is", value = ["dmitri@customer-b.test"] } },
  { fact = "subject", op = "contains", value = ["printer"] },
] }
steps = [
  { action = "set_category", category = "Hardware › Printers" },
  { action = "assign", assignee = "Anna" },
  { action = "transfer", department = "Billing" },
]
examples = [
  { given = { department = "Support", subject = "printer" }, then = { department = "Billing", CATEGORY } },
  { given = { subject = "mouse" }, fires = false },
]
departments = ["Support"]
most_mails = 3
last = true
active = true
""".replace("CATEGORY", 'category = ["Hardware", "Hardware › Printers"]')


def test_a_file_says_a_rule_and_the_export_says_it_again(cast):
    assert apply_content(FILE.encode(), "desk.toml") != []
    row = Rule.objects.get()
    said = definition_of(row)
    assert said.departments == [cast.support.id]
    assert said.conditions["all"][0]["value"] == [cast.support.id]
    assert said.conditions["all"][1]["not"]["value"] == [cast.dmitri.id]
    assert [each["given"] for each in said.steps][1:] == [{"assignee": cast.anna.id}, {"department": cast.billing.id}]
    assert said.examples[0].then["department"] == cast.billing.id
    assert (said.most_mails, said.most_tickets, said.is_last) == (3, 200, True)
    assert [rule.id for rule in acting_rules()] == [row.id]
    assert apply_content(FILE.encode(), "desk.toml") == []
    exported = export_desk()
    assert '"Hardware › Printers"' in exported and "then = { " in exported
    assert apply_content(exported.encode(), "export.toml") == []


def test_what_a_file_does_not_say_stays(cast):
    apply_content(FILE.encode(), "desk.toml")
    apply_content(b'[[rule]]\nname = "Printers"\nmost_mails = 9\nactive = false\n', "more.toml")
    row = Rule.objects.get()
    said = definition_of(row)
    assert (said.most_mails, said.triggers, len(said.examples)) == (9, ["opened", "requester_wrote"], 2)
    assert row.switched_on_at is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('value = ["Support"]', 'value = ["Nowhere"]', "does not fit what is asked"),
        ('departments = ["Support"]', 'departments = ["Nowhere"]', "no department called Nowhere"),
        ('"opened", ', '"sunrise", ', "what the rule waits for"),
        ('then = { department = "Billing"', 'then = { department = "Support"', "does not come out as expected"),
        ('assignee = "Anna"', 'assignee = "whoever runs it"', "A rule is nobody"),
        ("given = { subject", "given = { mood", ""),
    ],
)
def test_nonsense_is_refused_with_its_line(cast, old, new, words):
    with pytest.raises(Nonsense) as refused:
        apply_content(FILE.replace(old, new).encode(), "desk.toml")
    assert words in str(refused.value) and "desk.toml:" in str(refused.value)
    assert not Rule.objects.exists()
