"""The first run, from the link to the desk, by plain forms."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import SYSTEM
from tests.desk.signin.conftest import Browser
from tests.people.conftest import _light_hashing  # noqa: F401  fixtures are found by name
from tuki.channels.email.mailboxes import trying
from tuki.channels.email.models import Mailbox, OutgoingMail, OutgoingServer
from tuki.people.commands.persons import set_password
from tuki.people.models import Brand, Department, Grant, OneTimeLink, Person
from tuki.people.queries import main_address
from tuki.setup.commands.begin import begin_desk
from tuki.setup.first_run import fresh_link, is_needed, is_valid
from tuki.tickets.models import Ticket

YOU = {"name": "Vera Berg", "email": "vera@acme.test", "password": "a long enough one", "language": "nb"}
BRAND = {"name": "Acme Support", "prefix": "acme", "language": "ru", "time_zone": "Europe/Oslo"}
DEPARTMENT = {"name": "Support", "address": "support@acme.test", "signature": "Acme\nSupport"}
BOX = {
    "box_host": "127.0.0.1",
    "box_security": "none",
    "box_port": "2143",
    "box_login": "support",
    "box_password": "p/ss:w@rd",
    "box_folder": "INBOX",
    "box_after": "move",
    "box_move_to": "Done",
}
SERVER = {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_port": "2525", "smtp_login": "", "smtp_password": ""}


@pytest.fixture
def link(db) -> str:
    begin_desk()
    return "/setup/" + fresh_link().rpartition("/")[2]


@pytest.fixture
def begun(link) -> Browser:
    browser = Browser()
    assert browser.submit(link, YOU).headers["location"] == f"{link}/brand"
    return browser


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """A failed test of a server is told at once."""
    monkeypatch.setattr(trying, "LONGEST_SECONDS", 0.2)


def errors(response) -> list[str]:
    return re.findall(r'class="wrong"[^>]*>.*?<span>(.*?)</span>', response.content.decode(), re.S)


def test_the_whole_way_ends_at_the_desk_and_the_link_is_dead(link):
    browser = Browser()
    assert browser.get("/").headers["location"] == "/login"
    assert browser.submit(link, YOU).headers["location"] == f"{link}/brand"
    assert browser.submit(f"{link}/brand", BRAND).headers["location"] == f"{link}/department"
    assert browser.submit(f"{link}/department", DEPARTMENT).headers["location"] == f"{link}/mail"
    mails = BOX | SERVER | {"way": "untested"}
    assert browser.submit(f"{link}/mail", mails).headers["location"] == f"{link}/agents"
    anna = {"name": "Anna", "email": "anna@acme.test", "role": "agent"}
    assert browser.submit(f"{link}/agents", anna).headers["location"] == f"{link}/agents"
    assert "anna@acme.test" in browser.get(f"{link}/agents").content.decode()
    assert browser.submit(f"{link}/agents", {}, to=f"{link}/end").headers["location"] == "/desk/"

    assert browser.is_signed_in and not is_needed()
    vera = Person.objects.get(email="vera@acme.test")
    assert (vera.name, vera.language, vera.is_staff) == ("Vera Berg", "nb", True)
    brand = Brand.objects.get()
    assert (brand.name, brand.prefix, brand.language, brand.time_zone) == ("Acme Support", "ACME", "ru", "Europe/Oslo")
    department = Department.objects.get()
    assert (main_address(department), department.signature) == ("support@acme.test", "Acme\nSupport")
    mailbox = Mailbox.objects.get()
    assert (mailbox.login, mailbox.port, mailbox.after, mailbox.move_to) == ("support", 2143, "move", "Done")
    assert OutgoingServer.objects.exists()
    assert set(Grant.objects.values_list("person__name", "role__code", "department")) == {
        ("Vera Berg", "administrator", None),
        ("Anna", "agent", None),
    }
    assert OutgoingMail.objects.get().recipients == {"anna@acme.test": ""}
    assert not Ticket.objects.exists()
    for path in (link, f"{link}/brand", f"{link}/mail", f"{link}/agents", f"{link}/end"):
        assert browser.get(path).status_code == Browser().get(path).status_code == 404


def test_everything_can_wait_but_who_brand_and_department(begun, link):
    begun.submit(f"{link}/brand", BRAND)
    begun.submit(f"{link}/department", {"name": "Support", "address": "", "signature": ""})
    assert begun.submit(f"{link}/mail", {}).headers["location"] == f"{link}/agents"
    assert begun.submit(f"{link}/agents", {}, to=f"{link}/end").headers["location"] == "/desk/"
    assert not Mailbox.objects.exists() and not OutgoingServer.objects.exists()


def test_the_example_comes_on_wish(begun, link):
    begun.submit(f"{link}/brand", BRAND)
    begun.submit(f"{link}/department", DEPARTMENT)
    begun.submit(f"{link}/agents", {"sample": "1"}, to=f"{link}/end")
    assert Ticket.objects.count() == 60 and Ticket.objects.filter(assignee__email="vera@acme.test").exists()


def test_a_closed_browser_goes_on_where_it_was(begun, link):
    assert begun.get(link).headers["location"] == f"{link}/brand"
    begun.submit(f"{link}/brand", BRAND)
    assert begun.get(link).headers["location"] == f"{link}/department"
    begun.submit(f"{link}/department", DEPARTMENT)

    other = Browser()
    assert other.get(link).headers["location"] == f"{link}/mail"
    assert other.get(f"{link}/mail").headers["location"] == f"/login?next={link}"
    signed_in = other.sign_in(YOU["email"], YOU["password"], next=link)
    assert signed_in.headers["location"] == link
    assert "Support" in other.get(f"{link}/mail").content.decode()


def test_steps_done_can_be_done_anew(begun, link):
    begun.submit(f"{link}/brand", BRAND)
    assert 'value="ACME"' in begun.get(f"{link}/brand").content.decode()
    begun.submit(f"{link}/brand", BRAND | {"prefix": "help", "name": "Help"})
    assert (Brand.objects.get().prefix, Brand.objects.get().name) == ("HELP", "Help")
    begun.submit(f"{link}/department", DEPARTMENT)
    begun.submit(f"{link}/department", DEPARTMENT | {"address": "help@acme.test"})
    assert main_address(Department.objects.get()) == "help@acme.test"


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [
        ({"password": "short"}, "Vera Berg"),
        ({"password": "password123"}, "Vera Berg"),
        ({"email": "nobody"}, "nobody"),
        ({"email": ""}, "Vera Berg"),
        ({"name": " "}, "vera@acme.test"),
    ],
)
def test_a_wrong_answer_stands_beside_its_field_and_what_was_typed_is_kept(link, wrong, kept):
    response = Browser().submit(link, YOU | wrong)
    page = response.content.decode()
    assert response.status_code == 422 and len(errors(response)) == 1 and kept in page
    assert YOU["password"] not in page and "short" not in page
    assert is_needed() and is_valid(link.rpartition("/")[2]) and not Person.objects.exists()


def test_wrong_brands_and_departments_are_refused(begun, link):
    response = begun.submit(f"{link}/brand", BRAND | {"prefix": "A B"})
    assert response.status_code == 422 and "Acme Support" in response.content.decode() and errors(response)
    assert begun.get(f"{link}/department").headers["location"] == f"{link}/brand"
    begun.submit(f"{link}/brand", BRAND)
    response = begun.submit(f"{link}/department", DEPARTMENT | {"address": "vera@acme.test"})
    assert response.status_code == 422 and errors(response) and not Department.objects.exists()


def test_a_server_that_does_not_answer_is_told_and_nothing_is_kept(begun, link):
    begun.submit(f"{link}/brand", BRAND)
    begun.submit(f"{link}/department", DEPARTMENT)
    response = begun.submit(f"{link}/mail", BOX | SERVER | {"box_port": "1", "smtp_port": "1"})
    assert response.status_code == 422 and len(errors(response)) == 2
    assert 'value="support"' in response.content.decode() and "p/ss:w@rd" not in response.content.decode()
    assert not Mailbox.objects.exists() and not OutgoingServer.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"box_host": "imaps://me:secret@imap.acme.test/INBOX"}, "Write the name alone"),
        ({"box_host": "imap.acme.test:993"}, "Write the name alone"),
        ({"box_login": ""}, "With what login does the mailbox open?"),
        ({"box_port": "IMAP"}, "A port is a number from 1 to 65535."),
        ({"box_folder": "x" * 201}, "A folder has a name of at most 200 letters"),
        ({"box_host": "imap.acme.test"}, "Choose TLS or STARTTLS"),
        ({"smtp_host": "smtp://mail.acme.test"}, "Write the name alone"),
        ({"smtp_port": "0"}, "A port is a number from 1 to 65535."),
    ],
)
def test_what_is_wrong_with_a_mail_server_is_said_of_its_field_in_words_of_the_form(link, wrong, words):
    begun = Browser()
    begun.submit(link, YOU | {"language": "en"})
    begun.submit(f"{link}/brand", BRAND)
    begun.submit(f"{link}/department", DEPARTMENT)
    half = BOX if "smtp" not in next(iter(wrong)) else SERVER
    response = begun.submit(f"{link}/mail", half | wrong)
    assert response.status_code == 422
    assert [words in each for each in errors(response)] == [True], errors(response)
    assert not Mailbox.objects.exists() and not OutgoingServer.objects.exists()


@pytest.mark.parametrize("path", ["", "/brand", "/department", "/mail", "/agents", "/end"])
def test_nobody_else_gets_in(begun, link, path):
    assert Browser().get(f"/setup/guessed{path}").status_code == 404
    begun.submit(f"{link}/agents", {"name": "Eve", "email": "eve@acme.test", "role": "administrator"})
    eve = Browser()
    set_password(SYSTEM, Person.objects.get(name="Eve").id, password="another long one")
    eve.sign_in("eve@acme.test", "another long one")
    assert eve.is_signed_in
    if path:
        assert eve.get(f"{link}{path}").status_code == 404


def test_the_link_makes_one_administrator_only(link):
    one, other = Browser(), Browser()
    page = other.get(link)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    one.submit(link, YOU)
    again = other.post(link, YOU | {"csrfmiddlewaretoken": token, "email": "eve@evil.test"})
    assert again.status_code == 302 and not other.is_signed_in
    assert list(Person.objects.values_list("email", flat=True)) == ["vera@acme.test"]


def test_a_link_that_is_old_or_replaced_is_dead(link):
    fresh_link()
    assert Browser().get(link).status_code == 404
    newest = "/setup/" + fresh_link().rpartition("/")[2]
    assert Browser().get(newest).status_code == 200
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Browser().get(newest).status_code == 404


def test_a_desk_with_an_administrator_has_no_wizard(cast):
    begin_desk()
    token = fresh_link().rpartition("/")[2]
    assert Browser().get(f"/setup/{token}").status_code == 404
    assert Browser().post(f"/setup/{token}", YOU).status_code in (403, 404)
    assert not Person.objects.filter(email=YOU["email"]).exists()


def test_the_address_is_a_key_that_no_page_passes_on(link):
    response = Browser().get(link)
    assert response.headers["Referrer-Policy"] == "same-origin" and "no-store" in response.headers["Cache-Control"]
