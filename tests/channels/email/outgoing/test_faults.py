"""Servers that refuse, hang, break off or are away (faults F198–F201, goal G4)."""

from __future__ import annotations

import random
import ssl
from datetime import timedelta

import pytest

from tests.cast import SYSTEM
from tests.channels.email.outgoing.sink import HANG, Sink
from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.outgoing import delivery, sending
from tuki.channels.email.outgoing.commands.outbox import retry_outgoing
from tuki.channels.email.outgoing.queries import delivery_of, troubled_outgoing
from tuki.channels.email.outgoing.schedule import seconds_until_next
from tuki.kernel import log
from tuki.kernel.jobs import queue
from tuki.kernel.jobs.reaper import free_leases_of
from tuki.kernel.refusals import Refused
from tuki.people.models import PersonAddress
from tuki.tickets.commands.reply import reply_to_ticket

CLARA = "clara@customer-a.test"


def _reply(desk, ticket=None, text="We come.", **values):
    ticket = ticket or desk.ticket()
    return reply_to_ticket(desk.actor(desk.anna), ticket.reference, text=text, **values)


def _kinds(ticket_id):
    return [entry.event.kind for entry in log.events_of("ticket", ticket_id)]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"data": ["451 later"]}, "451 later"),
        ({"mail": ["421 busy"]}, "421 busy"),
        ({"rcpt": {CLARA: ["450 greylisted"]}}, "450 greylisted"),
        ({"data": [None]}, "The connection broke off"),
        ({"data": [HANG]}, "The connection broke off"),
    ],
)
def test_a_passing_trouble_is_tried_again_with_the_same_message_id(desk, sink, post, clock, monkeypatch, plan, words):
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.3)
    for name, value in plan.items():
        setattr(sink.plan, name, value)
    message = _reply(desk)
    post()
    row = OutgoingMail.objects.get()
    assert sink.taken == []
    assert (row.state, row.attempts) == ("waiting", 1)
    assert words in row.error
    assert delivery_of([message.id])[message.id].error == row.error

    clock.shift(timedelta(seconds=59))
    post()
    assert sink.taken == []
    clock.shift(timedelta(seconds=2))
    post()
    assert [taken.mail["Message-ID"] for taken in sink.taken] == [row.rfc_message_id]
    row.refresh_from_db()
    assert (row.state, row.error) == ("sent", "")
    assert all(lost.mail["Message-ID"] == row.rfc_message_id for lost in sink.handler.lost)
    assert _kinds(row.ticket_id)[-1] == "mail.sent"


@pytest.mark.parametrize("plan", [{"data": ["554 no"]}, {"mail": ["550 no"]}, {"rcpt": {CLARA: ["550 5.1.1 no"]}}])
def test_a_refusal_for_good_stands_on_the_ticket_and_can_be_tried_again(desk, sink, post, plan):
    for name, value in plan.items():
        setattr(sink.plan, name, value)
    message = _reply(desk)
    post()
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == ("failed", 1)
    assert row.recipients[CLARA].startswith("55")
    assert _kinds(row.ticket_id)[-1] == "mail.failed"
    assert [each.outgoing_id for each in troubled_outgoing(desk.actor(desk.vera))] == [row.id]
    with pytest.raises(Refused):
        troubled_outgoing(desk.actor(desk.anna))

    retry_outgoing(desk.actor(desk.anna), row.id)
    post()
    assert [taken.mail["Message-ID"] for taken in sink.taken] == [row.rfc_message_id]
    assert delivery_of([message.id])[message.id].state == "sent"
    assert "outgoing.retried" in _kinds(row.ticket_id)


def test_one_of_three_recipients_is_refused(desk, sink, post):
    sink.plan.rcpt["gone@customer-a.test"] = ["550 5.1.1 no such user"] * 9
    message = _reply(desk, cc=["gone@customer-a.test", "here@customer-a.test"])
    post()
    post()
    assert [sorted(taken.recipients) for taken in sink.taken] == [[CLARA, "here@customer-a.test"]]
    fate = delivery_of([message.id])[message.id]
    assert fate.state == "partly"
    assert fate.recipients == {
        CLARA: "sent",
        "gone@customer-a.test": "550 5.1.1 no such user",
        "here@customer-a.test": "sent",
    }
    assert _kinds(message.ticket_id).count("mail.failed") == 1
    assert PersonAddress.objects.get(normal="gone@customer-a.test").failing_since is not None
    assert PersonAddress.objects.get(normal=CLARA).failing_since is None


def test_one_of_two_recipients_is_delayed_and_nobody_is_served_twice(desk, sink, post, clock):
    sink.plan.rcpt["slow@customer-a.test"] = ["451 later"]
    message = _reply(desk, cc=["slow@customer-a.test"])
    post()
    assert OutgoingMail.objects.get().recipients == {CLARA: "sent", "slow@customer-a.test": ""}
    clock.shift(timedelta(minutes=2))
    post()
    assert [taken.recipients for taken in sink.taken] == [[CLARA], ["slow@customer-a.test"]]
    assert delivery_of([message.id])[message.id].state == "sent"
    assert len({taken.mail["Message-ID"] for taken in sink.taken}) == 1


def test_a_server_that_is_away_for_two_hours(desk, sink, post, clock, settings):
    url = sink.url
    sink.stop()
    tickets = [desk.ticket() for _ in range(3)]
    for ticket in tickets:
        _reply(desk, ticket)
    for _ in range(24):
        sending.forget_unreachable()
        post()
        clock.shift(timedelta(minutes=5, seconds=1))
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"waiting"}
    assert url.rpartition(":")[2] in OutgoingMail.objects.first().error
    second = Sink().start()
    settings.SMTP_URL = second.url
    sending.forget_unreachable()
    for _ in range(3):
        post()
        clock.shift(timedelta(minutes=5, seconds=1))
    delivery.close_connection()
    second.stop()
    assert len(second.taken) == 3
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}


def test_while_the_server_is_away_others_do_not_wait_for_a_connection_each(desk, sink, post, clock, monkeypatch):
    sink.stop()
    tries = []
    opened = delivery._opened
    monkeypatch.setattr(delivery, "_opened", lambda url: tries.append(url) or opened(url))
    for _ in range(5):
        _reply(desk)
    post()
    assert len(tries) == 1
    assert OutgoingMail.objects.filter(attempts=0, state="waiting").count() == 4


def test_after_five_days_it_is_given_up_and_said_so(desk, sink, post, clock):
    sink.plan.data = ["451 later"] * 100
    message = _reply(desk)
    started = OutgoingMail.objects.get().created_at
    while OutgoingMail.objects.get().state == "waiting":
        post()
        clock.shift(timedelta(minutes=30))
    row = OutgoingMail.objects.get()
    assert row.state == "failed"
    assert "451 later" in row.recipients[CLARA]
    last_try = next(e for e in log.events_of("ticket", message.ticket_id) if e.event.kind == "mail.failed")
    assert timedelta(days=5) <= last_try.happened_at - started <= timedelta(days=5, hours=5)
    assert 30 <= row.attempts <= 40


def test_the_waits_grow():
    waits = [seconds_until_next(n, is_unreachable=False) for n in range(1, 12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (60, 4 * 3600)


def test_killed_between_sent_and_written_down_it_leaves_again_with_the_same_id(desk, sink, post, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_, **__):
        raise Killed

    _reply(desk)
    kept = sending.record_delivery
    monkeypatch.setattr(sending, "record_delivery", die)
    with pytest.raises(Killed):
        post()
    monkeypatch.setattr(sending, "record_delivery", kept)
    assert len(sink.taken) == 1
    assert free_leases_of("test") == 1
    queue.Job.objects.update(due_at=OutgoingMail.objects.get().due_at)
    post()
    assert [t.mail["Message-ID"] for t in sink.taken] == [OutgoingMail.objects.get().rfc_message_id] * 2
    assert OutgoingMail.objects.get().state == "sent"


def test_a_job_that_always_breaks_off_ends_as_a_failed_mail(desk, sink, post, clock, monkeypatch):
    def explode(row):
        raise RuntimeError("broken")

    monkeypatch.setattr(sending, "compose", explode)
    _reply(desk)
    for _ in range(8):
        post()
        clock.shift(timedelta(hours=7))
    row = OutgoingMail.objects.get()
    assert row.state == "failed"
    assert _kinds(row.ticket_id)[-1] == "mail.failed"
    monkeypatch.undo()
    retry_outgoing(SYSTEM, row.id)
    post()
    assert len(sink.taken) == 1


def test_the_order_of_a_ticket_is_kept_and_others_pass(desk, sink, post, clock):
    first, other = desk.ticket(), desk.ticket()
    sink.plan.data = ["451 later"]
    _reply(desk, first, text="one")
    post()
    _reply(desk, first, text="two")
    _reply(desk, other, text="elsewhere")
    post()
    assert [taken.text.split()[0] for taken in sink.taken] == ["elsewhere"]
    for _ in range(3):
        clock.shift(timedelta(seconds=62))
        post()
    assert [taken.text.split()[0] for taken in sink.taken] == ["elsewhere", "one", "two"]


def test_nothing_is_lost_and_nothing_doubled_under_random_trouble(desk, sink, post, clock, monkeypatch):
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.2)
    dice = random.Random(4)
    answers = ["250 OK", "250 OK", "250 OK", "451 later", "421 busy", None]
    sink.plan.data = [dice.choice(answers) for _ in range(100)] + [HANG, "250 OK"]
    tickets = [desk.ticket() for _ in range(6)]
    texts = []
    for number in range(30):
        ticket = tickets[number % 6]
        texts.append((ticket.id, f"number-{number}"))
        _reply(desk, ticket, text=f"number-{number}")
    for _ in range(400):
        post()
        if not OutgoingMail.objects.filter(state="waiting").exists():
            break
        clock.shift(timedelta(minutes=10))
    ids = [taken.mail["Message-ID"] for taken in sink.taken]
    assert len(ids) == len(set(ids)) == 30
    assert set(ids) == set(OutgoingMail.objects.values_list("rfc_message_id", flat=True))
    order = [taken.text.split()[0] for taken in sink.taken]
    for ticket in tickets:
        mine = [text for ticket_id, text in texts if ticket_id == ticket.id]
        assert [text for text in order if text in mine] == mine


def test_a_certificate_that_is_not_trusted_stops_the_mail(desk, post, settings, tls):
    server_side, _ = tls
    sink = Sink(tls=server_side).start()
    settings.SMTP_URL = f"smtp+starttls://localhost:{sink.port}"
    sending.forget_unreachable()
    _reply(desk)
    post()
    delivery.close_connection()
    sink.stop()
    row = OutgoingMail.objects.get()
    assert sink.taken == []
    assert row.state == "waiting"
    assert "certificate" in row.error.lower()


def test_login_over_tls_with_an_authority_of_ones_own(desk, post, settings, tls):
    server_side, ca_file = tls
    sink = Sink(tls=server_side, login=("desk@x", "p@ss/word")).start()
    settings.SMTP_URL = f"smtp+starttls://desk%40x:p%40ss%2Fword@localhost:{sink.port}?ca={ca_file}"
    sending.forget_unreachable()
    _reply(desk)
    post()
    delivery.close_connection()
    sink.stop()
    assert [taken.recipients for taken in sink.taken] == [[CLARA]]


def test_a_wrong_password_is_the_servers_trouble_and_never_shown(desk, post, settings):
    sink = Sink(login=("desk", "right")).start()
    settings.SMTP_URL = f"smtp://desk:wr0ng-secret@127.0.0.1:{sink.port}"
    sending.forget_unreachable()
    _reply(desk)
    post()
    delivery.close_connection()
    sink.stop()
    row = OutgoingMail.objects.get()
    assert row.state == "waiting"
    assert "535" in row.error
    assert "wr0ng-secret" not in row.error


def test_a_connection_serves_several_mails_and_a_dropped_one_is_opened_again(desk, sink, post):
    for _ in range(3):
        _reply(desk)
    post()
    assert sink.handler.connections == 1
    delivery._held.smtp.sock.close()
    _reply(desk)
    post()
    assert len(sink.taken) == 4


@pytest.fixture
def tls(tmp_path):
    """A server's side of TLS for localhost, and the file of the authority that signed it."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca_file, key_file = tmp_path / "ca.pem", tmp_path / "key.pem"
    ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(ca_file, key_file)
    return context, ca_file
