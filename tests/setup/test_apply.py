"""A desk as a file: what it makes, and that a second run changes nothing."""

import pytest
from django.contrib.auth.hashers import check_password

from tests.setup.files import DESK
from tuki.channels.email.commands.mailbox import password_of
from tuki.channels.email.models import Mailbox, OutgoingMail
from tuki.channels.email.outgoing.server import current_server
from tuki.kernel.chain import breaks_everywhere
from tuki.kernel.models import EventRow
from tuki.people.commands.persons import person_by_address
from tuki.people.models import Brand, Department, Grant, Person
from tuki.people.queries import main_address
from tuki.people.signin.tokens import actor_for_token
from tuki.setup.applying import apply_content
from tuki.setup.complaints import Nonsense
from tuki.setup.exporting import export_desk

pytestmark = pytest.mark.usefixtures("empty_desk")


def apply(text: str) -> list[str]:
    return apply_content(text.encode(), "desk.toml")


def test_the_file_of_the_contract_makes_its_desk():
    apply(DESK)
    support = Department.objects.get(name="Support")
    assert Brand.objects.get().prefix == "ACME" and support.signature == "Acme Support"
    assert main_address(support) == "support@desk.test"
    anna, clara = person_by_address("anna@desk.test"), person_by_address("clara@customer-a.test")
    assert check_password("anna's own words", anna.password)
    assert (clara.is_staff, clara.organisation.name) == (False, "Customer A")
    assert set(Grant.objects.values_list("person__name", "role__code", "department__name")) == {
        ("Vera", "administrator", None),
        ("Anna", "agent", "Support"),
    }
    assert actor_for_token("anna-token-0001").id == anna.id
    assert actor_for_token("vera-token-0001").holds("settings.change")
    mailbox = Mailbox.objects.get()
    assert (mailbox.host, mailbox.port, mailbox.security, mailbox.folder) == ("127.0.0.1", 2143, "none", "INBOX")
    assert password_of(mailbox) == "password" and "password" not in mailbox.sealed_password
    assert current_server().url == "smtp://127.0.0.1:2526"
    assert not OutgoingMail.objects.exists() and breaks_everywhere() == []


def test_a_second_run_changes_nothing_and_says_so():
    assert len(apply(DESK)) > 10
    events = EventRow.objects.count()
    hashes = list(Person.objects.order_by("id").values_list("password", flat=True))
    assert apply(DESK) == []
    assert EventRow.objects.count() == events
    assert list(Person.objects.order_by("id").values_list("password", flat=True)) == hashes


def test_what_changed_is_told_in_words():
    apply(DESK)
    changed = DESK.replace('name = "Acme Support"', 'name = "Acme Help"').replace(
        "anna's own words", "anna's new words"
    )
    assert apply(changed) == ["changed the brand Acme Help: name", "set a new password for Anna"]


def test_everything_that_can_change_changes_and_what_is_not_named_stays():
    apply(DESK)
    apply(
        """
        [brand.main]
        name = "Acme"
        prefix = "acme"
        close_after_days = 7

        [[department]]
        name = "Second line"
        parent = "Support"

        [[department]]
        name = "Support"
        more_addresses = ["help@desk.test"]

        [[role]]
        code = "night_watch"
        name = "Night watch"
        permissions = ["tickets.see"]

        [[person]]
        name = "Anna Berg"
        email = "anna@desk.test"
        grants = [{ role = "agent", department = "Second line" }, { role = "night_watch" }]

        [[team]]
        name = "First"
        line = 1
        department = "Support"
        members = ["anna@desk.test"]

        [[contact]]
        name = "Clara"
        email = "clara@customer-a.test"
        active = false

        [[mailbox]]
        department = "Second line"
        imap = "imap://user@127.0.0.1:2143/INBOX"
        after = "move:Done"
        active = false

        [outgoing]
        hourly_limit = 50

        [[template]]
        code = "acknowledgement"
        language = "fi"
        subject = "Kiitos"
        body = "Pyyntö {ticket.reference} on tullut."
        """
    )
    support, second = Department.objects.get(name="Support"), Department.objects.get(name="Second line")
    assert second.parent == support and support.signature == "Acme Support"
    assert list(support.addresses.order_by("id").values_list("address", flat=True)) == [
        "support@desk.test",
        "help@desk.test",
    ]
    anna = person_by_address("anna@desk.test")
    assert set(Grant.objects.filter(person=anna).values_list("role__code", "department__name")) == {
        ("agent", "Second line"),
        ("night_watch", None),
    }
    assert [each.person.name for each in support.teams.get().teammember_set.all()] == ["Anna Berg"]
    mailbox = Mailbox.objects.get()
    assert (mailbox.department, mailbox.after, mailbox.move_to, mailbox.is_active) == (second, "move", "Done", False)
    assert password_of(mailbox) == "password"
    assert (current_server().url, current_server().hourly_limit) == ("smtp://127.0.0.1:2526", 50)
    assert not person_by_address("clara@customer-a.test").is_active and actor_for_token("clara-token-0001") is None
    assert Brand.objects.get().close_after_days == 7


def test_a_contact_who_becomes_an_agent_keeps_their_person():
    apply(DESK)
    clara = person_by_address("clara@customer-a.test")
    apply('[[person]]\nname = "Clara"\nemail = "CLARA@customer-a.test"\nrole = "quality"\n')
    clara.refresh_from_db()
    assert clara.is_staff and Person.objects.count() == 3


def test_departments_may_stand_before_their_parents():
    pairs = (("C", 'parent = "B"'), ("B", 'parent = "A"'), ("A", ""))
    apply(DESK + "".join(f'[[department]]\nname = "{name}"\n{parent}\n' for name, parent in pairs))
    assert Department.objects.get(name="C").parent.parent.name == "A"


ACCOUNTS = """
[[mail_account]]
name = "Office"
provider = "microsoft"
tenant = "acme.example"
client_id = "desk"
client_secret = "s3cret"
refresh_token = "r3fresh"

[[mailbox]]
department = "Support"
imap = "imaps://support@outlook.example/INBOX"
account = "Office"

[outgoing]
smtp = "smtp+starttls://support@outlook.example"
account = "Office"
"""


def test_mail_accounts_sign_in():
    base = DESK.split("[[mailbox]]")[0]
    apply_content((base + ACCOUNTS).encode(), "desk.toml")
    box = Mailbox.objects.get(login="support")
    assert box.account is not None and box.account.name == "Office" and box.account.sealed_refresh_token
    assert current_server().account_id == box.account_id
    before, exported = EventRow.objects.count(), export_desk()
    assert not any(secret in exported for secret in ("s3cret", "r3fresh")) and '# refresh_token = "…"' in exported
    for content in (exported, base + ACCOUNTS):
        apply_content(content.encode(), "desk.toml")
        assert EventRow.objects.count() == before
    with pytest.raises(Nonsense, match="no account 'Elsewhere'"):
        apply_content((base + ACCOUNTS.replace('account = "Office"', 'account = "Elsewhere"')).encode(), "desk.toml")
