"""Nonsense is refused with file and line, all of it at once, and nothing changes."""

import pytest

from tests.setup.files import DESK, line_of
from tuki.kernel.models import EventRow
from tuki.people.models import Brand, Person
from tuki.setup.applying import apply_content
from tuki.setup.complaints import Nonsense

pytestmark = pytest.mark.usefixtures("empty_desk")


def complaints(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(Nonsense) as caught:
        apply_content(text if isinstance(text, bytes) else text.encode(), "desk.toml")
    assert not Brand.objects.exists() and not Person.objects.exists()
    assert str(caught.value).startswith(f"desk.toml:{caught.value.complaints[0].line}: ")
    return [(each.line, each.text) for each in caught.value.complaints]


# what is replaced, by what, and a piece of the complaint; the line is that of the replacement
WRONG = [
    ('prefix = "ACME" ', 'prefix = "AC ME" ', "no prefix"),
    ('language = "en"', 'language = "tlh"', "no texts in 'tlh'"),
    ('language = "en"', 'colour = "red"', "no key 'colour'"),
    ('signature = "Acme Support"', "signature = 5", "wrong type"),
    ('signature = "Acme Support"', 'signature = "a\\u0000b"', "NUL"),
    ('signature = "Acme Support"', 'parent = "Nowhere"', "no parent 'Nowhere'"),
    ('signature = "Acme Support"', 'parent = "Support"', "below itself"),
    ('address = "billing@desk.test"', 'address = "billing"', "no mail address"),
    ('address = "billing@desk.test"', 'address = "SUPPORT@desk.test"', "address of Support"),
    ('address = "billing@desk.test"', 'adress = "billing@desk.test"', "did you mean 'address'?"),
    ('name = "Billing"', 'name = "Support"', "stands on line 7 already"),
    ('name = "Billing"', "name = 7", "wrong type"),
    ('name = "Billing"', 'name = "  "', "empty"),
    ('role = "administrator"', 'role = "god"', "no role 'god'"),
    ('role = "administrator"', 'language = "en"\nrole = ["agent"]', "wrong type"),
    ('password = "vera\'s own words"', 'password = "x"', "too weak"),
    ('password = "vera\'s own words"', 'password = "aaaaaaaaaaaa"', "too weak"),
    ('email = "anna@desk.test"', 'email = "vera@desk.test"', "stands on line"),
    ('email = "anna@desk.test"', 'email = "support@desk.test"', "address of Support"),
    ('email = "anna@desk.test"', 'email = "anna@desk.test, eve@evil.test"', "no mail address"),
    ('departments = ["Support"]', 'departments = ["Sales"]', "no department 'Sales'"),
    ('departments = ["Support"]', 'departments = "Support"', "wrong type"),
    ('token = "anna-token-0001"', 'token = "vera-token-0001"', "take another one"),
    ('token = "anna-token-0001"', 'token = "shor"', "too weak"),
    ('domains = ["customer-a.test"]', 'domains = ["gmail.com"]', "anybody can have"),
    ('domains = ["customer-a.test"]', 'domains = ["a b"]', "no domain"),
    ('organisation = "Customer A"', 'organisation = "Customer Z"', "no organisation 'Customer Z'"),
    ('imap = "imap://user:password@127.0.0.1:2143/INBOX"', 'imap = "http://x"', "no address of a mailbox"),
    ('imap = "imap://user:password@127.0.0.1:2143/INBOX"', 'imap = "imaps://user@host.test/INBOX"', "no password"),
    ('imap = "imap://user:password@127.0.0.1:2143/INBOX"', 'imap = "imap://u:p@host.test/INBOX"', "unencrypted"),
    ('imap = "imap://user:password@127.0.0.1:2143/INBOX"', 'imap = "imaps://u:p@host.test:99999/I"', "no address"),
    ('after = "keep"', 'after = "burn"', "keep"),
    ('after = "keep"', 'after = "move:"', "move:FOLDER"),
    ('smtp = "smtp://127.0.0.1:2526"', 'smtp = "smtp://u:p@host.test"', "unencrypted"),
    ('smtp = "smtp://127.0.0.1:2526"', 'smtp = "ftp://host.test"', "no address of a mail server"),
    ('smtp = "smtp://127.0.0.1:2526"', "hourly_limit = 0", "not between"),
    ('smtp = "smtp://127.0.0.1:2526"', "hourly_limit = true", "wrong type"),
]


@pytest.mark.parametrize(("old", "new", "piece"), WRONG, ids=[each[1][:40] for each in WRONG])
def test_each_kind_of_nonsense_has_its_line(old, new, piece):
    text = DESK.replace(old, new, 1)
    wrong = new.split("\n")[-1]
    found = complaints(text)
    where = line_of(text, wrong) if DESK.count(wrong) == 0 else max(line for line, _ in found)
    assert [line for line, text_ in found if piece in text_] == [where]


def test_a_needed_key_that_is_missing_is_named_at_its_table():
    text = DESK.replace('email = "anna@desk.test"\n', "")
    assert complaints(text) == [
        (
            line_of(text, '[[person]]\nname = "Anna"'),
            'person needs email; add email = …, a text in quotes, like "Support"',
        )
    ]


def test_a_person_without_a_role_is_refused():
    found = complaints(DESK.replace('role = "administrator"\n', ""))
    assert [text for _line, text in found] == [
        'a person needs role or grants, not both; add role = "agent", for example'
    ]


def test_every_complaint_comes_at_once():
    text = (
        DESK.replace("support@desk.test", "support")
        .replace("[outgoing]", "[outgiong]")
        .replace('after = "keep"', "after = 1")
    )
    assert [(line, words.split(";")[0]) for line, words in complaints(text)] == [
        (8, "address: 'support' is no mail address"),
        (line_of(text, "after = 1"), "after is of the wrong type"),
        (line_of(text, "[outgiong]"), "there is no table 'outgiong'"),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"[brand.main]\nname = \n", 2),
        (b"[brand.main\n", 1),
        (b'a = 1\nb = [1,\n2\nc = """x', 4),
        (b"[outgoing]\nhourly_limit = 1\n[outgoing]\nhourly_limit = 2\n", 3),
        (b'[brand.main]\r\nname = "\xff\xfe"\r\n', 2),
        (b'department = "Support"\n', 1),
        (b'\n[department]\nname = "Support"\n', 2),
        (b'\n[[department]]\nname = "Support"\n', 2),
    ],
    ids=["no value", "open head", "open text", "twice", "not UTF-8", "no table", "single table", "no brand"],
)
def test_what_is_no_toml_or_no_desk_is_refused_at_its_line(content, line):
    assert complaints(content)[0][0] == line


def test_a_refusal_in_the_middle_takes_everything_back(monkeypatch):
    """An address that a person has, which only the command finds out: everything before it is undone."""
    apply_content(DESK.encode(), "desk.toml")
    before = EventRow.objects.count()
    text = '[brand.main]\nname = "New name"\nprefix = "OTHER"\n[[department]]\nname = "New"\n'
    with pytest.raises(Nonsense) as caught:
        apply_content(text.encode(), "desk.toml")
    assert [each.line for each in caught.value.complaints] == [3]
    domains = text.replace("OTHER", "ACME").replace("department", "organisation") + 'domains = ["customer-a.test"]\n'
    with pytest.raises(Nonsense) as caught:
        apply_content(domains.encode(), "desk.toml")
    assert (
        str(caught.value)
        == "desk.toml:6: This domain belongs to another organisation already. Correct it and apply again."
    )
    assert EventRow.objects.count() == before and Brand.objects.get().name == "Acme Support"
