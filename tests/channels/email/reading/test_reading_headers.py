"""Encoded words, parameters, file names, addresses and dates, as they should be and as they arrive (F024, F025)."""

from datetime import UTC, datetime

import pytest

from tuki.channels.email.reading import normal_address, read_mail
from tuki.channels.email.reading.addresses import parse_addresses
from tuki.channels.email.reading.dates import parse_date
from tuki.channels.email.reading.encoded_words import header_text
from tuki.channels.email.reading.filenames import clean_file_name
from tuki.channels.email.reading.parameters import parse_parameters


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?q?Caf=C3=A9?=", "Café"),
        (b"=?UTF-8?B?0J/RgNC40LLQtdGC?=", "Привет"),
        (b"=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXRgg==?=", "Привет"),
        (b"=?utf-8?B?0J/R?= =?utf-8?B?gNC40LLQtdGC?=", "Привет"),
        (b"=?utf-8?q?=D0?= =?utf-8?q?=9F?=", "П"),
        (b"=?koi8-r?B?8NLJ18XU?=", "Привет"),
        (b"=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
        (b"=?iso-8859-1?q?a?= b =?iso-8859-1?q?c?=", "a b c"),
        (b"=?iso-8859-1?q?a?= =?iso-8859-2?q?b?=", "ab"),
        (b"=?utf-8?q?hello world?=", "hello world"),
        (b"=?utf-8?q?hello_world?=", "hello world"),
        (b"Re: =?utf-8?q?=C3=A4?=x", "Re: äx"),
        (b"=?utf-8*de?q?=C3=A4?=", "ä"),
        (b"=?utf-8?b?w6Q?=", "ä"),
        (b"=?utf-8?b?w6Q===?=", "ä"),
        (b"=?nonsense-99?q?abc?=", "abc"),
        (b"=?nonsense-99?q?=C3=A4?=", "ä"),
        (b"=?utf-8?q?=0aBcc:x?=", "Bcc:x"),
        (b"=?utf-8?q?a=0d=0aBcc:_x?=", "a Bcc: x"),
        (b"=?utf-8?q?nul=00l?=", "null"),
        (b"=?utf-8?q?unfinished", "unfinished"),
        (b"=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
        (b'"=?utf-8?q?quoted=C3=A4?="', '"quotedä"'),
        (b"=?utf-7?q?+AOQ-?=", "ä"),
        (b"=?iso-2022-jp?B?GyRCJCIbKEI=?=", "あ"),
        (b"=?gb2312?B?1tDOxA==?=", "中文"),
        (b"=?big5?B?pKSk5Q==?=", "中文"),
        (b"=?ks_c_5601-1987?B?x9GxuQ==?=", "한국"),
        (b"=?shift_jis?B?k/qWew==?=", "日本"),
        (b"=?iso-8859-8-i?B?+ezl7Q==?=", "שלום"),
        (b"=?us-ascii?q?=93smart=94?=", "“smart”"),
        (b"=?utf-8?q?=E4?=", "ä"),
        ("Привет".encode(), "Привет"),
        ("Привет, как дела".encode("cp1251"), "Привет, как дела"),
        ("Привет, как дела".encode("koi8-r"), "Привет, как дела"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=??q?a?=", "=??q?a?="),
        (b"=?utf-8?x?a?=", "=?utf-8?x?a?="),
        (b"a =? b ?= c", "a =? b ?= c"),
        (b"=?utf-8?q??=", ""),
        (b"=?utf-8?b?!!!!?=", ""),
    ],
)
def test_encoded_words(raw: bytes, expected: str) -> None:
    assert header_text(raw) == expected


@pytest.mark.parametrize(
    ("raw", "name", "expected"),
    [
        (b"attachment; filename=a.txt", "filename", "a.txt"),
        (b'attachment; filename="a b.txt"', "filename", "a b.txt"),
        (b"attachment; filename=my file.pdf", "filename", "my file.pdf"),
        (b"attachment; filename=foo (1).pdf; size=3", "filename", "foo (1).pdf"),
        (b'attachment; filename="a\\"b.txt"', "filename", 'a"b.txt'),
        (b'attachment; filename="a"b".txt"', "filename", 'a"b".txt'),
        (b'attachment; filename="open', "filename", "open"),
        (b"attachment; FileName='a.txt'", "filename", "a.txt"),
        (b'attachment; filename="C:\\temp\\a.txt"', "filename", "C:\\temp\\a.txt"),
        (b"attachment; filename*=utf-8''%D0%BF.txt", "filename", "п.txt"),
        (b"attachment; filename*=UTF-8'ru'%D0%BF.txt; filename=old.txt", "filename", "п.txt"),
        (b"attachment; filename=old.txt; filename*=UTF-8''%D0%BF.txt", "filename", "п.txt"),
        (b"attachment; filename*0=long-; filename*1=name.txt", "filename", "long-name.txt"),
        (b"attachment; filename*1=name.txt; filename*0=long-", "filename", "long-name.txt"),
        (b"attachment; filename*0*=utf-8''%D0; filename*1*=%BF.txt", "filename", "п.txt"),
        (b"attachment; filename*1*=%BF.txt; filename*0*=utf-8''%D0", "filename", "п.txt"),
        (b"attachment; filename*0*=koi8-r''%D0; filename*1=.txt", "filename", "п.txt"),
        (b"attachment; filename*=%D0%BF.txt", "filename", "п.txt"),
        (b"attachment; filename*=utf-8''%ZZ%D0%BF", "filename", "%ZZп"),
        (b"attachment; filename*=nonsense''abc", "filename", "abc"),
        (b'attachment; filename="=?utf-8?b?0L8udHh0?="', "filename", "п.txt"),
        (b'attachment; filename="=?utf-8?q?a?= =?utf-8?q?b?="', "filename", "ab"),
        (b"attachment; filename==?utf-8?q?x=3By.txt?=", "filename", "x;y.txt"),
        ("attachment; filename=п.txt".encode(), "filename", "п.txt"),
        ("attachment; filename=письмо.txt".encode("cp1251"), "filename", "письмо.txt"),
        (b'multipart/mixed\tboundary="b"', "boundary", "b"),
        (b"multipart/mixed; boundary=b (comment)", "boundary", "b"),
        (b"multipart/mixed; boundary=b; boundary=c", "boundary", "b"),
        (b"text/plain; charset = utf-8", "charset", "utf-8"),
        (b"text/plain;; charset=utf-8;", "charset", "utf-8"),
        (b"; filename=a.txt", "filename", "a.txt"),
    ],
)
def test_parameters(raw: bytes, name: str, expected: str) -> None:
    assert parse_parameters(raw)[1][name] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("Invoice 12/2026.pdf", "Invoice 12_2026.pdf"),
        ("a\x00b.txt", "ab.txt"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("a.txt. ", "a.txt"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("///", "file.pdf"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("a\nb.txt", "ab.txt"),
        ("e\u0301.txt", "é.txt"),
        ('<a>:"b|c?.txt', "_a___b_c_.txt"),
        (".htaccess", "htaccess"),
    ],
)
def test_file_names(name: str, expected: str) -> None:
    assert clean_file_name(name, "application/pdf") == expected


def test_long_file_names_keep_their_extension() -> None:
    name = clean_file_name("ж" * 300 + ".docx")
    assert name.endswith("ж.docx") and len(name.encode()) <= 200


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a@b.example", [("", "a@b.example")]),
        (b"Anna <a@b.example>", [("Anna", "a@b.example")]),
        (b'"Smith, Anna" <a@b.example>, c@d.example', [("Smith, Anna", "a@b.example"), ("", "c@d.example")]),
        (b"a@b.example (Anna)", [("Anna", "a@b.example")]),
        (b"Anna a@b.example", [("Anna", "a@b.example")]),
        (b"=?utf-8?q?a=2C_b_=3Cx=40y=3E?= <a@b.example>", [("a, b <x@y>", "a@b.example")]),
        (b'"=?utf-8?b?0JDQvdC90LA=?=" <a@b.example>', [("Анна", "a@b.example")]),
        (b"'Anna' <A@B.Example>", [("Anna", "A@b.example")]),
        (b"undisclosed-recipients:;", []),
        (b"Team: a@b.example, c@d.example;", [("", "a@b.example"), ("", "c@d.example")]),
        (b"a@b.example; c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        (b"<@x,@y:a@b.example>", [("", "a@b.example")]),
        (b"Anna <a @ b . example>", [("Anna", "a@b.example")]),
        (b"Pete(A \\) chap) <pete(his)@silly.test(host)>", [("Pete", "pete@silly.test")]),
        (b"mailto:a@b.example", [("", "a@b.example")]),
        (b"Moderator", [("Moderator", "")]),
        (b"", []),
        (b"<>", []),
        (b", ,", []),
        (b"Anna <a@b.example", [("Anna", "a@b.example")]),
        (b'"unclosed <a@b.example>', [("unclosed", "a@b.example")]),
        ("Jöhn <jö@mächine.example>".encode(), [("Jöhn", "jö@mächine.example")]),
    ],
)
def test_addresses(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert [(address.name, address.address) for address in parse_addresses(raw)] == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("User@EXAMPLE.com", "user@example.com", True),
        ("user@example.com.", "user@example.com", True),
        ('"user"@example.com', "user@example.com", True),
        (" user@example.com ", "user@example.com", True),
        ("<user@example.com>", "user@example.com", True),
        ("USER@BÜCHER.example", "user@xn--bcher-kva.example", True),
        ("é@x.example", "e\u0301@x.example", True),
        ("Ж@x.example", "ж@x.example", True),
        ("user+x@example.com", "user@example.com", False),
        ("u.ser@example.com", "user@example.com", False),
        ("mıke@x.example", "mike@x.example", False),
        ("mİke@x.example", "mike@x.example", False),
        ("\u212aelly@x.example", "kelly@x.example", False),
        ("ſam@x.example", "sam@x.example", False),
        ("straße@x.example", "strasse@x.example", False),
        ("a@faß.example", "a@fass.example", False),
        ("аnna@x.example", "anna@x.example", False),
        ("ﬁ@x.example", "fi@x.example", False),
    ],
)
def test_normal_address(one: str, other: str, same: bool) -> None:
    assert (normal_address(one) == normal_address(other)) is same
    assert normal_address(normal_address(one)) == normal_address(one)


NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 20 Nov 2026 10:00:00 +0300", datetime(2026, 11, 20, 7, tzinfo=UTC)),
        ("20 Nov 26 10:00 GMT", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:00:00", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T10:00:00+01:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:00:00 +0000 (UTC (really))", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Fri, 20 Nov 2099 10:00:00 +0000", None),
        ("Fri, 20 Nov 2026 10:00:00 +9999", None),
        ("Fri, 31 Feb 2026 10:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: datetime | None) -> None:
    assert parse_date(text, NOW) == expected


def test_message_ids_lose_brackets_and_folding() -> None:
    mail = read_mail(
        b"Message-ID: <a@b>\r\nIn-Reply-To: <c@\r\n d>\r\nReferences: <e@f> junk <g@h>\r\n\t<e@f>\r\n\r\nx"
    )
    assert (mail.message_id, mail.in_reply_to, mail.references) == ("a@b", ("c@d",), ("e@f", "g@h"))
