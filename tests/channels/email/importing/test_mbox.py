"""Where one mail of an mbox ends and the next begins."""

from __future__ import annotations

import pytest

from tuki.channels.email.importing.mbox import looks_like_mbox, mails_of_mbox

POSTMARK = b"From clara@customer-a.test Tue Jan  4 10:11:12 2005\n"
ONE = b"Subject: one\n\nHello.\n"
TWO = b"Subject: two\n\nAgain.\n"


def mails(content: bytes) -> list[bytes]:
    return list(mails_of_mbox(content.splitlines(keepends=True)))


@pytest.mark.parametrize(
    "postmark",
    [
        POSTMARK,
        b"From - Tue Jan 04 10:11:12 2005\n",
        b"From 1234567890@xxx Mon Jan 02 15:04:05 +0000 2006\n",
        b"From clara at customer-a.test  Tue Jan  4 10:11 2005\n",
        b'From "C. L." Tue Jan  4 10:11:12 2005\n',
        b"From \n",
    ],
)
def test_every_kind_of_postmark_begins_a_mail(postmark):
    content = postmark + ONE + b"\n" + postmark + TWO + b"\n"
    assert looks_like_mbox(content)
    assert mails(content) == [ONE, TWO]
    assert mails(content.replace(b"\n", b"\r\n")) == [ONE.replace(b"\n", b"\r\n"), TWO.replace(b"\n", b"\r\n")]


def test_sentences_that_begin_with_from_stay_in_their_mail():
    body = b"Subject: trip\n\nHello,\n\nFrom here on it is 10:30 by train.\nFrom Monday 12:00 at 2005 metres\n"
    assert mails(POSTMARK + body + b"\n" + POSTMARK + ONE) == [body, ONE]


def test_a_postmark_within_a_paragraph_is_text():
    body = b"Subject: forwarded\n\nHe wrote:\n" + POSTMARK + b"Subject: old\n"
    assert mails(POSTMARK + body) == [body]


def test_quoted_from_lines_are_as_they_were():
    quoted = b"Subject: one\n\n>From now on.\n>>From then on.\n> From nowhere.\n"
    assert mails(POSTMARK + quoted) == [b"Subject: one\n\nFrom now on.\n>From then on.\n> From nowhere.\n"]


def test_only_the_separating_blank_line_goes():
    padded = ONE + b"\n\n"
    assert mails(POSTMARK + padded + b"\n" + POSTMARK + TWO) == [padded, TWO]


def test_the_last_mail_may_end_in_the_middle_of_a_line():
    assert mails(POSTMARK + ONE + b"\n" + POSTMARK + b"Subject: cut\n\nno end") == [ONE, b"Subject: cut\n\nno end"]


def test_an_empty_mbox_has_no_mails_and_a_mail_is_no_mbox():
    assert mails(b"") == []
    assert not looks_like_mbox(ONE)
    assert not looks_like_mbox(b"From: clara@customer-a.test\n")
