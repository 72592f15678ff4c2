"""Pages of settings by plain forms: what they change, what they refuse, and to whom."""

import re

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.queries import same_queries_for
from tuki.channels.email.commands.mailbox import add_mailbox, password_of
from tuki.channels.email.mailboxes import trying
from tuki.channels.email.mailboxes.address import read_mailbox_url
from tuki.channels.email.models import Mailbox, MailTemplate, OutgoingMail
from tuki.channels.email.outgoing.commands.outbox import hold_outgoing
from tuki.channels.email.outgoing.commands.server import set_outgoing_server
from tuki.channels.email.outgoing.server import current_server
from tuki.people.commands.persons import add_person, set_password
from tuki.people.models import Brand, Department, Grant, OneTimeLink, Person, Role, Session, Team
from tuki.people.queries import main_address

PAGES = [
    "", "brands", "brands/new", "departments", "departments/new", "teams", "teams/new", "agents", "agents/new", "roles",
    "roles/new", "roles/agent", "mailboxes", "mailboxes/new", "outgoing", "texts", "texts/acknowledgement/ru",
]  # fmt: skip


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """A failed test of a server is told at once."""
    monkeypatch.setattr(trying, "LONGEST_SECONDS", 0.2)


@pytest.fixture
def vera(cast):
    return browser(cast.vera)


def at(path: str) -> str:
    return f"/desk/settings/{path}"


def errors(response) -> list[str]:
    return re.findall(r'class="wrong" id="([^"]+)-error"', response.content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_to_administrators_only(cast, vera, path):
    assert vera.get(at(path)).status_code == 200
    assert browser(cast.anna).get(at(path)).status_code == 403
    assert browser(cast.clara).get(at(path)).status_code == 404
    assert browser().get(at(path)).headers["location"].startswith("/login")


def test_every_link_of_the_first_page_leads_somewhere(vera):
    links = re.findall(r'href="(/desk/settings/[^"?]+)"', vera.get(at("")).content.decode())
    assert len(set(links)) >= 9
    assert [vera.get(link).status_code for link in sorted(set(links))] == [200] * len(set(links))


def test_a_brand_is_added_and_changed(cast, vera):
    given = {"name": "Two", "prefix": "two", "language": "de", "time_zone": "Europe/Berlin",
             "close_after_days": "5", "reopen_within_days": "10"}  # fmt: skip
    assert vera.post(at("brands/new"), given).headers["location"] == "/desk/settings/brands?done=added"
    brand = Brand.objects.get(prefix="TWO")
    assert (brand.code, brand.language, brand.close_after_days, brand.reopen_within_days) == ("two", "de", 5, 10)
    vera.post(at(f"brands/{brand.id}"), given | {"name": "Zwei", "prefix": "ZWEI"})
    brand.refresh_from_db()
    assert (brand.name, brand.prefix, brand.code) == ("Zwei", "ZWEI", "two")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "id_name"),
        ({"prefix": "a b"}, "id_prefix"),
        ({"prefix": "acme"}, "id_prefix"),
        ({"language": "xx"}, "id_language"),
        ({"time_zone": "Mars/North"}, "id_time_zone"),
        ({"close_after_days": "never"}, "id_close_after_days"),
        ({"reopen_within_days": "99999"}, "id_reopen_within_days"),
    ],
)
def test_a_wrong_brand_is_told_beside_its_field(vera, wrong, field):
    given = {"name": "Two", "prefix": "two", "language": "de", "time_zone": "UTC",
             "close_after_days": "5", "reopen_within_days": "10"}  # fmt: skip
    response = vera.post(at("brands/new"), given | wrong)
    assert response.status_code == 422 and errors(response) == [field]
    assert Brand.objects.count() == 1
    kept = {name: value for name, value in (given | wrong).items() if name not in ("language", "time_zone")}
    assert all(f'value="{value}"' in response.content.decode() for value in kept.values() if value)


def test_the_prefix_stays_once_there_is_a_ticket(cast, vera):
    cast.ticket()
    given = {"name": "New name", "prefix": "other", "language": "en", "time_zone": "UTC",
             "close_after_days": "3", "reopen_within_days": "30"}  # fmt: skip
    response = vera.post(at(f"brands/{cast.brand.id}"), given)
    assert response.status_code == 422 and "prefix" in response.content.decode()
    cast.brand.refresh_from_db()
    assert (cast.brand.prefix, cast.brand.name) == ("ACME", "Acme Support")


def test_a_department_is_added_below_another_with_addresses(cast, vera):
    given = {"name": "Night", "parent": cast.support.id, "addresses": "night@desk.test\nlate@desk.test",
             "signature": "Good night", "active": "1"}  # fmt: skip
    vera.post(at("departments/new"), given)
    night = Department.objects.get(name="Night")
    assert night.parent == cast.support and main_address(night) == "night@desk.test" and night.addresses.count() == 2
    page = vera.get(at("departments")).content.decode()
    assert page.index(">Support<") < page.index(">Night<") and "depth-1" in page

    vera.post(at(f"departments/{night.id}"), {"name": "Night", "parent": "", "addresses": "", "signature": ""})
    night.refresh_from_db()
    assert (night.parent, night.is_active, night.addresses.count()) == (None, False, 0)


def test_wrong_departments_are_refused_whole(cast, vera):
    taken = {"name": "Night", "brand": cast.brand.id, "parent": "", "addresses": "billing@desk.test", "signature": ""}
    response = vera.post(at("departments/new"), taken)
    assert errors(response) == ["id_addresses"] and not Department.objects.filter(name="Night").exists()
    circle = {"name": "Support", "parent": cast.support.id, "addresses": "", "signature": "", "active": "1"}
    assert errors(vera.post(at(f"departments/{cast.support.id}"), circle)) == ["id_parent"]
    assert main_address(cast.support) == "support@desk.test"
    same = {"name": "Billing", "parent": "", "addresses": "", "signature": "", "active": "1"}
    assert errors(vera.post(at(f"departments/{cast.support.id}"), same)) == ["id_name"]
    assert vera.get(at("departments/999999")).status_code == 404


def test_a_team_gets_its_line_and_members(cast, vera):
    vera.post(
        at("teams/new"), {"name": "Third", "line": "3", "department": "", "members": [cast.anna.id, cast.boris.id]}
    )
    team = Team.objects.get(name="Third")
    assert team.line == 3 and set(team.members.all()) == {cast.anna, cast.boris}
    vera.post(at(f"teams/{team.id}"), {"line": "2", "department": cast.billing.id, "members": [cast.boris.id]})
    team.refresh_from_db()
    assert (team.line, team.department, list(team.members.all())) == (2, cast.billing, [cast.boris])
    assert errors(vera.post(at("teams/new"), {"name": "Third", "line": "1"})) == ["id_name"]
    assert errors(vera.post(at("teams/new"), {"name": "Fourth", "line": "4"})) == ["id_line"]


def test_an_agent_is_invited_with_roles(cast, vera):
    given = {"name": "Olaf", "email": "olaf@desk.test", "language": "nb",
             "role": ["agent", "quality", ""], "department": [cast.support.id, "", ""]}  # fmt: skip
    olaf_page = vera.post(at("agents/new"), given).headers["location"]
    olaf = Person.objects.get(name="Olaf")
    assert olaf_page == f"/desk/settings/agents/{olaf.id}?done=invited"
    assert set(Grant.objects.filter(person=olaf).values_list("role__code", "department__name")) == {
        ("agent", "Support"),
        ("quality", None),
    }
    mail = OutgoingMail.objects.get()
    assert mail.recipients == {"olaf@desk.test": ""} and OneTimeLink.objects.get(person=olaf).purpose == "invite"
    assert "Olaf" in vera.get(at("agents?q=ola")).content.decode()
    assert "Olaf" not in vera.get(at("agents?q=ann")).content.decode()


def test_wrong_invitations_are_refused_whole(cast, vera):
    good = {"name": "Olaf", "email": "olaf@desk.test", "language": "", "role": "agent", "department": ""}
    for wrong, field in (
        ({"email": "support@desk.test"}, "id_email"),
        ({"email": "anna@desk.test"}, "id_email"),
        ({"email": "no address"}, "id_email"),
        ({"name": " "}, "id_name"),
        ({"role": ""}, "id_role_1"),
        ({"role": "god"}, "id_role_1"),
        ({"department": "99999"}, "id_role_1"),
    ):
        response = vera.post(at("agents/new"), good | wrong)
        assert (response.status_code, errors(response)) == (422, [field]), wrong
    assert not Person.objects.filter(name="Olaf").exists() and not OutgoingMail.objects.exists()


def test_roles_change_people_leave_and_come_back(cast, vera):
    anna = browser(cast.anna)
    assert anna.get("/account").status_code == 200
    vera.post(at(f"agents/{cast.anna.id}"), {"role": ["agent"], "department": [cast.billing.id]})
    assert Grant.objects.get(person=cast.anna).department == cast.billing
    vera.post(at(f"agents/{cast.anna.id}/sign-out"))
    assert not Session.objects.filter(person=cast.anna).exists() and anna.get("/account").status_code == 302
    vera.post(at(f"agents/{cast.anna.id}/deactivation"))
    cast.anna.refresh_from_db()
    assert not cast.anna.is_active
    vera.post(at(f"agents/{cast.anna.id}/reactivation"))
    cast.anna.refresh_from_db()
    assert cast.anna.is_active


def test_nobody_changes_their_own_rights(cast, vera):
    response = vera.post(at(f"agents/{cast.vera.id}"), {"role": ["agent"], "department": [""]})
    assert response.status_code == 422 and Grant.objects.get(person=cast.vera).role.code == "administrator"
    assert vera.post(at(f"agents/{cast.vera.id}/deactivation")).status_code == 422
    cast.vera.refresh_from_db()
    assert cast.vera.is_active
    assert vera.post(at("roles/administrator"), {"name": "A", "permissions": ["tickets.see"]}).status_code == 422
    assert Role.objects.get(code="administrator").permissions == ["*"]


def test_agents_cannot_post_to_settings(cast):
    anna = browser(cast.anna)
    for path in (
        f"agents/{cast.anna.id}", f"agents/{cast.vera.id}/deactivation", f"agents/{cast.vera.id}/sign-out",
        f"agents/{cast.vera.id}/invitation", "agents/new", "roles/agent", "roles/agent/removal", "outgoing/release",
        "outgoing/test", "mailboxes/new", f"brands/{cast.brand.id}", "texts/test/en", "texts/test/en/reset",
    ):  # fmt: skip
        data = {"role": "administrator", "department": "", "name": "x", "email": "x@y.test", "to": "x@y.test"}
        assert anna.post(at(path), data).status_code == 403, path
    assert Grant.objects.get(person=cast.anna).role.code == "agent" and not OutgoingMail.objects.exists()


def test_a_role_of_ones_own(cast, vera):
    vera.post(at("roles/new"), {"code": "night", "name": "Night", "permissions": ["tickets.see", "tickets.note"]})
    assert sorted(Role.objects.get(code="night").permissions) == ["tickets.note", "tickets.see"]
    vera.post(at("roles/night"), {"name": "Night", "permissions": ["tickets.see"]})
    assert Role.objects.get(code="night").permissions == ["tickets.see"]
    assert errors(vera.post(at("roles/new"), {"code": "N!", "name": "N", "permissions": ["tickets.see"]})) == [
        "id_code"
    ]
    assert errors(vera.post(at("roles/new"), {"code": "day", "name": "Day"})) == ["id_permissions"]
    assert errors(vera.post(at("roles/new"), {"code": "day", "name": "Day", "permissions": ["god"]})) == [
        "id_permissions"
    ]
    assert vera.post(at("roles/agent/removal")).status_code == 403 and Role.objects.filter(code="agent").exists()
    vera.post(at(f"agents/{cast.anna.id}"), {"role": ["night"], "department": [""]})
    held = vera.post(at("roles/night/removal"))
    assert held.status_code == 403 and Role.objects.filter(code="night").exists()
    vera.post(at(f"agents/{cast.anna.id}"), {"role": ["agent"], "department": [""]})
    vera.post(at("roles/night/removal"))
    assert not Role.objects.filter(code="night").exists()


BOX = {
    "box_host": "127.0.0.1",
    "box_security": "none",
    "box_port": "2143",
    "box_login": "support",
    "box_password": "pw-1",
    "box_folder": "INBOX",
    "box_after": "keep",
    "box_move_to": "",
    "way": "untested",
}


def test_a_mailbox_is_added_changed_paused_and_removed(cast, vera):
    given = BOX | {"department": cast.support.id}
    vera.post(at("mailboxes/new"), given)
    box = Mailbox.objects.get()
    assert password_of(box) == "pw-1" and box.department == cast.support
    page = vera.get(at(f"mailboxes/{box.id}")).content.decode()
    assert "pw-1" not in page and 'value="support"' in page

    vera.post(at(f"mailboxes/{box.id}"), given | {"box_password": "", "box_after": "move", "box_move_to": "Done"})
    box.refresh_from_db()
    assert (password_of(box), box.after, box.move_to) == ("pw-1", "move", "Done")
    vera.post(at(f"mailboxes/{box.id}/pause"))
    assert not Mailbox.objects.get().is_active
    vera.post(at(f"mailboxes/{box.id}/resumption"))
    assert Mailbox.objects.get().is_active
    vera.post(at(f"mailboxes/{box.id}/removal"))
    assert not Mailbox.objects.exists()


def test_a_kept_password_never_goes_to_another_server(cast, vera):
    box = add_mailbox(
        SYSTEM, department_id=cast.support.id, address=read_mailbox_url("imaps://u:secret@mail.test/INBOX")
    )
    moved = BOX | {"department": cast.support.id, "box_password": "", "box_login": "u", "box_host": "127.0.0.1"}
    for way in ("", "test", "untested"):
        response = vera.post(at(f"mailboxes/{box.id}"), moved | {"way": way})
        assert errors(response) == ["id_box_password"]
    box.refresh_from_db()
    assert box.host == "mail.test"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"box_host": ""}, "id_box_host"),
        ({"box_host": "a b"}, "id_box_host"),
        ({"box_port": "99999"}, "id_box_port"),
        ({"box_port": "x"}, "id_box_port"),
        ({"box_login": ""}, "id_box_login"),
        ({"box_password": ""}, "id_box_password"),
        ({"box_host": "mail.test"}, "id_box_security"),
        ({"box_after": "move"}, "id_box_after"),
        ({"department": ""}, "id_department"),
    ],
)
def test_a_wrong_mailbox_is_told_beside_its_field(cast, vera, wrong, field):
    response = vera.post(at("mailboxes/new"), BOX | {"department": cast.support.id} | wrong)
    assert response.status_code == 422 and errors(response) == [field]
    assert not Mailbox.objects.exists() and "pw-1" not in response.content.decode()


def test_testing_servers_shows_nothing_of_the_network_and_has_a_limit(cast, vera):
    """F139: a closed port, an unknown host and a forbidden one give the same page, and after ten tries none."""
    pages = set()
    for host, port in (
        ("127.0.0.1", "1"),
        ("127.0.0.1", "9"),
        ("no.such.host.invalid", "993"),
        ("169.254.169.254", "80"),
    ):
        security = "none" if host.startswith("127") else "tls"
        server = {"box_host": host, "box_port": port, "box_security": security}
        given = BOX | server | {"department": cast.support.id, "way": "test"}
        response = vera.post(at("mailboxes/new"), given)
        assert response.status_code == 422 and errors(response) == ["id_box_host"]
        pages.add(re.search(r'id="id_box_host-error">(.*?)</p>', response.content.decode(), re.S)[1])
    assert len(pages) == 1
    codes = [vera.post(at("mailboxes/new"), given).status_code for _ in range(8)]
    assert codes == [422] * 6 + [429] * 2


def test_the_outgoing_server_is_kept_with_its_password(cast, vera):
    given = {"smtp_host": "smtp.test", "smtp_security": "tls", "smtp_port": "", "smtp_login": "desk@x.test",
             "smtp_password": "p@ss/w:rd", "hourly_limit": "40", "way": "untested"}  # fmt: skip
    assert vera.post(at("outgoing"), given).status_code == 302
    server = current_server()
    assert (server.parsed.password, server.parsed.login, server.parsed.port) == ("p@ss/w:rd", "desk@x.test", 465)
    assert server.hourly_limit == 40 and "p@ss" not in vera.get(at("outgoing")).content.decode()
    vera.post(at("outgoing"), given | {"smtp_password": "", "hourly_limit": "50"})
    assert (current_server().parsed.password, current_server().hourly_limit) == ("p@ss/w:rd", 50)
    vera.post(at("outgoing"), given | {"smtp_password": "", "smtp_host": "evil.test"})
    assert current_server().parsed.password == ""


def test_wrong_outgoing_servers_are_refused(cast, vera):
    good = {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_port": "1", "hourly_limit": "5"}
    assert errors(vera.post(at("outgoing"), good)) == ["id_smtp_host"]
    assert errors(vera.post(at("outgoing"), good | {"hourly_limit": "x"})) == ["id_hourly_limit"]
    assert errors(vera.post(at("outgoing"), good | {"hourly_limit": "0", "way": "untested"})) == ["id_hourly_limit"]
    assert errors(vera.post(at("outgoing"), good | {"smtp_port": "0"})) == ["id_smtp_port"]
    open_password = {"smtp_host": "mail.test", "smtp_login": "u", "smtp_password": "p", "way": "untested"}
    assert errors(vera.post(at("outgoing"), good | open_password)) == ["id_smtp_host"]
    assert current_server() is None


def test_mail_is_stopped_released_and_a_troubled_one_sent_again(cast, vera):
    set_outgoing_server(SYSTEM, url="smtp://127.0.0.1:1")
    assert vera.post(at("outgoing/test"), {"to": "me@x.test"}).status_code == 302
    mail = OutgoingMail.objects.get()
    assert mail.kind == "test" and errors(vera.post(at("outgoing/test"), {"to": "nobody"})) == ["id_to"]
    vera.post(at("outgoing/stop"), {"reason": "Moving the server"})
    page = vera.get(at("outgoing")).content.decode()
    assert "Moving the server" in page and current_server().is_paused
    vera.post(at("outgoing/release"))
    assert not current_server().is_paused and OutgoingMail.objects.get().state == "waiting"
    OutgoingMail.objects.update(state="failed", error="550 no such user")
    assert "550 no such user" in vera.get(at("outgoing")).content.decode()
    vera.post(at(f"outgoing/{mail.id}/retry"))
    assert OutgoingMail.objects.get().state == "waiting"
    hold_outgoing(SYSTEM, reason="x")
    vera.post(at(f"outgoing/{mail.id}/cancellation"))
    assert OutgoingMail.objects.get().state == "cancelled"


def test_a_text_is_previewed_changed_and_built_in_again(cast, vera):
    page = at("texts/acknowledgement/fi")
    given = {"subject": "Kiitos {ticket.reference}", "body": "Hei <b>&</b> {desk.name}", "brand": "", "active": "1"}
    preview = vera.post(page, given | {"way": "preview"}).content.decode()
    assert "Kiitos ACME-1042" in preview and "Hei &lt;b&gt;&amp;&lt;/b&gt; Acme Support" in preview
    assert not MailTemplate.objects.exists()
    vera.post(page, given)
    assert MailTemplate.objects.get().subject == "Kiitos {ticket.reference}"
    vera.post(page, given | {"brand": cast.brand.id, "subject": "Own"})
    assert MailTemplate.objects.get(brand=cast.brand).subject == "Own"
    vera.post(f"{page}/reset", {"brand": ""})
    assert MailTemplate.objects.get(is_builtin=False).brand == cast.brand
    wrong = vera.post(page, given | {"body": "{settings.secret_key}"})
    assert errors(wrong) == ["id_body"] and "{settings.secret_key}" in wrong.content.decode()
    assert errors(vera.post(page, given | {"subject": " "})) == ["id_subject"]
    assert vera.get(at("texts/nothing/fi")).status_code == vera.get(at("texts/test/xx")).status_code == 404


def test_the_list_of_agents_takes_the_same_queries_for_many(cast, vera):
    def add_agent(number: int) -> None:
        add_person(SYSTEM, name=f"Agent {number:02}", email=f"a{number}@desk.test", is_staff=True)

    same_queries_for(1, 60, make=add_agent, read=lambda: vera.get(at("agents")))
    page = vera.get(at("agents")).content.decode()
    assert "after=" in page
    following = re.search(r'href="([^"]+after=[^"]+)"', page)[1].replace("&amp;", "&")
    assert "Vera" in vera.get(following).content.decode()


def test_an_invited_agent_is_not_invited_once_they_have_a_password(cast, vera):
    set_password(SYSTEM, cast.anna.id, password="a long enough one")
    assert vera.post(at(f"agents/{cast.anna.id}/invitation")).status_code == 403
    assert not OutgoingMail.objects.exists()
