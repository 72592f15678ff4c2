"""Charsets by label, by a lying label and without any (F027)."""

import pytest

from tuki.channels.email.reading import read_mail
from tuki.channels.email.reading.charsets import charset_codec, decode_text

RUSSIAN = "Добрый день! У меня не работает принтер, посмотрите, пожалуйста."
JAPANESE = "お世話になっております。プリンターが動きません。"
CHINESE = "您好,我的打印机坏了,请帮我看一下。谢谢!"
TRADITIONAL = "您好,我的印表機壞了,請幫我看一下。謝謝!"
KOREAN = "안녕하세요. 프린터가 작동하지 않습니다."
GERMAN = "Grüße aus München, der Drucker läuft nicht mehr – bitte prüfen"
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy"
GREEK = "Καλημέρα, ο εκτυπωτής δεν λειτουργεί"
HEBREW = "שלום, המדפסת לא עובדת"


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("koi8-r", RUSSIAN), ("windows-1251", RUSSIAN), ("CP-866", RUSSIAN), ("iso-8859-5", RUSSIAN),
        ("x-mac-cyrillic", RUSSIAN), ("utf-7", RUSSIAN), ("UTF-16", RUSSIAN), ("iso-2022-jp", JAPANESE),
        ("shift_jis", JAPANESE), ("x-sjis", JAPANESE), ("euc-jp", JAPANESE), ("gb2312", CHINESE),
        ("hz-gb-2312", "您好"), ("gb18030", CHINESE), ("big5", TRADITIONAL), ("euc-kr", KOREAN),
        ("ks_c_5601-1987", KOREAN), ("iso-2022-kr", KOREAN), ("iso-8859-8-i", HEBREW), ("windows-1255", HEBREW),
        ("iso-8859-7", GREEK), ("iso-8859-2", CZECH), ("windows-1250", CZECH), ("utf8", CZECH),
    ],
)  # fmt: skip
def test_by_label(label: str, text: str) -> None:
    codec = charset_codec(label)
    assert codec is not None
    assert decode_text(text.encode(codec), label) == (text, True)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("koi8-r", RUSSIAN), ("cp1251", RUSSIAN), ("cp866", RUSSIAN), ("iso8859-5", RUSSIAN), ("utf-8", RUSSIAN),
        ("koi8-r", "Привет"), ("cp1251", "Привет"), ("cp1251", "СРОЧНО"), ("koi8-r", "ОТЧЕТ ЗА МАЙ"),
        ("cp932", JAPANESE), ("euc-jp", JAPANESE), ("iso-2022-jp", JAPANESE), ("gb18030", CHINESE),
        ("big5", TRADITIONAL), ("euc-kr", KOREAN), ("cp1252", GERMAN), ("cp1250", CZECH), ("cp1253", GREEK),
        ("cp1255", HEBREW), ("latin-1", "Café"), ("cp1252", "“smart quotes” — it’s"), ("utf-8-sig", GERMAN),
        ("utf-16", RUSSIAN), ("cp1252", "Hyvää päivää, tulostin ei toimi"), ("cp1252", "Skjønner ikke, må på møte"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["", "us-ascii", "x-unknown", "no-such-charset"])
def test_without_a_true_label(codec: str, text: str, label: str) -> None:
    assert decode_text(text.encode(codec), label)[0].removeprefix("\ufeff") == text


@pytest.mark.parametrize(
    ("raw", "label", "text"),
    [
        (RUSSIAN.encode(), "windows-1251", RUSSIAN),
        (RUSSIAN.encode(), "iso-8859-1", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN),
        (JAPANESE.encode("cp932"), "us-ascii", JAPANESE),
        (b"\x93quoted\x94", "iso-8859-1", "“quoted”"),
        ("①㈱".encode("cp932"), "shift_jis", "①㈱"),
        (b"\x1b$B-!-j\x1b(B", "iso-2022-jp", "①㈱"),
        (b"caf\xe9", "zlib", "café"),
        (b"abc", "rot13", "abc"),
        (b"a\x00b\x07c\r\nd\re", "us-ascii", "abc\nd\ne"),
        (b"+2AA-x", "utf-7", "\ufffdx"),
        (b"ok caf\xe9 end", "utf-8", "ok café end"),
    ],
)
def test_lying_labels(raw: bytes, label: str, text: str) -> None:
    assert decode_text(raw, label)[0] == text


def test_html_charset_is_taken_from_its_meta_element() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>Привет'.encode("koi8-r")
    mail = read_mail(b"Content-Type: text/html\n\n" + page)
    assert mail.text == "Привет"
