"""The export is what apply reads, and holds no secret."""

import tomllib

import pytest

from tests.setup.files import DESK
from tuki.channels.email.models import Mailbox
from tuki.kernel.actors import system
from tuki.kernel.models import EventRow
from tuki.people.commands.desk import add_brand, add_department
from tuki.people.commands.persons import add_person, change_person
from tuki.people.commands.roles import set_role
from tuki.people.models import Brand, Department, Grant, Organisation, Person, Team
from tuki.setup.applying import apply_content
from tuki.setup.exporting import export_desk

pytestmark = pytest.mark.usefixtures("empty_desk")
SYSTEM = system("test")

RICH = (
    DESK.replace('smtp = "smtp://127.0.0.1:2526"', 'smtp = "smtps://login:top-secret@mail.test"').replace(
        "user:password@", "us%40er:p%2Fass%3Aword@"
    )
    + """
[[template]]
code = "test"
language = "ru"
subject = 'Проверка "связи"'
body = \"\"\"
Привет,
\\tэто {desk.name} \\\\ \\u007f\"\"\"

[[role]]
code = "night"
name = "Night \\"watch\\""
permissions = ["tickets.see"]
"""
)


def test_applying_the_export_changes_nothing():
    apply_content(RICH.encode(), "desk.toml")
    main = Brand.objects.get()
    other = add_brand(SYSTEM, code="second brand", name="Другой", prefix="TWO")
    same = add_department(SYSTEM, brand_id=other.id, name="Support", address="support@two.test")
    add_department(SYSTEM, brand_id=main.id, name="Below", parent_id=Department.objects.get(name="Billing").id)
    agent = add_person(SYSTEM, name="Olaf", email="olaf@desk.test", is_staff=True)
    change_person(SYSTEM, agent.id, signature="Olaf\n-- \nTuki", time_zone="Europe/Oslo")
    apply_content(
        b'[[person]]\nname = "Olaf"\nemail = "olaf@desk.test"\n'
        b'grants = [{ role = "agent", department = "second brand/Support" }, { role = "quality" }]\nactive = false\n'
        b'[[team]]\nname = "T"\nline = 2\nmembers = ["anna@desk.test"]\n',
        "more.toml",
    )
    set_role(SYSTEM, code="quality", name="Quality", listed=["tickets.see"])
    assert Grant.objects.filter(person=agent, department=same).exists()

    exported = export_desk()
    before = EventRow.objects.count()
    assert apply_content(exported.encode(), "export.toml") == []
    assert EventRow.objects.count() == before


def test_the_export_holds_no_secret_and_says_where_they_belong():
    apply_content(RICH.encode(), "desk.toml")
    exported = export_desk()
    for secret in ("own words", "top-secret", "pass:word", "p%2Fass", "anna-token", "$"):
        assert secret not in exported
    assert exported.count('# password = "…"') == 3
    assert '# smtp = "smtps://login:…@mail.test:465"' in exported
    assert "us%40er@127.0.0.1" in exported


def test_an_export_makes_the_same_desk_elsewhere():
    apply_content(DESK.encode(), "desk.toml")
    exported = export_desk()
    for model in (Mailbox, Grant, Person, Organisation, Team, Department, Brand):
        model.objects.all().delete()
    complete = exported.replace("imap://user@", "imap://user:password@")
    apply_content(complete.encode(), "export.toml")
    assert export_desk() == exported


def test_contacts_can_be_left_out():
    apply_content(DESK.encode(), "desk.toml")
    assert "contact" in tomllib.loads(export_desk())
    assert "contact" not in tomllib.loads(export_desk(with_contacts=False))
