"""Mailboxes and the outgoing server sign in by token: against Dovecot, a server with a plan of faults, and SMTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import SYSTEM
from tests.channels.email.accounts.conftest import consented
from tests.channels.email.fetching.conftest import until
from tests.channels.email.mails import mail
from tests.channels.email.outgoing.sink import Sink
from tests.dovecot import dovecot
from tests.fake_imap import FakeImap, Fault
from tests.token_endpoint import TokenEndpoint
from tuki.channels.email.accounts.endpoint import ask_for_tokens
from tuki.channels.email.accounts.tokens import access_token
from tuki.channels.email.commands.account_tokens import keep_consent
from tuki.channels.email.commands.mailbox import add_mailbox, change_mailbox
from tuki.channels.email.mailboxes import trying
from tuki.channels.email.mailboxes.address import MailboxAddress, address_of, read_mailbox_url
from tuki.channels.email.mailboxes.trying import try_mailbox, try_outgoing
from tuki.channels.email.models import Journal, MailAccount, Mailbox, OutgoingMail
from tuki.channels.email.outgoing.commands.server import send_test_mail, set_outgoing_server
from tuki.channels.email.outgoing.delivery import close_connection
from tuki.channels.email.outgoing.sending import forget_unreachable
from tuki.kernel.jobs.running import run_due
from tuki.kernel.refusals import Invalid


@pytest.fixture
def fake() -> Iterator[FakeImap]:
    running = FakeImap(capability="IMAP4rev1 IDLE UIDPLUS MOVE AUTH=PLAIN AUTH=XOAUTH2").start()
    yield running
    running.stop()


def address(port: int, account: MailAccount, login: str = "box") -> MailboxAddress:
    return MailboxAddress(host="127.0.0.1", port=port, security="none", login=login, account_id=account.id)


def mailbox_of(desk, port: int, account: MailAccount, after: str = "keep") -> Mailbox:
    return add_mailbox(SYSTEM, department_id=desk.support.id, address=address(port, account), after=after)


def state(mailbox: Mailbox) -> Mailbox:
    return Mailbox.objects.get(pk=mailbox.pk)


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_dovecot_asks_the_provider_about_the_token(desk, provider, watch, mechanism):
    capability = f"IMAP4rev1 IDLE UIDPLUS MOVE AUTH={mechanism}"
    with dovecot(introspection=f"{provider.url}/introspect", capability=capability) as server:
        server.put("box", [mail("One.\n"), mail("Two.\n", subject="Two")])
        account = consented(provider)
        mailbox = mailbox_of(desk, server.port, account, after="delete")
        watch()
        until(lambda: Journal.objects.count() == 2 and server.count("box") == 0)
        # What the server no longer accepts is renewed at the next sign-in, and mail goes on.
        provider.valid.clear()
        server.put("box", [mail("Three.\n", subject="Three")])
        Mailbox.objects.filter(pk=mailbox.pk).update(folder="INBOX", begins_at=mailbox.begins_at.replace(year=2020))
        until(lambda: Journal.objects.count() == 3 and state(mailbox).failing_since is None)
        assert provider.valid == {"access-2"}


def test_f017_the_token_ends_in_the_middle(desk, provider, fake, watch):
    """Each token signs in twice only, and the server drops the line with each batch: all mail comes, none is lost."""
    fake.tokens, fake.token_uses = provider.valid, 2
    fake.put(*[mail(f"Mail {number}.\n", subject=str(number)) for number in range(20)])
    fake.faults = [Fault("UID STORE", "drop", times=6)]
    mailbox = mailbox_of(desk, fake.port, consented(provider), after="delete")
    watch()
    until(lambda: Journal.objects.count() == 20 and not fake.mails and state(mailbox).failing_since is None)
    assert provider.asked[-1]["refresh_token"] == f"refresh-{len(provider.asked) - 1}" and len(provider.asked) >= 3
    mechanism, words = fake.shown[0]
    assert mechanism == "XOAUTH2" and words == "user=box\1auth=Bearer access-1\1\1"
    assert "Bearer" not in str(fake.log)


def test_f017_a_lost_consent_is_shown_and_nothing_is_touched(desk, provider, fake, watch):
    fake.tokens = provider.valid
    fake.put(mail("Stays.\n"))
    provider.refuses = "invalid_grant"
    account = consented(provider)
    mailbox = mailbox_of(desk, fake.port, account, after="delete")
    watch()
    until(lambda: state(mailbox).failure.startswith("consent_lost"))
    assert len(fake.mails) == 1 and not Journal.objects.exists()
    # A new consent counts at once, although a refusal is tried again minutes later only.
    provider.refuses = ""
    tokens = ask_for_tokens(account, grant_type="refresh_token", refresh_token=provider.refresh)
    keep_consent(desk.actor(desk.vera), account.id, tokens=tokens)
    until(lambda: Journal.objects.count() == 1 and state(mailbox).failing_since is None)


def test_a_token_that_the_server_never_accepts(desk, provider, fake, watch):
    mailbox = mailbox_of(desk, fake.port, consented(provider))
    watch()
    until(lambda: state(mailbox).failure.startswith("token_refused"))
    assert "AUTHENTICATIONFAILED" in state(mailbox).failure
    assert len(provider.asked) == 2  # one renewal for one refusal


def test_trying_says_what_is_wrong_with_the_account(cast, provider, fake, monkeypatch):
    monkeypatch.setattr(trying, "LONGEST_SECONDS", 2.0)
    fake.tokens = provider.valid
    fake.put(mail("One.\n"))
    vera, account = cast.actor(cast.vera), consented(provider)
    assert try_mailbox(vera, address(fake.port, account)) == 1
    provider.refuses = "invalid_grant"
    MailAccount.objects.update(access_until=None)
    with pytest.raises(Invalid, match="sign in again") as caught:
        try_mailbox(vera, address(fake.port, account))
    assert (caught.value.code, caught.value.field) == ("mail_account_refused", "account")


def test_from_password_to_account_and_back(cast, provider):
    vera, account = cast.actor(cast.vera), consented(provider)
    by_password = read_mailbox_url("imap://box:pw@127.0.0.1:1/INBOX")
    mailbox = add_mailbox(vera, department_id=cast.support.id, address=by_password)
    values = {"department_id": cast.support.id, "after": "keep"}
    change_mailbox(vera, mailbox.id, address=address(1, account), **values)
    assert state(mailbox).sealed_password == "" and address_of(state(mailbox)).account_id == account.id
    with pytest.raises(Invalid, match="mailbox_password_needed"):
        change_mailbox(vera, mailbox.id, address=read_mailbox_url("imap://box@127.0.0.1:1/INBOX"), **values)
    change_mailbox(vera, mailbox.id, address=by_password, **values)
    assert state(mailbox).account_id is None and state(mailbox).sealed_password
    nobody = MailboxAddress(host="127.0.0.1", port=1, security="none", login="box", account_id=999)
    with pytest.raises(Invalid):
        change_mailbox(vera, mailbox.id, address=nobody, **values)


@pytest.fixture
def sink(provider: TokenEndpoint) -> Iterator[Sink]:
    forget_unreachable()
    running = Sink(tokens=provider.valid).start()
    yield running
    close_connection()
    running.stop()


def test_mail_leaves_by_token(cast, provider, sink):
    vera, account = cast.actor(cast.vera), consented(provider)
    url = f"smtp://box@127.0.0.1:{sink.port}"
    try_outgoing(vera, url, account_id=account.id)
    set_outgoing_server(vera, url=url, account_id=account.id)
    send_test_mail(vera, to="clara@customer-a.test")
    run_due("mail-out", most=5)
    assert [each.recipients for each in sink.taken] == [["clara@customer-a.test"]]
    # A token that the server no longer accepts is renewed once, and the next mail leaves too.
    close_connection()
    provider.valid.discard("access-1")
    send_test_mail(vera, to="dmitri@customer-b.test")
    run_due("mail-out", most=5)
    assert len(sink.taken) == 2 and provider.valid == {"access-2"}
    assert access_token(account.id) == "access-2"


def test_mail_waits_while_the_consent_is_lost(cast, provider, sink):
    provider.refuses = "invalid_grant"
    vera = cast.actor(cast.vera)
    set_outgoing_server(vera, url=f"smtp://box@127.0.0.1:{sink.port}", account_id=consented(provider).id)
    send_test_mail(vera, to="clara@customer-a.test")
    run_due("mail-out", most=5)
    row = OutgoingMail.objects.get()
    assert row.state == "waiting" and sink.taken == [] and "sign in again" in str(row.error) + str(row.recipients)


def test_no_token_travels_unencrypted(cast, provider):
    account, vera = consented(provider), cast.actor(cast.vera)
    with pytest.raises(Invalid, match="open_password"):
        set_outgoing_server(vera, url="smtp://box@mail.test", account_id=account.id)
    with pytest.raises(Invalid, match="open_mailbox_password"):
        far = MailboxAddress(host="mail.test", port=143, security="none", login="box", account_id=account.id)
        add_mailbox(vera, department_id=cast.support.id, address=far)
