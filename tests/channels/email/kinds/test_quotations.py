"""Answers and forwarded mail of many programs, in HTML and text: what stays in sight and what is folded away."""

import pytest

from tests.channels.email.kinds.building import HEAD, OLD, OWN, html, raw, said, unfolded

LABELS = {
    "en": ("From", "Sent", "To", "Subject"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "nb": ("Fra", "Sendt", "Til", "Emne"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De\u00a0", "Envoyé\u00a0", "À\u00a0", "Objet\u00a0"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
}
OWN_HTML = "<div>Thanks, that worked.</div><div>Second line of the answer.</div><div><br></div>"
# {block} is a header block, its lines apart by <br>; {lines} the same in elements of their own.
BLOCKS = {
    "outlook windows": "<div class=WordSection1>{own}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
    "<p>{block}</p></div></div><p>{old}</p></div>",
    "outlook web": '{own}<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{block}</div><div>{old}</div>',
    "outlook mac 2011": '{own}<span id="OLK_SRC_BODY_SECTION"><div style="border-top:#b5c4df 1pt solid">{block}'
    "<br></div><div>{old}</div></span>",
    "hotmail": '<div dir="ltr">{own}<div><hr id="stopSpelling">{block}<br><br>{old}</div></div>',
    "samsung": '{own}<div>Sent from my Galaxy</div><div><br></div><div align="left"><div>-------- Original message'
    " --------</div><div>{block}</div></div><div><br></div>{old}",
    "zimbra": '{own}<hr id="zwchr"><div>{block}</div><br><div>{old}</div>',
    "notes": "<font>{own}</font><br><br><table><tr><td>{cells}</table><br><hr noshade><br><tt>{old}</tt>",
    "no markup": "{own}<p>{block}</p><p>{old}</p>",
    "no markup, elements": "{own}{lines}<div><br></div><div>{old}</div>",
}
ATTRIBUTED = {
    "iphone": '{own}<div dir="ltr"><blockquote type="cite">{line}<br><br></blockquote></div>'
    '<blockquote type="cite"><div>{old}</div></blockquote>',
    "xiaomi": "{own}<div>{line}<br><blockquote>{old}</blockquote></div>",
    "kmail": "{own}<p>{line}</p><p>&gt; {old}</p><p>&gt; more</p>",
    "indented": '{own}<div>{line}</div><div style="margin-left:20px">{old}</div>',
    "spark": '{own}<div name="messageReplySection">{line}<br><blockquote type="cite">{old}</blockquote></div>',
    "yandex phone": "{own}<div>----------------</div><div>Кому: Clara (clara@customer-a.test);</div>"
    "<div>Тема: Printer;</div><div>03.06.2024, 10:15, Anna &lt;support@desk.test&gt;:</div><br><div>{old}</div>",
    "horde": "{own}<p>Zitat von Anna &lt;support@desk.test&gt;:</p><blockquote type='cite'>{old}</blockquote>",
}
LINES = {
    "en": "On Mon, Jun 3, 2024 at 10:15 AM Anna &lt;support@desk.test&gt; wrote:",
    "ru": "пн, 3 июн. 2024 г. в 10:15, Анна &lt;support@desk.test&gt;:",
    "nb": "man. 3. juni 2024 kl. 10:15 skrev Anna &lt;support@desk.test&gt;:",
    "fi": "ma 3.6.2024 klo 10.15 Anna (support@desk.test) kirjoitti:",
    "de": "Am Mo., 3. Juni 2024 um 10:15 Uhr schrieb Anna &lt;support@desk.test&gt;:",
}
DEVICES = [
    "Lähetetty puhelimestani",
    "Sendt fra min Huawei-telefon",
    "Skickat från min Samsung-mobil",
    "Last ned Outlook for iOS",
    "Завантажте Outlook для Android",
    "Отправлено с мобильного устройства",
    "Verstuurd vanaf mijn mobiel",
    "Wysłano z telefonu komórkowego",
    "Gesendet von meinem Huawei-Mobiltelefon",
    "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
]
SENTENCES = ["Sent from my iPhone it works, on the PC not", "Отправлено с ошибкой: почта не уходит"]


def _block(language: str) -> list[str]:
    values = ("Anna &lt;support@desk.test&gt;", "3.6.2024 10:15", "Clara &lt;clara@customer-a.test&gt;", "Printer")
    return [f"<b>{label}:</b> {value}" for label, value in zip(LABELS[language], values, strict=True)]


def _filled(form: str, language: str, old: str = OLD) -> str:
    lines = _block(language)
    return form.format(
        own=OWN_HTML,
        old=old,
        block="<br>".join(lines),
        lines="".join(f"<div>{line}</div>" for line in lines),
        cells="<tr><td>".join(line.replace("</b>", "</b><td>") for line in lines),
    )


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("form", BLOCKS.values(), ids=BLOCKS.keys())
def test_what_stands_below_a_header_block_is_folded(form: str, language: str) -> None:
    mail = said(html(_filled(form, language)))
    assert mail.text == OWN
    assert "Second line" in unfolded(mail)
    assert "OLDTEXT" not in unfolded(mail)
    assert "OLDTEXT" in mail.html


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
@pytest.mark.parametrize("form", ATTRIBUTED.values(), ids=ATTRIBUTED.keys())
def test_what_stands_below_an_attribution_is_folded(form: str, line: str) -> None:
    mail = said(html(form.format(own=OWN_HTML, line=line, old=OLD)))
    assert mail.text == OWN
    assert "OLDTEXT" not in unfolded(mail)


@pytest.mark.parametrize("form", BLOCKS.values(), ids=BLOCKS.keys())
@pytest.mark.parametrize(("language", "prefix"), [("en", "FW"), ("de", "WG"), ("nb", "VS"), ("sv", "VB")])
def test_forwarded_mail_stays_in_sight(form: str, language: str, prefix: str) -> None:
    mail = said(html(_filled(form, language), subject=f"{prefix}: Printer"))
    assert "OLDTEXT" in unfolded(mail)
    assert "OLDTEXT" in mail.text


def test_the_finnish_vs_is_an_answer() -> None:
    assert "OLDTEXT" not in unfolded(said(html(_filled(BLOCKS["outlook windows"], "fi"), subject="VS: Printer")))


def test_what_apple_mail_forwards_stays_in_sight() -> None:
    quoted = f"<div>Begin forwarded message:</div><div><b>From: </b>Eva</div><div>Subject: P</div><p>{OLD}</p>"
    mail = said(html(f"Please look<div><blockquote type='cite'>{quoted}</blockquote></div>", subject="Fwd: Printer"))
    assert "OLDTEXT" in unfolded(mail)
    assert "OLDTEXT" in mail.text


def test_answers_between_quotations_stay_in_sight() -> None:
    quoted = "<blockquote type='cite'>{}</blockquote>"
    first = quoted.format("<div>On 3 Jun 2024, at 10:15, Anna &lt;a@desk.test&gt; wrote:</div>One?")
    mail = said(html(f"<div>See below</div>{first}<div>ANSWER1</div>{quoted.format('Two?')}<div>ANSWER2</div>"))
    assert "ANSWER1" in unfolded(mail)
    assert "ANSWER2" in unfolded(mail)
    assert "ANSWER1" in mail.text


@pytest.mark.parametrize("line", DEVICES)
def test_a_telephones_line_is_no_part_of_the_answer(line: str) -> None:
    assert said(raw(HEAD, f"{OWN}\n\n{line}\n")).text == OWN


@pytest.mark.parametrize("line", SENTENCES)
def test_a_persons_sentence_is(line: str) -> None:
    assert said(raw(HEAD, f"Hello,\n{line}\n")).text == f"Hello,\n{line}"
