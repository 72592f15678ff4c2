"""Broken and hostile mails: nothing raises, nothing grows faster than the mail."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_corpora import MAILS, mails

from tuki.channels.email.reading import read_mail

HEAD = b"From: a@b.example\nSubject: s\n"
SEED = 20_261_120


def flip_bits(raw: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 40)):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def cut_headers(raw: bytearray, chance: random.Random) -> None:
    end = max(raw.find(b"\n\n"), raw.find(b"\r\n\r\n"), 2)
    start = chance.randrange(end)
    del raw[start : chance.randint(start, end)]


def spoil_boundaries(raw: bytearray, chance: random.Random) -> None:
    raw[:] = raw.replace(b"boundary=", chance.choice((b"boundary", b"boundary=x", b'boundary="', b"bound=")))


def spoil_base64(raw: bytearray, chance: random.Random) -> None:
    for _ in range(10):
        raw.insert(chance.randrange(len(raw)), chance.choice(b"=!\x00 \n-"))


def bare_line_ends(raw: bytearray, chance: random.Random) -> None:
    raw[:] = raw.replace(b"\r\n", b"\n").replace(b"\n", chance.choice((b"\r", b"\n", b"\r\r\n", b"\n\r")))


def sprinkle_nul(raw: bytearray, chance: random.Random) -> None:
    for _ in range(20):
        raw[chance.randrange(len(raw))] = chance.choice((0, 0xFF, 0x80, 0x1B))


def cut_anywhere(raw: bytearray, chance: random.Random) -> None:
    del raw[chance.randrange(1, len(raw)) :]


MUTATIONS = (flip_bits, cut_headers, spoil_boundaries, spoil_base64, bare_line_ends, sprinkle_nul, cut_anywhere)


def test_500_mutated_mails_are_read() -> None:
    names = [name for folder in ("mime-stalwart", "mime-rubymail", "rt", "helpdesk-products") for name in mails(folder)]
    chance = random.Random(SEED)
    for number in range(500):
        raw = bytearray((MAILS / chance.choice(names)).read_bytes())
        for mutate in chance.sample(MUTATIONS, chance.randint(1, 3)):
            mutate(raw, chance)
        mail = read_mail(bytes(raw))
        assert "unreadable" not in mail.defects, (number, bytes(raw))
        mail.text.encode("utf-8")


@given(st.binary(max_size=3_000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    assert "unreadable" not in read_mail(raw).defects


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: message/rfc822\n", b"--b\n", b"--b--\n",
        b"Content-Type: text/html; charset=utf-7\n", b"Content-Type: application/ms-tnef\n", b"\x78\x9f\x3e\x22",
        b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n", b"\n", b"\r", b"\x00",
        b"begin 644 a\n", b"From: =?utf-8?b?", b"To: \"<(,;:@", b"=?iso-2022-jp?q?=1B$B", b"\x1b$B", b"<blockquote>",
        b"Content-Type: text/calendar\n", b"DTSTART:99999999T999999Z\n", b"BEGIN:VEVENT\n", b"END:VEVENT\n",
        b"Date: 99 Foo 99999 99:99:99 +9999\n", b"filename*99999*=", b"Content-Type: application/pkcs7-mime\n",
        b"\x30\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x02\xa0\x80", b"format=flowed", b"DURATION:P99999999999W\n",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=40).map(b"".join))
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_mail_words_is_read(raw: bytes) -> None:
    assert "unreadable" not in read_mail(raw).defects


def cpu_seconds(raw: bytes) -> float:
    best = float("inf")
    for _ in range(5):
        before = time.process_time()
        read_mail(raw)
        best = min(best, time.process_time() - before)
    return best


ROW = b'<p class=Mso><span style="x"><o:p>Word&nbsp;</o:p></span></p><table><tr><td>a</td><td>b</td></tr></table>'
BOMBS: dict[str, tuple[Callable[[int], bytes], int]] = {
    "one header": (lambda n: HEAD + b"X: " + b"a b " * n + b"\n\nx", 125_000),
    "many headers": (lambda n: HEAD + b"X-A: b\n" * n + b"\nx", 5_000),
    "folded header": (lambda n: HEAD + b"X-A: b\n" + b" x\n" * n + b"\nx", 60_000),
    "addresses": (lambda n: HEAD + b"To: " + b"User <user@example.org>, " * n + b"\n\nx", 25_000),
    "encoded words": (lambda n: HEAD + b"Subject: " + b"=?utf-8?q?a" * n + b"\n\nx", 50_000),
    "white space": (lambda n: HEAD + b"To: " + b" " * n + b"a @ b\nContent-Type: x/y;" + b" " * n + b"\n\nx", 200_000),
    "brackets": (lambda n: b"From: " + b"(" * n + b"\nContent-Type: x/y;" + b"(" * n + b"\n\nx", 50_000),
    "quotes": (lambda n: b"From: " + b'"\\' * n + b"\nContent-Type: x/y; a=" + b'"\\' * n + b"\n\nx", 50_000),
    "word html": (lambda n: HEAD + b"Content-Type: text/html\n\n" + ROW * n, 5_000),
    "deep tables": (lambda n: HEAD + b"Content-Type: text/html\n\n" + b"<table><tr><td>" * n, 40_000),
    "deep quotes": (lambda n: HEAD + b"Content-Type: text/html\n\n" + b"<blockquote>" * n + b"x", 15_000),
    "open links": (lambda n: HEAD + b"Content-Type: text/html\n\n" + b'<a href="https://x.y/z">q' * n, 15_000),
    "one long url": (lambda n: HEAD + b"\nhttps://example.org/" + b"a" * n, 500_000),
    "nesting": (lambda n: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * n, 20_000),
    "parts": (lambda n: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * n, 100_000),
    "boundaries": (lambda n: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b --bx " * n, 60_000),
    "base64 padding": (lambda n: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"YWJj=\n" * n, 300_000),
    "flowed": (lambda n: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * n, 60_000),
    "enriched": (lambda n: HEAD + b"Content-Type: text/enriched\n\n" + b"<param>" * n, 60_000),
    "uuencode": (lambda n: HEAD + b"\n" + b"begin 644 x\nM\n" * n, 30_000),
    "signed text": (lambda n: HEAD + b"\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n\n" * n, 20_000),
    "calendar": (lambda n: HEAD + b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n" + b"A;B=C;" * n, 60_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_cost_grows_with_the_mail_only(bomb: str) -> None:
    """F023, F034: twice the mail costs less than 2.5 times as much. A noisy machine may disturb a measurement, so it
    is made up to four times; what is quadratic never passes."""
    build, size = BOMBS[bomb]
    once, twice = build(size), build(2 * size)
    # the addend: below some milliseconds the clock tells nothing
    assert any(cpu_seconds(twice) < 2.5 * cpu_seconds(once) + 0.005 for _ in range(4))


@pytest.mark.parametrize("levels", [10, 100, 1_000, 10_000])
def test_f021_nesting_is_read_to_a_limit_and_the_rest_kept(levels: int) -> None:
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))
    mail = read_mail(HEAD + opening + b"Content-Type: text/plain\n\ndeep down\n")
    kept = "".join(file.content.decode() for file in mail.files)
    assert "deep down" in mail.text + kept
    assert ("too_deep" in mail.defects) == (levels > 50)


def test_f022_parts_are_read_to_a_limit_and_the_rest_kept() -> None:
    part = b"--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nhello\n"
    mail = read_mail(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 1_500 + b"--b--\n")
    assert "too_many_parts" in mail.defects
    assert len(mail.files) <= 1_001
    assert sum(file.content.count(b"hello") for file in mail.files) == 1_500


def test_f022_a_hundred_thousand_empty_parts_cost_at_most_five_seconds() -> None:
    content = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 100_000 + b"--b--\n"
    assert "too_many_parts" in read_mail(content).defects
    assert cpu_seconds(content) <= 5


def test_g26_all_texts_of_a_mail_share_one_limit_and_what_is_cut_is_kept_whole() -> None:
    page = b"--b\nContent-Type: text/html\n\n" + b"<p>x" * 300_000 + b"\n"
    mail = read_mail(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + page * 4 + b"--b--\n")
    assert "text_cut" in mail.defects
    assert mail.html is not None and len(mail.html) < 2_001_000
    assert [len(file.content) for file in mail.files] == [1_200_000] * 3
