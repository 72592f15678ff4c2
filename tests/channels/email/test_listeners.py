"""Real SMTP and LMTP conversations on loopback (F001, F008, F018, F026, F038–F043, F068, F071, F073; goal G13)."""

from __future__ import annotations

import contextlib
import smtplib
import socket
from collections.abc import Iterator, Sequence

import pytest
from aiosmtpd.lmtp import LMTP

from tests import patience
from tests.cast import make_cast
from tests.channels.email.mails import mail, read_all
from tuki.channels.email.commands.journal import Delivery
from tuki.channels.email.listeners import Listeners, start
from tuki.channels.email.listeners.flood import FloodGauge, Pace
from tuki.channels.email.listeners.grouping import keep_in_journal
from tuki.channels.email.listeners.limits import Limits
from tuki.channels.email.listeners.protocol import MailLmtp
from tuki.channels.email.models import Journal
from tuki.channels.email.outgoing.reply_address import reply_address
from tuki.kernel import files
from tuki.kernel.models import Job
from tuki.kernel.refusals import Invalid
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
CLARA, OURS = "clara@customer-a.test", "support@desk.test"


@contextlib.contextmanager
def listening(**options: object) -> Iterator[Listeners]:
    """Both listeners on ports of the system's choice."""
    running = start(lmtp="127.0.0.1:0", smtp="127.0.0.1:0", **options)  # type: ignore[arg-type]  # of `start`
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def listeners() -> Iterator[Listeners]:
    make_cast()
    with listening() as running:
        yield running


@contextlib.contextmanager
def talking(address: tuple[str, int]) -> Iterator[tuple[socket.socket, object]]:
    """A bare connection that has read the greeting and said EHLO."""
    with socket.create_connection(address, timeout=10) as client, client.makefile("rb") as lines:
        lines.readline()
        client.sendall(b"EHLO client.test\r\n")
        while lines.readline()[3:4] == b"-":
            continue
        yield client, lines


def ask(client: socket.socket, lines: object, *commands: bytes) -> list[int]:
    """Sends commands one by one; the code of each answer."""
    codes = []
    for command in commands:
        client.sendall(command)
        codes.append(int(lines.readline()[:3]))  # type: ignore[attr-defined]  # a file
    return codes


@pytest.mark.parametrize(
    "path",
    [
        "<a@b.test>", "<A.b+c@B-2.test>  SIZE=5 BODY=8BITMIME", "<a@b>SIZE=3", "< a@b.test >", "<a..b@c.test>", "<>",
        "<.a@c.test>", "<a@c.test.>", '<"a b"@c.test>', "<a@[127.0.0.1]>", "<a(b)@c.test>", "<@x.test:a@b.test>",
        "<a@b.test", "<ä@b.test>", "a@b.test", "<a>", "<a@b@c.test>", "<a@b_c.test>",
    ],
)  # fmt: skip
def test_f045_an_address_in_a_hurry_is_the_one_that_the_whole_grammar_reads(path):
    ours = MailLmtp.__new__(MailLmtp)
    assert ours._getaddr(path) == LMTP._getaddr(ours, path)


def raws() -> list[bytes]:
    return [files.read(row.raw.digest) for row in Journal.objects.select_related("raw").order_by("id")]


def test_a_mail_by_lmtp_becomes_a_ticket(listeners):
    raw = mail("It burns.\n").replace(b"\n", b"\r\n")
    with smtplib.LMTP(*listeners.addresses["lmtp"]) as client:
        assert client.sendmail(CLARA, [OURS], raw) == {}
    read_all()
    row = Journal.objects.get()
    assert (row.outcome, row.source, row.envelope_to, row.envelope_from) == ("ticket", "lmtp", [OURS], CLARA)
    assert row.message.text == "It burns."
    assert Ticket.objects.get().requester.email == CLARA
    assert raws() == [raw]


@pytest.mark.parametrize("raw", [mail("..\n.\n. a\nb\n"), mail("x" * 200_000), b"\n", b".", b"\0\xff\r\n.x\r\n"])
def test_bytes_are_kept_as_they_were_sent(listeners, raw):
    with smtplib.SMTP(*listeners.addresses["smtp"]) as client:
        client.sendmail(CLARA, [OURS], raw)
    assert raws()[0].rstrip(b"\r\n") == raw.rstrip(b"\r\n")


@pytest.mark.parametrize(
    "trick",
    [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\n.\r", b"\r.\n",
     b"\n\n.\n\n", b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\r\n. \r\n"],
)  # fmt: skip
def test_f038_nothing_hides_behind_a_bare_line_end(listeners, trick):
    hidden = b"MAIL FROM:<mallory@evil.test>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"
    raw = b"Subject: first\r\n\r\nwords" + trick + hidden
    with talking(listeners.addresses["smtp"]) as (client, lines):
        codes = ask(client, lines, b"MAIL FROM:<a@b.test>\r\n", b"RCPT TO:<support@desk.test>\r\n", b"DATA\r\n")
        assert codes == [250, 250, 354]
        assert ask(client, lines, raw + b"\r\n.\r\n", b"NOOP\r\n") == [250, 250]
    assert Journal.objects.count() == 1


def test_f039_commands_sent_ahead_are_answered_in_order(listeners):
    with talking(listeners.addresses["smtp"]) as (client, lines):
        once = b"MAIL FROM:<>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n"
        client.sendall(once)
        assert [int(lines.readline()[:3]) for _ in range(3)] == [250, 250, 354]
        client.sendall(b"Subject: a\r\n\r\na\r\n.\r\n" + once)
        assert [int(lines.readline()[:3]) for _ in range(4)] == [250, 250, 250, 354]
        assert ask(client, lines, b".\r\n", b"STARTTLS\r\n") == [250, 454]
    assert Journal.objects.count() == 2
    assert set(Journal.objects.values_list("envelope_from", flat=True)) == {""}


@pytest.mark.parametrize(
    ("address", "code"),
    [("support@desk.test", 250), ("SUPPORT@Desk.Test", 250), ("billing@desk.test", 250), ("postmaster", 250),
     ("postmaster@desk.test", 250), ("nobody@desk.test", 550), ("support+id123@desk.test", 550),
     ("a%example.org@desk.test", 550), ("support%desk.test@example.org", 550), ("example.org!a@desk.test", 550),
     ("@example.org:support@desk.test", 550), ("@a,@b:support@desk.test", 550), ("a@example.org", 550),
     ('"a@example.org"@desk.test', 550), ('"support@desk.test"@example.org', 550), ("support@[127.0.0.1]", 550),
     ("support@desk.test.example.org", 550), ("support@", 553), ('"a b"@example.org', 550), ("a..b@example.org", 550)],
)  # fmt: skip
def test_f040_no_open_relay(listeners, address, code):
    with smtplib.SMTP(*listeners.addresses["smtp"]) as client:
        client.ehlo()
        client.docmd("MAIL FROM:<a@b.test>")
        answer, text = client.docmd(f"RCPT TO:<{address}>")
    assert answer in {code, 553 if code == 550 else code}, text
    assert code == 250 or answer >= 500


def test_signed_addresses_are_taken_damaged_ones_refused(listeners):
    signed = reply_address(OURS, 17)
    with smtplib.LMTP(*listeners.addresses["lmtp"]) as client:
        client.ehlo("x")
        client.mail(CLARA)
        assert client.rcpt(signed)[0] == 250
        code, text = client.rcpt(signed.replace("+", "+a"))
        assert (code, text[:5]) == (550, b"5.1.1")


def test_f018_too_large(db):
    make_cast()
    with listening(limits=Limits(size=100_000)) as running, smtplib.SMTP(*running.addresses["smtp"]) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "100000"
        code, text = client.mail(CLARA, ["SIZE=100001"])
        assert (code, text[:5]) == (552, b"5.3.4")
        client.rset()
        client.mail(CLARA)
        client.rcpt(OURS)
        code, text = client.data(b"x" * 150_000)
        assert (code, text[:5]) == (552, b"5.3.4")
        client.sendmail(CLARA, [OURS], mail("y" * 90_000))
    assert Journal.objects.count() == 1


def test_f026_smtputf8(listeners):
    with smtplib.SMTP(*listeners.addresses["smtp"]) as client:
        client.sendmail("клара@пример.рф", [OURS], mail(), mail_options=["SMTPUTF8", "BODY=8BITMIME"])
    assert Journal.objects.get().envelope_from == "клара@пример.рф"


@pytest.mark.parametrize(
    ("trouble", "answer"),
    [(RuntimeError("bug"), b"4.3.0"), (Invalid("disk_full"), b"4.3.1"), (OSError(28, "no space"), b"4.3.1")],
)
def test_f041_g13_what_breaks_here_is_temporary(db, trouble, answer):
    def broken(deliveries: Sequence[Delivery]) -> list[int]:
        raise trouble

    make_cast()
    with listening(keep=broken) as running:
        for name, kind in (("smtp", smtplib.SMTP), ("lmtp", smtplib.LMTP)):
            with kind(*running.addresses[name]) as client:
                client.ehlo_or_helo_if_needed()
                client.mail(CLARA)
                client.rcpt(OURS)
                code, text = client.data(mail())
                assert code in (451, 452)
                assert text[:5] == answer
    assert not Journal.objects.exists()


def test_one_bad_delivery_does_not_hold_others_up(db):
    def choosy(deliveries: Sequence[Delivery]) -> list[int]:
        if any(b"bad" in each.raw for each in deliveries):
            raise RuntimeError("bad mail")
        return keep_in_journal(deliveries)

    make_cast()
    with listening(keep=choosy) as running, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(talking(running.addresses["smtp"])) for _ in range(10)]
        for number, (client, lines) in enumerate(clients):
            ask(client, lines, b"MAIL FROM:<>\r\n", b"RCPT TO:<support@desk.test>\r\n", b"DATA\r\n")
            client.sendall(b"Subject: %s\r\n" % (b"bad" if number == 3 else b"good"))
        for client, _ in clients:
            client.sendall(b"\r\nx\r\n.\r\n")
        codes = [int(lines.readline()[:3]) for _, lines in clients]
    assert codes == [451 if number == 3 else 250 for number in range(10)]
    assert Journal.objects.count() == 9


def test_f042_idle_and_slow_clients_are_sent_away(db):
    make_cast()
    limits = Limits(connections=20, idle_seconds=1.0)
    with listening(limits=limits) as running, contextlib.ExitStack() as stack:
        idle = [
            stack.enter_context(socket.create_connection(running.addresses["smtp"], timeout=10)) for _ in range(100)
        ]
        with smtplib.SMTP(*running.addresses["smtp"], timeout=patience.SECONDS) as client:
            assert client.sendmail(CLARA, [OURS], mail()) == {}
        answers = [b"".join(iter(lambda client=client: client.recv(1000), b"")) for client in idle]
    assert sum(b"421 4.3.2" in each for each in answers) >= 80
    assert Journal.objects.count() == 1


def test_f043_lmtp_answers_each_recipient_up_to_100(listeners):
    with smtplib.LMTP(*listeners.addresses["lmtp"]) as client:
        client.ehlo("x")
        client.mail(CLARA)
        answers = [client.rcpt(reply_address(OURS, number))[0] for number in range(101)]
        assert answers == [250] * 100 + [452]
        client.putcmd("data")
        client.getreply()
        client.send(mail().replace(b"\n", b"\r\n") + b".\r\n")
        assert [client.getreply()[0] for _ in range(100)] == [250] * 100
        assert client.noop()[0] == 250
    assert len(Journal.objects.get().envelope_to) == 100


def test_f068_mail_that_goes_in_circles_is_refused(listeners):
    hops = b"Received: from a by b\r\n" * 51
    seen = b"Delivered-To: support@desk.test\r\n"
    for header in (hops, seen):
        with smtplib.SMTP(*listeners.addresses["smtp"]) as client, pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(CLARA, [OURS], header + mail())
        assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (554, b"5.4.6")
    with smtplib.LMTP(*listeners.addresses["lmtp"]) as client:
        client.ehlo("x")
        client.mail(CLARA)
        client.rcpt(OURS)
        client.rcpt("billing@desk.test")
        code, text = client.data(seen + mail())
        assert (code, text[:5], client.getreply()[0]) == (554, b"5.4.6", 250)
    assert Journal.objects.get().envelope_to == ["billing@desk.test"]


def test_f071_a_flood_waits_behind_others_and_is_put_off(db):
    make_cast()
    limits = Limits(calm_per_minute=3, flood_per_minute=5)
    with listening(limits=limits) as running, smtplib.SMTP(*running.addresses["smtp"]) as client:
        for _ in range(5):
            client.sendmail("flood@evil.test", [OURS], mail())
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            client.sendmail("flood@evil.test", [OURS], mail())
        assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (450, b"4.7.1")
        client.sendmail(CLARA, [OURS], mail())
    lanes = Job.objects.filter(kind="mail.read").values_list("lane", flat=True)
    assert sorted(lanes) == ["mail-bulk"] * 2 + ["mail-in"] * 4


def test_f073_who_has_sent_too_much_today_is_put_off_until_tomorrow(db):
    make_cast()
    with listening(limits=Limits(bytes_per_day=200)) as running, smtplib.SMTP(*running.addresses["smtp"]) as client:
        client.sendmail("huge@evil.test", [OURS], mail("x" * 300))
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            client.sendmail("Huge@evil.test", [OURS], mail())
        assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (452, b"4.2.2")
        client.sendmail(CLARA, [OURS], mail())
    assert Journal.objects.count() == 2


def test_a_days_bytes_are_forgotten_with_the_day():
    now = [0.0]
    gauge = FloodGauge(Limits(bytes_per_day=100), clock=lambda: now[0])
    gauge.weigh("<a@b.test>", 99)
    assert gauge.pace_of("a@b.test") is Pace.CALM
    gauge.weigh("a@b.test", 1)
    assert gauge.pace_of("A@b.test") is Pace.FULL
    now[0] = 86_400.0
    assert gauge.pace_of("a@b.test") is Pace.CALM


def test_a_flood_is_forgotten_with_its_minute():
    now = [0.0]
    gauge = FloodGauge(Limits(calm_per_minute=1, flood_per_minute=2, flood_per_hour=3), clock=lambda: now[0])
    assert [gauge.pace_of("<a@b.test>") for _ in range(3)] == [Pace.CALM, Pace.BULK, Pace.FLOOD]
    now[0] = 60.0
    assert [gauge.pace_of("A@b.test") for _ in range(2)] == [Pace.CALM, Pace.FLOOD]
    assert gauge.pace_of("other@b.test") is Pace.CALM
    now[0] = 3600.0
    assert gauge.pace_of("a@b.test") is Pace.CALM
