"""Attributions, header blocks, separators and telephone lines in many languages and from many programs."""

import pytest

from tuki.channels.email.quoting import split_reply

OWN = "Спасибо, det hjalp, kiitos!"

ATTRIBUTIONS = {
    "en gmail": "On Mon, 3 Jun 2024 at 10:15, Clara Berg <clara@example.org> wrote:",
    "en apple": "On 3 Jun 2024, at 10:15, Clara Berg <clara@example.org> wrote:",
    "en thunderbird": "On 6/3/24 10:15, Clara Berg wrote:",
    "en wrapped": "On Mon, 3 Jun 2024 at 10:15, Clara Berg via The Very Long List Name\n<clara@example.org> wrote:",
    "ru gmail": "пн, 3 июн. 2024 г. в 10:15, Clara Berg <clara@example.org>:",
    "ru thunderbird": "03.06.2024 10:15, Clara Berg пишет:",
    "ru yandex": '03.06.2024, 10:15, "Клара Берг" <clara@example.org>:',
    "ru yandex new": "Понедельник, 3 июня 2024, 10:15 +03:00 от Клара Берг <clara@example.org>:",
    "ru outlook web": "3 июня 2024 г. 10:15 пользователь Клара Берг <clara@example.org> написал:",
    "ru apple": "3 июня 2024 г., в 10:15, Клара Берг <clara@example.org> написал(а):",
    "uk gmail": "пн, 3 черв. 2024 р. о 10:15 Clara Berg <clara@example.org> пише:",
    "uk apple": "3 черв. 2024 р. о 10:15 Клара Берг <clara@example.org> написав(ла):",
    "nb gmail": "man. 3. juni 2024 kl. 10:15 skrev Clara Berg <clara@example.org>:",
    "nb apple": "3. juni 2024 kl. 10:15 skrev Clara Berg <clara@example.org>:",
    "nb thunderbird": "Den 03.06.2024 10:15, skrev Clara Berg:",
    "da gmail": "Den man. 3. jun. 2024 kl. 10.15 skrev Clara Berg <clara@example.org>:",
    "sv gmail": "Den mån 3 juni 2024 kl 10:15 skrev Clara Berg <clara@example.org>:",
    "sv apple": "3 juni 2024 kl. 10:15 skrev Clara Berg <clara@example.org>:",
    "fi gmail": "ma 3. kesäk. 2024 klo 10.15 Clara Berg (clara@example.org) kirjoitti:",
    "fi apple": "Clara Berg <clara@example.org> kirjoitti 3.6.2024 kello 10.15:",
    "fi thunderbird": "Clara Berg kirjoitti 3.6.2024 klo 10.15:",
    "de gmail": "Am Mo., 3. Juni 2024 um 10:15 Uhr schrieb Clara Berg <clara@example.org>:",
    "de thunderbird": "Am 03.06.2024 um 10:15 schrieb Clara Berg:",
    "de old gmail": "Clara Berg <clara@example.org> schrieb am Mo., 3. Juni 2024\num 10:15 Uhr:",
    "nl gmail": "Op ma 3 jun 2024 om 10:15 schreef Clara Berg <clara@example.org>:",
    "nl apple": "Op 3 jun 2024 om 10:15 heeft Clara Berg <clara@example.org> het volgende geschreven:",
    "fr gmail": "Le lun. 3 juin 2024 à 10:15, Clara Berg <clara@example.org> a écrit :",
    "fr thunderbird": "Le 03/06/2024 à 10:15, Clara Berg a écrit :",
    "es gmail": "El lun, 3 jun 2024 a las 10:15, Clara Berg (<clara@example.org>) escribió:",
    "pt gmail": "Em seg., 3 de jun. de 2024 às 10:15, Clara Berg <clara@example.org> escreveu:",
    "it gmail": "Il giorno lun 3 giu 2024 alle ore 10:15 Clara Berg <clara@example.org> ha scritto:",
    "it thunderbird": "Il 03/06/2024 10:15, Clara Berg ha scritto:",
    "pl gmail": "pon., 3 cze 2024 o 10:15 Clara Berg <clara@example.org> napisał(a):",
    "pl thunderbird": "W dniu 3.06.2024 o 10:15, Clara Berg pisze:",
    "cs gmail": "po 3. 6. 2024 v 10:15 odesílatel Clara Berg <clara@example.org> napsal:",
    "cs thunderbird": "Dne 03. 06. 24 v 10:15 Clara Berg napsal(a):",
    "hu gmail": "Clara Berg <clara@example.org> ezt írta (időpont: 2024. jún. 3., H, 10:15):",
    "tr gmail": "Clara Berg <clara@example.org>, 3 Haz 2024 Pzt, 10:15 tarihinde şunu yazdı:",
    "ro gmail": "În lun., 3 iun. 2024 la 10:15, Clara Berg <clara@example.org> a scris:",
    "et gmail": "Clara Berg <clara@example.org> kirjutas kuupäeval E, 3. juuni 2024 kell 10:15:",
    "zh gmail": "Clara Berg <clara@example.org> 于2024年6月3日周一 10:15写道：",
    "ja gmail": "2024年6月3日(月) 10:15 Clara Berg <clara@example.org>:",
    "zoho": "---- On Mon, 03 Jun 2024 10:15:36 +0200 Clara Berg <clara@example.org> wrote ----",
}


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS.keys())
def test_quotation_below_an_attribution_is_cut(attribution: str) -> None:
    for quotation in ("> Did you restart it?\n>\n> Anna", "Did you restart it?\n\nAnna"):
        reply = split_reply(f"{OWN}\n\n{attribution}\n\n{quotation}")
        assert reply.text == OWN
        assert reply.quoted == f"{attribution}\n\n{quotation}"


ABOVE_MARKED_ONLY = {
    "mutt with $attribution": "* Clara Berg <clara@example.org> [2024-06-03 10:15]:",
    "ru The Bat!": "Вы писали 3 июня 2024 г., 10:15:36:",
    "uk The Bat!": "Ви писали 3 червня 2024 р., 10:15:36:",
}


@pytest.mark.parametrize("attribution", ABOVE_MARKED_ONLY.values(), ids=ABOVE_MARKED_ONLY.keys())
def test_some_attributions_need_marks_below(attribution: str) -> None:
    assert split_reply(f"{OWN}\n\n{attribution}\n> Did you restart it?").text == OWN
    unmarked = f"{OWN}\n\n{attribution}\nDid you restart it?"
    assert split_reply(unmarked).text == unmarked


HEADER_BLOCKS = {
    "en": ("From", "Sent", "To", "Subject"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "ru mail.ru": ("От кого", "Дата", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "nb": ("Fra", "Sendt", "Til", "Emne"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
}


def _block(labels: tuple[str, ...], mark: str = "") -> str:
    values = ("Anna <anna@desk.example>", "3. 6. 2024 10:15", "clara@example.org", "Printer")
    return "\n".join(f"{mark}{label}:{mark} {value}" for label, value in zip(labels, values, strict=True))


@pytest.mark.parametrize("labels", HEADER_BLOCKS.values(), ids=HEADER_BLOCKS.keys())
@pytest.mark.parametrize("above", ["", "________________________________\n", "-----Original Message-----\n"])
@pytest.mark.parametrize("mark", ["", "*"])
def test_outlook_header_block_begins_the_quotation(labels: tuple[str, ...], above: str, mark: str) -> None:
    quotation = f"{above}{_block(labels, mark)}\n\nDid you restart it?"
    reply = split_reply(f"{OWN}\n\n{quotation}")
    assert reply.text == OWN
    assert reply.quoted == quotation
    assert reply.forwarded == ""


ORIGINALS = [
    "-----Original Message-----",
    "-----Исходное сообщение-----",
    "-----Opprinnelig melding-----",
    "-----Alkuperäinen viesti-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Вихідне повідомлення-----",
    "-----Ursprungligt meddelande-----",
    "-----Oprindelig meddelelse-----",
    "-----Oorspronkelijk bericht-----",
    "-------- Message d’origine --------",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Mensagem original-----",
    "-----Wiadomość oryginalna-----",
    "-----Původní zpráva-----",
    "------------------ 原始邮件 ------------------",
]


@pytest.mark.parametrize("line", ORIGINALS)
def test_original_message_line_begins_the_quotation(line: str) -> None:
    reply = split_reply(f"{OWN}\n\n{line}\nold words")
    assert (reply.text, reply.quoted) == (OWN, f"{line}\nold words")


FORWARDS = [
    "---------- Forwarded message ---------",
    "-------- Пересылаемое сообщение --------",
    "-------- Перенаправленное сообщение --------",
    "---------- Пересланное сообщение ---------",
    "---------- Переслане повідомлення ---------",
    "-------- Videresendt melding --------",
    "-------- Välitetty viesti --------",
    "-------- Weitergeleitete Nachricht --------",
    "-------- Vidarebefordrat meddelande --------",
    "-------- Message transféré --------",
    "-------- Messaggio Inoltrato --------",
    "Begin forwarded message:",
    "Anfang der weitergeleiteten Nachricht:",
    "Start på videresendt melding:",
    "Начало переадресованного сообщения:",
    "Début du message réexpédié :",
]


@pytest.mark.parametrize("line", FORWARDS)
@pytest.mark.parametrize("own", [OWN, ""])
def test_forwarded_mail_is_shown_apart(line: str, own: str) -> None:
    mail = f"{_block(HEADER_BLOCKS['en'])}\n\nThe printer burns.\n> a quoted line"
    reply = split_reply(f"{own}\n\n{line}\n{mail}")
    assert (reply.text, reply.forwarded, reply.quoted) == (own, mail, "")


@pytest.mark.parametrize(
    ("subject", "labels", "forward"),
    [
        ("FW: Printer", "en", True),
        ("Fwd: Printer", "en", True),
        ("WG: Drucker", "de", True),
        ("VL: Tulostin", "fi", True),
        ("VS: Skriver", "nb", True),
        ("VS: Tulostin", "fi", False),
        ("SV: Skriver", "nb", False),
        ("RE: Printer", "en", False),
        ("Printer", "en", False),
    ],
)
def test_subject_tells_a_forward_from_a_reply(subject: str, labels: str, forward: bool) -> None:
    mail = f"{_block(HEADER_BLOCKS[labels])}\n\nThe printer burns."
    reply = split_reply(f"{OWN}\n\n{mail}", subject=subject)
    assert reply.text == OWN
    assert (reply.forwarded, reply.quoted) == ((mail, "") if forward else ("", mail))


SENT_FROM = [
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Outlook for Android<https://aka.ms/AAb9ysg>",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Sent from Yahoo Mail on Android",
    "Sent from Mail for Windows",
    "Отправлено с iPhone",
    "Отправлено из мобильной Яндекс.Почты",
    "Отправлено из Почты Mail.ru для Android",
    "Надіслано з iPhone",
    "Sendt fra min iPhone",
    "Sendt fra min iPad",
    "Skickat från min iPhone",
    "Lähetetty iPhonesta",
    "Hanki Outlook for Android",
    "Von meinem iPhone gesendet",
    "Gesendet von Outlook für iOS",
    "Verstuurd vanaf mijn iPhone",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Enviado do meu iPhone",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "发自我的iPhone",
]


@pytest.mark.parametrize("line", SENT_FROM)
def test_telephone_line_is_a_signature(line: str) -> None:
    reply = split_reply(f"{OWN}\n\n{line}\n\nOn 3 Jun 2024, at 10:15, Anna <a@desk.example> wrote:\n\n> Well?")
    assert (reply.text, reply.signature) == (OWN, line)
    assert reply.quoted.endswith("> Well?")
