"""Templates and macros in a desk file: said by names, so that they hold on another desk."""

from tests.cast import SYSTEM
from tuki.automation.actions import Step
from tuki.automation.commands.macros import add_macro
from tuki.automation.definitions import MacroDefinition, macro_definition
from tuki.automation.models import Macro, ReplyTemplate
from tuki.setup.applying import apply_content
from tuki.setup.exporting import export_desk

FILE = """
[[category]]
name = "Hardware"

[[category]]
name = "Printers"
parent = "Hardware"

[[reply_template]]
name = "Hello"
texts = { en = "Hello {requester.name}", ru = "Привет" }

[[macro]]
name = "Solve"
team = "First line"
steps = [
  { action = "reply_from_template", template = "Hello" },
  { action = "note", text = "Two\\nlines" },
  { action = "set_category", category = "Hardware › Printers" },
  { action = "assign", assignee = "Vera" },
  { action = "add_tags", tags = ["a", "b"] },
  { action = "set_impact", impact = 2 },
]
"""


def test_a_file_says_them_and_the_export_says_them_again(cast):
    apply_content(FILE.encode(), "desk.toml")
    row = Macro.objects.get()
    given = {step.action: step.given for step in macro_definition(row).steps}
    assert given["assign"] == {"assignee": cast.vera.id}
    assert given["reply_from_template"] == {"template": ReplyTemplate.objects.get().id}
    assert given["note"] == {"text": "Two\nlines"}
    assert row.team.name == "First line"
    assert apply_content(FILE.encode(), "desk.toml") == []
    personal = MacroDefinition(name="Mine", steps=(Step("watch"),), person_id=cast.anna.id)
    add_macro(SYSTEM, definition=personal)
    exported = export_desk()
    assert "Hardware › Printers" in exported and '"Mine"' not in exported
    assert apply_content(exported.encode(), "export.toml") == []
