"""Versions of what is set of mail: texts, accounts, mailboxes, the outgoing server; no secret is among them."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.channels.email.accounts.providers import AccountDetails
from tuki.channels.email.commands.account import add_mail_account, change_mail_account
from tuki.channels.email.commands.mailbox import add_mailbox, change_mailbox, password_of, pause_mailbox
from tuki.channels.email.definitions import with_password
from tuki.channels.email.mailboxes.address import read_mailbox_url
from tuki.channels.email.models import MailAccount, Mailbox, MailTemplate, OutgoingServer
from tuki.channels.email.outgoing.commands.server import set_outgoing_server
from tuki.channels.email.outgoing.commands.templates import reset_template, set_template
from tuki.channels.email.outgoing.server import current_server
from tuki.channels.email.outgoing.texts import builtin_text, text_for
from tuki.kernel.models import EventRow, SettingVersion
from tuki.kernel.refusals import Invalid, Refused
from tuki.kernel.versions import begin_versions, restore_version, versions_of

pytestmark = pytest.mark.django_db

SECRET = "correct-horse-battery"
TEXT = {"code": "acknowledgement", "language": "fi"}


def _no_secret_is_kept() -> bool:
    kept = "".join(SettingVersion.objects.values_list("definition", flat=True))
    told = "".join(EventRow.objects.values_list("payload", flat=True))
    return bool(kept) and SECRET not in kept + told


def _numbers(cast, kind, object_id):
    return [each.number for each in versions_of(cast.actor(cast.vera), kind, object_id)]


def test_a_text_keeps_what_was_built_in_as_its_beginning(cast):
    vera = cast.actor(cast.vera)
    set_template(vera, **TEXT, subject="Kiitos", body="Hei")
    row = MailTemplate.objects.get()
    newest, oldest = versions_of(vera, "mail_text", row.id)
    assert (oldest.actor_kind, oldest.definition["subject"]) == ("system", builtin_text(**TEXT).subject)
    assert (newest.actor_id, newest.definition["body"], newest.definition["is_builtin"]) == (cast.vera.id, "Hei", False)


def test_a_text_goes_back_over_a_reset_and_to_the_built_in_one(cast):
    vera = cast.actor(cast.vera)
    set_template(vera, **TEXT, subject="Kiitos", body="Hei")
    row = MailTemplate.objects.get()
    reset_template(vera, **TEXT)
    assert text_for("acknowledgement", "fi", None) == builtin_text(**TEXT)
    restore_version(vera, "mail_text", row.id, number=2)
    assert text_for("acknowledgement", "fi", None).body == "Hei"
    restore_version(vera, "mail_text", row.id, number=1)
    assert text_for("acknowledgement", "fi", None) == builtin_text(**TEXT)
    assert _numbers(cast, "mail_text", row.id) == [5, 4, 3, 2, 1]


def test_the_texts_of_a_brand_have_versions_of_their_own(cast):
    vera = cast.actor(cast.vera)
    set_template(vera, **TEXT, subject="Kiitos", body="Hei")
    set_template(vera, **TEXT, subject="Kiitos", body="Moi", brand_id=cast.brand.id)
    own = MailTemplate.objects.get(brand=cast.brand)
    assert versions_of(vera, "mail_text", own.id)[-1].definition["body"] == "Hei"
    restore_version(vera, "mail_text", own.id, number=1)
    assert text_for("acknowledgement", "fi", cast.brand.id).body == "Hei"
    page = browser(cast.vera).get(f"/desk/settings/versions/mail_text/{own.id}").content.decode()
    assert "A request has arrived, fi, Acme Support" in page


def test_an_account_goes_back_with_the_secret_that_it_has(cast):
    vera = cast.actor(cast.vera)
    details = AccountDetails(name="Support", provider="microsoft", client_id="one", client_secret=SECRET)
    account = add_mail_account(vera, details=details)
    other = AccountDetails(name="Help", provider="microsoft", client_id="two", client_secret="another")
    change_mail_account(vera, account.id, details=other)
    restore_version(vera, "mail_account", account.id, number=1)
    row = MailAccount.objects.get()
    assert (row.name, row.client_id, bool(row.sealed_client_secret)) == ("Support", "one", True)
    assert _no_secret_is_kept()


def test_no_account_sends_its_secret_to_an_earlier_address(cast):
    vera = cast.actor(cast.vera)
    elsewhere = {"provider": "other", "authorize_url": "https://a.test/a", "scope": "mail"}
    first = AccountDetails(name="X", client_id="one", client_secret="old", token_url="https://a.test/t", **elsewhere)
    account = add_mail_account(vera, details=first)
    second = AccountDetails(name="X", client_id="one", client_secret=SECRET, token_url="https://b.test/t", **elsewhere)
    change_mail_account(vera, account.id, details=second)
    with pytest.raises(Invalid) as refused:
        restore_version(vera, "mail_account", account.id, number=1)
    assert refused.value.code == "client_secret_needed"
    assert MailAccount.objects.get().token_url == "https://b.test/t"


def test_a_mailbox_goes_back_on_its_server_and_asks_for_the_password_of_another(cast):
    vera = cast.actor(cast.vera)
    first = read_mailbox_url(f"imaps://help:{SECRET}@mail.test/INBOX")
    box = add_mailbox(vera, department_id=cast.support.id, address=first)
    moved = read_mailbox_url(f"imaps://help:{SECRET}@mail.test/Archive")
    change_mailbox(vera, box.id, department_id=cast.billing.id, address=moved, after="delete")
    pause_mailbox(vera, box.id)
    restore_version(vera, "mailbox", box.id, number=1)
    row = Mailbox.objects.get()
    assert (row.folder, row.department_id, row.after, row.is_active) == ("INBOX", cast.support.id, "keep", True)
    assert password_of(row) == SECRET
    other = read_mailbox_url("imaps://help:other@elsewhere.test/INBOX")
    change_mailbox(vera, box.id, department_id=cast.support.id, address=other, after="keep")
    with pytest.raises(Invalid) as refused:
        restore_version(vera, "mailbox", box.id, number=1)
    assert refused.value.code == "mailbox_password_needed"
    assert _no_secret_is_kept()


def test_the_outgoing_server_goes_back_while_its_password_is_there(cast):
    vera = cast.actor(cast.vera)
    set_outgoing_server(vera, url=f"smtps://desk:{SECRET}@mail.test:465?ca=/etc/ca.pem", hourly_limit=100)
    set_outgoing_server(vera, url=f"smtps://desk:{SECRET}@mail.test:465?ca=/etc/ca.pem", hourly_limit=900)
    restore_version(vera, "outgoing", 1, number=1)
    server = current_server()
    assert server is not None
    assert (server.hourly_limit, server.parsed.password, server.parsed.ca_file) == (100, SECRET, "/etc/ca.pem")
    set_outgoing_server(vera, url="smtps://other.test:465")
    with pytest.raises(Refused) as refused:
        restore_version(vera, "outgoing", 1, number=1)
    assert refused.value.code == "outgoing_password_needed"
    restore_version(vera, "outgoing", 1, number=4)
    assert _no_secret_is_kept()


def test_an_address_without_its_password_is_the_same_address():
    url = "smtps://a%40b:p%3Aw@mail.test:465?ca=/x"
    assert with_password(url, "") == "smtps://a%40b@mail.test:465?ca=/x"
    assert with_password(with_password(url, ""), "p:w") == url
    assert with_password("smtp://mail.test:25", "") == "smtp://mail.test:25"
    assert with_password("", "") == ""


def test_who_may_not_set_up_mail_sees_no_versions_of_it(cast):
    set_outgoing_server(SYSTEM, url="smtps://mail.test:465")
    with pytest.raises(Refused):
        versions_of(cast.actor(cast.anna), "outgoing", 1)
    assert browser(cast.anna).get("/desk/settings/versions/outgoing/1").status_code == 403


def test_an_older_desk_begins_its_versions_even_when_the_key_is_lost(cast):
    set_outgoing_server(SYSTEM, url="smtps://mail.test:465")
    add_mailbox(SYSTEM, department_id=cast.support.id, address=read_mailbox_url("imaps://a:b@mail.test/INBOX"))
    SettingVersion.objects.filter(kind__in=["outgoing", "mailbox"]).delete()
    OutgoingServer.objects.update(sealed_url="broken")
    begin_versions(SYSTEM)
    assert list(SettingVersion.objects.filter(kind__in=["outgoing", "mailbox"]).values_list("kind", flat=True)) == [
        "mailbox"
    ]
