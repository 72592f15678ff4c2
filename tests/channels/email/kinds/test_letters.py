"""Letters, file names and people as odd programs write them."""

import quopri
from urllib.parse import quote

import pytest

from tests.channels.email.kinds.building import HEAD, joined, part, raw, said, word

RU = "Здравствуйте! Принтер не печатает со вчерашнего дня, помогите, пожалуйста."
PL = "Zażółć gęślą jaźń, drukarka nie działa"
DE = "Grüße aus Köln, der Drucker läuft nicht – „danke“ für die Hilfe… 5 €"
JA = "プリンターが動きません。助けてください。"
BODIES = [
    *[(RU, charset, "iso-8859-1") for charset in ("cp1251", "koi8-r", "utf-8")],
    *[(RU, charset, "") for charset in ("cp1251", "koi8-r", "cp866", "iso8859-5", "utf-8")],
    *[(RU, charset, charset) for charset in ("koi8-r", "cp866", "iso8859-5", "utf-7", "utf-16")],
    (RU, "mac_cyrillic", "x-mac-cyrillic"),
    (RU, "cp1251", "windows-1252"),
    (RU, "cp1251", "x-unknown"),
    (PL, "cp1250", "iso-8859-2"),
    (PL, "iso8859-2", "iso-8859-2"),
    (DE, "cp1252", "us-ascii"),
    (DE, "cp1252", "iso-8859-1"),
    (JA, "utf-8", "iso-2022-jp"),
    (JA, "iso2022_jp", "us-ascii"),
]
NAME = "Счёт за июнь.pdf"
_CODED = quote(NAME)
NAMES = {
    "cut within a percent": f"filename*0*=UTF-8''{_CODED[:13]}; filename*1*={_CODED[13:]}",
    "cut thrice": f"filename*0*=UTF-8''{_CODED[:18]}; filename*1*={_CODED[18:40]}; filename*2*={_CODED[40:]}",
    "percents alone": f'filename="{_CODED}"',
    "no charset": f"filename*={_CODED}",
    "koi8-r": f"filename*=koi8-r''{quote(NAME.encode('koi8-r'))}",
    "encoded word": f'filename="{word(NAME)}"',
    "raw": f'filename="{NAME}"',
}
PEOPLE = {
    "comma in a word": ("=?utf-8?q?Berg,_Clara?= <clara@x.test>", "Berg, Clara", "clara@x.test"),
    "comma coded": (f"{word('Берг, Клара')} <clara@x.test>", "Берг, Клара", "clara@x.test"),
    "all in one word": (word("Клара <clara@x.test>"), "Клара", "clara@x.test"),
    "comment": ("clara@x.test (Clara Berg)", "Clara Berg", "clara@x.test"),
    "quoted local part": ('Clara <"clara berg"@x.test>', "Clara", '"clara berg"@x.test'),
    "equals sign": ("Clara = Berg <clara=b@x.test>", "Clara = Berg", "clara=b@x.test"),
    "unicode": ("Клара <клара@почта.test>", "Клара", "клара@почта.test"),
}


@pytest.mark.parametrize("subtype", ["plain", "html"])
@pytest.mark.parametrize(("text", "charset", "label"), BODIES)
def test_a_text_is_read_whatever_its_label_says(text: str, charset: str, label: str, subtype: str) -> None:
    if charset == "utf-16" and subtype == "html":
        text_bytes = f"<p>{text}</p>".encode(charset)
    else:
        text_bytes = text.encode(charset) if subtype == "plain" else b"<p>" + text.encode(charset) + b"</p>"
    stated = f"text/{subtype}" + (f"; charset={label}" if label else "")
    head = f"{HEAD}\nContent-Transfer-Encoding: quoted-printable"
    assert said(raw(head, quopri.encodestring(text_bytes), stated)).text == text


def test_western_words_are_not_taken_for_russian() -> None:
    text = "Ça a été créé à Orléans; déjà réglé, où ça? Søknaden på kjøkkenet: ÆØÅ, naïveté, Noël."
    assert said(raw(HEAD, text.encode("cp1252"), "text/plain; charset=iso-8859-1")).text == text


def test_a_subject_in_raw_iso_2022_jp_is_read() -> None:
    content = raw(HEAD, "Hello").replace(b"Subject: Printer", b"Subject: " + JA.encode("iso2022_jp"))
    assert said(content).mail.subject == JA


@pytest.mark.parametrize("parameter", NAMES.values(), ids=NAMES.keys())
def test_a_file_name_is_read(parameter: str) -> None:
    parts = [part("text/plain", "Hello"), part("application/pdf", "x", Content_Disposition=f"attachment; {parameter}")]
    mail = said(raw(HEAD, joined(parts), 'multipart/mixed; boundary="b1"'))
    assert [each.name for each in mail.mail.files] == [NAME]


@pytest.mark.parametrize("name", ["100%25.pdf", "50% off.pdf", "a%ffb.pdf"])
def test_percents_that_code_nothing_stay(name: str) -> None:
    parts = [part("application/pdf", "x", Content_Disposition=f'attachment; filename="{name}"')]
    mail = said(raw(HEAD, joined(parts), 'multipart/mixed; boundary="b1"'))
    assert [each.name for each in mail.mail.files] == [name]


@pytest.mark.parametrize(("value", "name", "address"), PEOPLE.values(), ids=PEOPLE.keys())
def test_a_sender_is_read(value: str, name: str, address: str) -> None:
    sender = said(raw(HEAD.replace("Clara <clara@customer-a.test>", value), "Hello")).mail.from_
    assert [(each.name, each.address) for each in sender] == [(name, address)]


def test_a_zone_after_its_name_counts() -> None:
    date = said(raw(f"{HEAD}\nDate: Mon, 3 Jun 2024 10:15:00 GMT+0200", "Hello")).mail.date
    assert date is not None
    assert date.isoformat() == "2024-06-03T08:15:00+00:00"
