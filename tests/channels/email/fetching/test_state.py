"""What is told of mailboxes: on the health page, in the list of mails that stay on a server, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import SYSTEM
from tests.channels.email.fetching.conftest import connect
from tuki.channels.email.fetching.checks import mailboxes_work
from tuki.channels.email.fetching.commands.progress import (
    note_failing,
    note_selected,
    note_unfetched,
    note_worked,
)
from tuki.channels.email.fetching.queries import outcomes, unfetched_mails
from tuki.channels.email.models import Mailbox
from tuki.kernel import clock
from tuki.kernel.health import Severity


@pytest.fixture
def mailbox(cast) -> Mailbox:
    return connect(cast, 143, "box")


def codes() -> list[tuple[str, Severity]]:
    return [(each.code, each.severity) for each in mailboxes_work()]


def test_a_mailbox_that_works_is_healthy(mailbox, django_assert_num_queries):
    note_worked(SYSTEM, mailbox.id)
    with django_assert_num_queries(1):
        assert codes() == []


def test_a_mailbox_that_fails_is_told_with_the_time_of_the_first_failure(mailbox):
    note_failing(SYSTEM, mailbox.id, failure="silent")
    since = Mailbox.objects.get().failing_since
    note_failing(SYSTEM, mailbox.id, failure="login_refused: no such login")
    assert Mailbox.objects.get().failing_since == since
    assert codes() == [("mailbox_failing", Severity.WARNING)]
    Mailbox.objects.update(failing_since=since - timedelta(minutes=2))
    assert codes() == [("mailbox_failing", Severity.ERROR)]
    sentence = str(mailboxes_work()[0].sentence)
    assert "no such login" in sentence and "imap://box@127.0.0.1" in sentence and "secret" not in sentence
    note_worked(SYSTEM, mailbox.id)
    assert codes() == []


def test_a_mailbox_that_nobody_watches_is_told(mailbox):
    Mailbox.objects.update(begins_at=clock.now() - timedelta(hours=1))
    assert codes() == [("mailbox_unwatched", Severity.ERROR)]
    Mailbox.objects.update(is_active=False)
    assert codes() == []


def test_mails_that_stay_on_the_server_are_listed_for_those_who_may_see_the_ledger(cast, mailbox):
    note_selected(SYSTEM, mailbox.id, uidvalidity=7)
    note_unfetched(SYSTEM, mailbox.id, uidvalidity=6, uid=1, failure="malformed")
    note_unfetched(SYSTEM, mailbox.id, uidvalidity=7, uid=2, failure="too_large: 60 MB")
    note_unfetched(SYSTEM, mailbox.id, uidvalidity=7, uid=2, failure="too_large: 60 MB")
    note_worked(SYSTEM, mailbox.id)
    assert codes() == [("mails_unfetched", Severity.WARNING)]
    (row,) = unfetched_mails(cast.actor(cast.vera))
    assert (row.mailbox_id, row.uid, row.failure, row.tries) == (mailbox.id, 2, "too_large: 60 MB", 2)
    assert outcomes(cast.actor(cast.vera), mailbox.id) == {"": 1}
    assert unfetched_mails(cast.actor(cast.dmitri)) == []
    assert outcomes(cast.actor(cast.dmitri), mailbox.id) == {}
