"""Servers that misbehave (F002, F003, F005–F008, F012–F016, F018; G7), against one with a plan of faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.channels.email.fetching.conftest import connect, until
from tests.channels.email.mails import mail, read_all
from tests.fake_imap import FakeImap, Fault
from tuki.channels.email.fetching import fetching
from tuki.channels.email.fetching.wording import TROUBLES, told_failure
from tuki.channels.email.models import Journal, Mailbox, SeenUid
from tuki.kernel import clock, files
from tuki.kernel.refusals import Invalid
from tuki.tickets.models import Message, Ticket


@pytest.fixture
def fake() -> Iterator[FakeImap]:
    running = FakeImap().start()
    yield running
    running.stop()


def some(count: int) -> list[bytes]:
    return [mail(f"Mail {number}.\n", subject=f"Mail {number}") for number in range(count)]


def raws() -> Counter[bytes]:
    return Counter(files.read(digest) for digest in Journal.objects.values_list("raw__digest", flat=True))


def state(mailbox: Mailbox) -> Mailbox:
    return Mailbox.objects.get(pk=mailbox.pk)


def works(mailbox: Mailbox) -> bool:
    row = state(mailbox)
    return row.worked_at is not None and row.failing_since is None


def test_f002_the_connection_drops_right_after_fetch(desk, fake, watch):
    mails = some(12)
    fake.put(*mails)
    fake.faults = [Fault("UID FETCH", "drop_after", times=3)]
    mailbox = connect(desk, fake.port, "box", after="delete")
    watch()
    # The mail that was alone when it dropped is asked for again after a minute; here it is told to hurry.
    until(lambda: SeenUid.objects.filter(journal=None).update(tries=0) or Journal.objects.count() == 12)
    until(lambda: fake.mails == {} and works(mailbox))
    assert raws() == Counter(mails)


@pytest.mark.parametrize("command", ["UID STORE", "UID EXPUNGE"])
@pytest.mark.parametrize("kind", ["drop", "drop_after"])
def test_f003_the_answer_to_deleting_never_comes(desk, fake, watch, command, kind):
    mails = some(5)
    fake.put(*mails)
    fake.faults = [Fault(command, kind)]
    mailbox = connect(desk, fake.port, "box", after="delete")
    watch()
    until(lambda: fake.mails == {} and works(mailbox))
    read_all()
    assert raws() == Counter(mails)
    assert Ticket.objects.count() == Message.objects.count() == 5
    assert set(SeenUid.objects.values_list("is_settled", flat=True)) == {True}


def test_nothing_is_deleted_before_it_is_kept(desk, fake, watch, monkeypatch):
    def full(*_: object) -> None:
        raise Invalid("disk_full")

    kept = fetching.journal_many
    monkeypatch.setattr(fetching, "journal_many", full)
    mails = some(3)
    fake.put(*mails)
    mailbox = connect(desk, fake.port, "box", after="delete")
    watch()
    until(lambda: state(mailbox).failure == "not_stored: disk_full")
    assert len(fake.mails) == 3
    assert not any("STORE" in each or "EXPUNGE" in each for each in fake.log)
    monkeypatch.setattr(fetching, "journal_many", kept)
    until(lambda: fake.mails == {})
    assert raws() == Counter(mails)


def test_f005_many_workers_one_connection(desk, fake, watch):
    mails = some(60)
    fake.put(*mails)
    mailbox = connect(desk, fake.port, "box", after="delete")
    for _ in range(3):
        watch()
    until(lambda: fake.mails == {} and works(mailbox))
    assert raws() == Counter(mails)
    assert fake.most_open == 1


def test_f006_mails_that_come_and_go_while_we_fetch(desk, fake, watch, limits):
    limits(batch_mails=3)
    mails = some(40)
    mailbox = connect(desk, fake.port, "box", after="delete")
    watch()
    for start in range(0, 40, 4):
        fake.put(*mails[start : start + 4])
        until(lambda start=start: Journal.objects.count() >= start)
    until(lambda: fake.mails == {} and works(mailbox))
    assert raws() == Counter(mails)
    assert all(each.startswith("UID ") for each in fake.log if any(word in each for word in ("FETCH", "STORE")))


def test_f007_a_restored_mailbox_brings_nothing_twice(desk, fake, watch):
    mails = some(20)
    fake.put(*mails)
    mailbox = connect(desk, fake.port, "box")
    watch()
    until(lambda: Journal.objects.count() == 20)
    read_all()
    fake.renumber()
    fake.put(mail("Fresh.\n"))
    until(lambda: state(mailbox).uidvalidity == 2 and Journal.objects.count() == 41)
    read_all()
    assert Ticket.objects.count() == Message.objects.count() == 21
    assert Journal.objects.filter(outcome="duplicate", reason="same_mail").count() == 20


def test_f008_mails_without_an_id_come_once(desk, fake, watch):
    mails = [mail(f"Nameless {number}.\n", message_id=None) for number in range(10)]
    fake.put(*mails)
    connect(desk, fake.port, "box")
    watch()
    until(lambda: Journal.objects.count() == 10)
    fake.renumber()
    until(lambda: Journal.objects.count() == 20)
    read_all()
    assert Ticket.objects.count() == Message.objects.count() == 10


def test_f012_a_server_that_was_down_is_used_again(desk, fake, watch):
    mailbox = connect(desk, fake.port, "box")
    watch()
    until(lambda: works(mailbox))
    fake.stop()
    until(lambda: state(mailbox).failure.startswith("unreachable"))
    since = state(mailbox).failing_since
    fake.put(*some(3))
    fake.start()
    until(lambda: Journal.objects.count() == 3)
    until(lambda: works(mailbox))
    assert since is not None and state(mailbox).failure == ""


def test_f013_a_backlog_of_days_comes_whole(desk, fake, watch):
    """G7 in the size of CI: 300 mails that came while the server was out of reach, dated one to five days back."""
    mails = some(300)
    for number, raw in enumerate(mails):
        fake.put(raw, days_old=1 + number % 5)
    long_ago = clock.now().replace(year=clock.now().year - 1)
    mailbox = connect(desk, fake.port, "box", begins_at=long_ago)
    watch()
    until(lambda: works(mailbox))
    assert raws() == Counter(mails)
    assert not Journal.objects.filter(is_archive=True).exists()
    row = state(mailbox)
    assert (row.folder_count, row.unfetched_count) == (300, 0)


@pytest.mark.parametrize(
    ("at", "kind"),
    [("GREETING", "hang"), ("LOGIN", "hang"), ("UID FETCH", "hang"), ("GREETING", "drip"), ("UID SEARCH", "drip")],
)
def test_f014_a_server_that_falls_silent_delays_no_other(desk, fake, watch, limits, at, kind):
    limits(answer_seconds=0.3, connect_seconds=0.3, step_seconds=0.5)
    sick = FakeImap(faults=[Fault(at, kind, times=1_000)]).start()
    try:
        sick.put(mail("From the sick one.\n"))
        bad, good = connect(desk, sick.port, "sick"), connect(desk, fake.port, "well")
        watch()
        until(lambda: state(bad).failing_since is not None)
        assert state(bad).failure.partition(":")[0] in ("silent", "broke_off", "unreachable")
        fake.put(mail("From the good one.\n"))
        until(lambda: Journal.objects.filter(mailbox=good).exists())
        assert not Journal.objects.filter(mailbox=bad).exists()
        sick.faults.clear()
        until(lambda: SeenUid.objects.update(tries=0) or Journal.objects.filter(mailbox=bad).exists())
        until(lambda: works(bad))
    finally:
        sick.stop()


def test_f015_a_cap_on_connections_is_respected(desk, fake, watch, limits):
    limits(first_pause_seconds=0.1, longest_pause_seconds=10)
    fake.most_connections = 0
    mailbox = connect(desk, fake.port, "box")
    watch()
    until(lambda: fake.opened >= 5)
    pauses = [later - earlier for earlier, later in zip(fake.opened_at, fake.opened_at[1:], strict=False)]
    assert pauses[3] > 4 * pauses[0]
    assert fake.most_open == 1
    assert state(mailbox).failing_since is not None
    fake.most_connections = 1
    fake.put(mail())
    until(lambda: works(mailbox) and Journal.objects.count() == 1)
    assert fake.most_open == 1


def test_a_wrong_password_is_not_tried_again_and_again(desk, fake, watch, limits):
    limits(refused_pause_seconds=1_000, first_pause_seconds=0.01, longest_pause_seconds=0.01)
    fake.faults = [Fault("LOGIN", "refuse", times=1_000, words="[AUTHENTICATIONFAILED] wrong password")]
    mailbox = connect(desk, fake.port, "box")
    watch()
    until(lambda: state(mailbox).failure.startswith("login_refused: ") and fake.log.count("LOGIN") >= 6)
    known = fake.log.count("LOGIN")
    assert known < 12  # ten doublings of 10 ms are ten seconds
    fake.faults.clear()
    Mailbox.objects.filter(pk=mailbox.pk).update(login="other")
    until(lambda: works(mailbox))


@pytest.mark.parametrize("position", [1, 3, 80])
def test_f016_a_malformed_answer_costs_one_mail_only(desk, fake, watch, position):
    mails = some(80)
    fake.put(*mails)
    fake.faults = [Fault("UID FETCH", "corrupt", uid=position)]
    mailbox = connect(desk, fake.port, "box", after="delete")
    watch()
    until(lambda: works(mailbox))
    bad = mails.pop(position - 1)
    assert raws() == Counter(mails)
    row = SeenUid.objects.get(journal=None)
    assert (row.uid, row.tries) == (position, 1)
    assert row.failure.partition(":")[0] in TROUBLES
    assert told_failure(row.failure)
    assert [each.raw for each in fake.mails.values()] == [bad]
    assert state(mailbox).unfetched_count == 1
    fake.faults.clear()
    SeenUid.objects.filter(journal=None).update(seen_at=clock.now().replace(year=2020))
    fake.put(mail("Wakes it.\n"))
    until(lambda: fake.mails == {})
    assert bad in raws()


def test_a_mail_that_goes_before_it_could_be_fetched_is_forgotten(desk, fake, watch, limits):
    limits(size=10_000)
    fake.put(mail("x" * 10_000 + "\n"))
    mailbox = connect(desk, fake.port, "box")
    watch()
    until(lambda: works(mailbox) and SeenUid.objects.filter(journal=None).count() == 1)
    fake.mails.clear()
    SeenUid.objects.update(seen_at=clock.now().replace(year=2020))
    fake.put(*some(2))
    until(lambda: not SeenUid.objects.filter(journal=None).exists() and Journal.objects.count() == 2)


def test_f018_a_mail_too_large_stays_and_is_shown(desk, fake, watch, limits):
    limits(size=10_000)
    small, large = mail("Small.\n"), mail("x" * 9_990 + "\n")
    fake.put(small, large, mail("Small too.\n"))
    mailbox = connect(desk, fake.port, "box", after="delete")
    watch()
    until(lambda: works(mailbox))
    assert [each.raw for each in fake.mails.values()] == [large]
    row = SeenUid.objects.get(journal=None)
    assert row.failure.startswith("too_large: ")
    assert (state(mailbox).unfetched_count, Journal.objects.count()) == (1, 2)


def test_news_in_the_same_breath_as_the_greeting_of_idle_is_heard(desk, fake, watch, limits):
    limits(idle_seconds=60.0)
    mailbox = connect(desk, fake.port, "box")
    watch()
    until(lambda: works(mailbox))
    fake.arriving = some(5)
    fake.put(mail("Wakes it.\n"))
    until(lambda: Journal.objects.count() == 6)


def test_without_idle_the_server_is_asked(desk, fake, watch, limits):
    limits(poll_seconds=0.1)
    fake.capability = "IMAP4rev1 UIDPLUS"
    mailbox = connect(desk, fake.port, "box")
    watch()
    until(lambda: works(mailbox))
    fake.put(mail())
    until(lambda: Journal.objects.count() == 1)
    assert "IDLE" not in fake.log
