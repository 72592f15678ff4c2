"""Which text is shown, which HTML, which files; formats of texts; what stands outside the parts (F028)."""

import base64
import binascii

import pytest

from tuki.channels.email.reading import read_mail
from tuki.channels.email.reading.html_text import html_to_text
from tuki.channels.email.reading.texts import enriched_to_text, unflow

HEAD = b"From: Clara <clara@example.org>\nSubject: s\nMIME-Version: 1.0\n"


def multipart(kind: str, *parts: bytes, boundary: str = "b") -> bytes:
    body = b"".join(b"--%s\n%s\n" % (boundary.encode(), part) for part in parts)
    return b"Content-Type: multipart/%s; boundary=%s\n\n%s--%s--\n" % (
        kind.encode(), boundary.encode(), body, boundary.encode(),
    )  # fmt: skip


TEXT = b"Content-Type: text/plain; charset=utf-8\n\nplain text"
HTML = b'Content-Type: text/html; charset=utf-8\n\n<p>rich <b>text</b><img src="cid:pic@x">'
PICTURE = b"Content-Type: image/png; name=p.png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
PDF = b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF"


def test_alternatives_give_text_and_html() -> None:
    mail = read_mail(HEAD + multipart("alternative", TEXT, HTML))
    assert (mail.text, mail.files) == ("plain text", ())
    assert mail.html is not None and mail.html.startswith("<p>rich")


def test_an_empty_plain_alternative_gives_way_to_the_html() -> None:
    mail = read_mail(HEAD + multipart("alternative", b"Content-Type: text/plain\n\n \n", HTML))
    assert mail.text == "rich text"


def test_mixed_texts_join_in_order() -> None:
    mail = read_mail(HEAD + multipart("mixed", TEXT, PDF, b"Content-Type: text/plain\n\nfooter"))
    assert mail.text == "plain text\n\nfooter"
    assert [file.name for file in mail.files] == ["a.pdf"]


def test_mixed_text_and_html_show_in_both() -> None:
    mail = read_mail(HEAD + multipart("mixed", TEXT, HTML))
    assert mail.text == "plain text\n\nrich text"
    assert mail.html is not None and "plain text" in mail.html and "<b>text</b>" in mail.html


def test_a_picture_shown_by_the_html_is_inline() -> None:
    related = multipart("related", HTML, PICTURE, boundary="r")
    mail = read_mail(HEAD + multipart("mixed", related, PDF))
    assert [(file.name, file.inline) for file in mail.files] == [("p.png", True), ("a.pdf", False)]
    assert mail.files[0].content == b"\x89PNG\r\n\x1a\n"


def test_an_attached_mail_is_kept_whole_and_its_text_offered() -> None:
    inner = HEAD.replace(b"Subject: s", b"Subject: inner") + multipart("mixed", TEXT, PDF, boundary="i")
    mail = read_mail(HEAD + multipart("mixed", TEXT, b"Content-Type: message/rfc822\n\n" + inner))
    assert [(file.name, file.origin) for file in mail.files] == [("inner.eml", "nested")]
    assert mail.files[0].content == inner.removesuffix(b"\n") + b"\n"
    (nested,) = mail.nested
    assert (nested.subject, nested.text, nested.file) == ("inner", "plain text", 0)


def test_a_base64_attached_mail_is_read_too() -> None:
    inner = base64.encodebytes(HEAD + b"\ninner text")
    part = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner
    mail = read_mail(HEAD + multipart("mixed", TEXT, part))
    assert mail.nested[0].text == "inner text"
    assert mail.files[0].content.startswith(b"From: Clara")


def test_calendar_parts_become_events_and_files() -> None:
    calendar = (
        b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\n"
        b"SUMMARY:Visit\\, room\n  2\nDTSTART;TZID=Europe/Oslo:20261120T100000\nDURATION:PT1H30M\n"
        b"ORGANIZER;CN=Anna:mailto:anna@example.org\nLOCATION:Oslo\nBEGIN:VALARM\nSUMMARY:no\nEND:VALARM\n"
        b"END:VEVENT\nEND:VCALENDAR\n"
    )
    mail = read_mail(HEAD + multipart("alternative", TEXT, calendar))
    (event,) = mail.calendar
    assert (event.method, event.summary, event.location) == ("REQUEST", "Visit, room 2", "Oslo")
    assert event.organiser == "anna@example.org"
    assert event.start is not None and event.start.isoformat() == "2026-11-20T10:00:00+01:00"
    assert event.end is not None and event.end.isoformat() == "2026-11-20T11:30:00+01:00"
    assert [(file.name, file.origin) for file in mail.files] == [("invitation.ics", "calendar")]


def test_uuencoded_files_leave_the_text() -> None:
    code = b"".join(binascii.b2a_uu(b"hello world" * 4) for _ in range(3))
    mail = read_mail(HEAD + b"\nbefore\nbegin 644 h.txt\n" + code + b"`\nend\nafter\n")
    assert mail.text == "before\nafter\n"
    assert [(file.name, file.content, file.origin) for file in mail.files] == [
        ("h.txt", b"hello world" * 12, "uuencode")
    ]


def test_yenc_is_kept_as_it_stands() -> None:
    block = b"=ybegin line=128 size=3 name=a.bin\n\x8b\x8c\x8d\n=yend size=3\n"
    mail = read_mail(HEAD + b"\nbefore\n" + block + b"after\n")
    assert mail.text == "before\nafter\n"
    assert [(file.name, file.content) for file in mail.files] == [("a.bin.yenc", block)]


def test_a_sentence_with_begin_is_no_file() -> None:
    mail = read_mail(HEAD + b"\nbegin 644 is how uuencode starts\nreally\n")
    assert mail.text.startswith("begin 644 is how") and not mail.files


def test_opaque_smime_shows_its_text() -> None:
    inner = b"Content-Type: text/plain\r\n\r\nsigned words"

    def der(tag: int, *contents: bytes) -> bytes:
        content = b"".join(contents)
        assert len(content) < 128
        return bytes((tag, len(content))) + content

    data = der(0x30, der(0x06, bytes.fromhex("2a864886f70d010701")), der(0xA0, der(0x04, inner)))
    signed = der(0x30, der(0x02, b"\x01"), der(0x31), data)
    info = der(0x30, der(0x06, bytes.fromhex("2a864886f70d010702")), der(0xA0, signed))
    header = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
    mail = read_mail(HEAD + header + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(info))
    assert (mail.text, mail.signed, mail.encrypted) == ("signed words", True, False)
    assert [file.name for file in mail.files] == ["smime.p7m"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"Content-Type: multipart/mixed; boundary=x\n\njust words", "just words"),
        (b"Content-Type: multipart/mixed\n\n--y\nContent-Type: text/plain\n\nwords\n--y--\n", "words"),
        (b"Content-Type: multipart/mixed; boundary=X\n\n--x\nContent-Type: text/plain\n\nwords\n", "words"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nwords", "words"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\nNote: see\n\nwords\n--x--", "Note: see\n\nwords"),
        (b"Content-Type: multipart/mixed; boundary=x\n\nHi\n--x\n\n--x--\n", "Hi"),
        (b"no colon here\nand none here", "no colon here\nand none here"),
        (b"Content-Type: garbage\n\nwords", "words"),
        (b"Content-Type: text/plain\nwords without a blank line", "words without a blank line"),
        (b"Content-Type: text/plain\rSubject: x\r\rold mac", "old mac"),
        (b"\n\nSubject: x\n\nwords", "words"),
        (b"From clara Fri Nov 20 10:00 2026\nSubject: x\n\nwords", "words"),
        (b"Subject: x\n\nw\x00ords", "words"),
        (b"Content-Transfer-Encoding: base64\n\nplain words, no base64!", "plain words, no base64!"),
        (b"Content-Transfer-Encoding: quoted-printable\n\na=20b=\n c =ZZ", "a b c =ZZ"),
        (b"Content-Transfer-Encoding: base64\n\nd29yZHM", "words"),
        (b"", ""),
    ],
)
def test_texts_of_malformed_mails_are_not_lost(raw: bytes, shown: str) -> None:
    assert read_mail(raw).text.strip() == shown


def test_text_before_the_parts_is_kept() -> None:
    raw = multipart("mixed", TEXT).replace(b"--b\n", b"an answer above\n--b\n", 1)
    mail = read_mail(HEAD + raw)
    assert mail.text == "plain text"
    assert [(file.origin, file.content) for file in mail.files] == [("rest", b"an answer above")]


def test_no_raw_newline_leaves_a_header() -> None:
    mail = read_mail(b"Subject: =?utf-8?q?a=0aBcc:x?=\nX-Odd: a\rb\n\nx")
    assert mail.subject == "a Bcc:x"
    assert mail.header("x-odd") == "a b" and not mail.bcc


def test_flowed_text() -> None:
    flowed = "A long \nline.\n> quoted \n> words\n>> deeper\n-- \nAnna \nSmith\n  indented"
    assert unflow(flowed) == "A long line.\n> quoted words\n>> deeper\n-- \nAnna Smith\n indented"
    assert unflow("日本 \n語", delete_space=True) == "日本語"


def test_enriched_text() -> None:
    enriched = "<bold>Bold</bold> <<tag>\n<color><param>red</param>red</color>\n\nnext"
    assert enriched_to_text(enriched) == "Bold <tag> red\nnext"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<div>hi</div><blockquote>one<br>two<blockquote>deep</blockquote></blockquote>after",
         "hi\n\n> one\n> two\n>\n> > deep\n\nafter"),
        ('<a href="https://x.example/y">here</a>!', "here <https://x.example/y>!"),
        ('<a href="https://x.example/">https://x.example</a>', "https://x.example"),
        ('<a href="javascript:x()">here</a>', "here"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ("<ul><li>a<li>b</ul><ol><li>c<li>d</ol>", "* a\n* b\n\n1. c\n2. d"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<style>p{}</style><script>x</script><title>t</title>a<!-- c -->", "a"),
        ('x <img alt="logo" src=y> z', "x logo z"),
        ("a &amp; b&nbsp;c &lt;d&gt;", "a & b c <d>"),
        ("no markup", "no markup"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text
