"""One-time links: single use, short life, same answer for everybody, host from the settings (F159–F161, F195)."""

from urllib.parse import urlsplit

import pytest
import time_machine

from tests.cast import SYSTEM
from tuki.kernel import clock
from tuki.kernel.jobs.running import run_due
from tuki.kernel.models import Job
from tuki.kernel.refusals import Invalid, Refused, TooMany
from tuki.people.commands.persons import deactivate_person, set_password
from tuki.people.models import OneTimeLink, Person, PersonAddress
from tuki.people.signin import delivery
from tuki.people.signin.links import (
    INVITE,
    PASSWORD,
    SIGN_IN,
    ask_for_link,
    forget_past_links,
    invite,
    open_link,
    send_link,
    set_password_by_link,
    use_link,
)


@pytest.fixture
def sent(monkeypatch):
    """What was handed to the mail."""
    mails = []
    monkeypatch.setattr(delivery, "_registered", [lambda actor, mail: mails.append(mail)])
    return mails


def ask(address, purpose=SIGN_IN, network="192.0.2.1"):
    ask_for_link(address, purpose=purpose, address_of_network=network)


def token_of(mail):
    return urlsplit(mail.url).path.rpartition("/")[2]


def make(sent, address="clara@customer-a.test", purpose=SIGN_IN):
    send_link(SYSTEM, address=address, purpose=purpose)
    return token_of(sent[-1])


def test_a_contact_asks_for_a_link_and_uses_it_once(cast, sent, settings):
    ask("Clara@Customer-A.test")
    run_due("mail-out")
    assert sent[0].url.startswith(f"{settings.BASE_URL}/link/") and sent[0].person_id == cast.clara.id
    token = token_of(sent[0])
    assert open_link(token) and open_link(token), "looking does not use it up"
    assert use_link(SYSTEM, token).id == cast.clara.id
    assert PersonAddress.objects.get(normal="clara@customer-a.test").verified_at
    with pytest.raises(Refused):
        use_link(SYSTEM, token)
    assert open_link(token) is None


def test_known_unknown_and_gone_look_alike_when_asked(cast, sent, django_assert_num_queries):
    deactivate_person(SYSTEM, cast.dmitri.id)
    addresses = ["clara@customer-a.test", "nobody@customer-a.test", "dmitri@customer-b.test"]
    for number, address in enumerate(addresses):
        before = Job.objects.count()
        ask(address, network=f"192.0.2.{number}")
        assert Job.objects.count() == before + 1
    run_due("mail-out")
    assert [mail.address for mail in sent] == ["clara@customer-a.test"]


def test_at_most_three_an_hour_for_one_address(cast, sent):
    with time_machine.travel(1_793_000_007, tick=False) as moment:
        for number in range(200):
            ask(f"{' ' * (number % 2)}CLARA@customer-a.test", network=f"198.51.100.{number}")
        run_due("mail-out")
        assert len(sent) == 3
        moment.shift(3620)
        ask("clara@customer-a.test")
        run_due("mail-out")
        assert len(sent) == 4


def test_one_network_cannot_send_links_to_many(cast, sent):
    with time_machine.travel(1_793_000_007, tick=False), pytest.raises(TooMany):
        for number in range(100):
            ask(f"p{number}@customer-a.test")
    assert Job.objects.filter(kind="people.send_link").count() == 20


@pytest.mark.parametrize(
    "text", ["", "x", "a@b@c", "%", "a\0@b.test", "a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test"]
)
def test_what_is_no_address_sends_nothing(db, text):
    ask(text)
    assert not Job.objects.exists()


@pytest.mark.parametrize("token", ["", "%", "*", "_" * 43, "\0", "x" * 10_000])
def test_invented_tokens_open_nothing(cast, sent, token):
    make(sent)
    assert open_link(token) is None
    with pytest.raises(Refused):
        use_link(SYSTEM, token)


@pytest.mark.parametrize(("purpose", "hours"), [(SIGN_IN, 1), (PASSWORD, 1), (INVITE, 7 * 24)])
def test_links_end(cast, sent, purpose, hours):
    with time_machine.travel(1_793_000_007, tick=False) as moment:
        token = make(sent, purpose=purpose)
        moment.shift(hours * 3600 - 1)
        assert open_link(token)
        moment.shift(1)
        assert open_link(token) is None
        assert forget_past_links() == 1


def test_a_link_does_only_what_it_was_made_for(cast, sent):
    sign_in, password = make(sent), make(sent, purpose=PASSWORD)
    with pytest.raises(Refused):
        use_link(SYSTEM, password)
    with pytest.raises(Refused):
        set_password_by_link(sign_in, "a-long-new-password")
    assert Person.objects.get(pk=cast.clara.id).password == ""
    assert open_link(sign_in) and open_link(password)


def test_a_password_by_link_ends_all_links_and_weak_ones_use_none_up(cast, sent):
    first, second = make(sent, purpose=PASSWORD), make(sent)
    with pytest.raises(Invalid):
        set_password_by_link(first, "short")
    assert set_password_by_link(first, "a-long-new-password").id == cast.clara.id
    assert open_link(second) is None
    with pytest.raises(Refused):
        set_password_by_link(first, "another-long-password")


def test_an_invitation_ends_when_a_password_is_set(cast, sent):
    invite(cast.actor(cast.vera), cast.boris.id)
    token = token_of(sent[0])
    assert "/password/" in sent[0].url and open_link(token).purpose == INVITE
    set_password(SYSTEM, cast.boris.id, password="a-long-new-password")
    assert open_link(token) is None
    with pytest.raises(Refused) as refused:
        invite(cast.actor(cast.vera), cast.boris.id)
    assert refused.value.code == "has_password"
    with pytest.raises(Refused):
        invite(cast.actor(cast.anna), cast.vera.id)


def test_a_link_of_somebody_deactivated_is_void(cast, sent):
    token = make(sent)
    OneTimeLink.objects.update(created_at=clock.now())
    Person.objects.filter(pk=cast.clara.id).update(is_active=False)
    assert open_link(token) is None


def test_tokens_are_not_in_the_database(cast, sent):
    token = make(sent)
    assert token not in str(list(OneTimeLink.objects.values())) and len(token) >= 43


def test_without_a_way_to_send_the_job_fails_loudly(cast, monkeypatch):
    monkeypatch.setattr(delivery, "_registered", [])
    with pytest.raises(LookupError):
        send_link(SYSTEM, address="clara@customer-a.test", purpose=SIGN_IN)
    assert not OneTimeLink.objects.exists()
