"""Answers of absence without any header that says so, mail of other desks, and people who only write about such."""

import pytest

from tests.channels.email.kinds.building import DESK, raw, said, word
from tuki.channels.email.nature import Kind

ABSENCE = {
    "exchange en": ("Automatic reply: Printer", "I am out of the office."),
    "exchange ru": ("Автоматический ответ: Printer", "Я в отпуске."),
    "exchange fr": ("Réponse automatique\u00a0: Printer", "Je suis absent."),
    "gmail": ("Out of office Re: Printer", "I am on vacation."),
    "tag before": ("[Auto-Reply] Printer", "I am out of the office."),
    "tag behind": ("Re: Printer [Autoreply]", "I am away."),
    "vacation": ("away from my mail [Re: Printer]", "I will not be reading my mail for a while."),
    "vacation auto": ("Auto: Re: Printer", "I am away from the office."),
    "lotus en": ("AUTO: Dan Berg is out of the office (returning 06/10/2024)", "I am out of the office until 10 June."),
    "lotus de": ("AUTO: Dan Berg ist außer Haus (Rückkehr am 10.06.2024)", "Ich kehre zurück am 10.06.2024."),
    "lotus fi": ("AUTO: Dan Berg on poissa toimistosta (paluu 10.06.2024)", "Olen poissa."),
    "lotus nb": ("Dan Berg er ikke på kontoret", "Jeg er borte fra kontoret."),
    "lotus sv": ("Dan Berg är inte på kontoret", "Jag är inte på kontoret."),
    "lotus fr": ("Dan Berg est absent(e).", "Je serai absent(e) du 03/06/2024 au 10/06/2024."),
    "lotus es": ("Dan Berg está ausente de la oficina.", "Estaré ausente de la oficina."),
    "lotus ru": ("Dan Berg отсутствует", "Я отсутствую на рабочем месте с 03.06.2024."),
    "yandex": ("В отпуске до 10.06 Re: Printer", "Здравствуйте! Я в отпуске до 10 июня."),
    "gmx": ("Automatische Antwort auf Ihre Mail", "Ich bin im Urlaub."),
    "other desk": ("Your request has been received (#12345)", "This is an automated message."),
    "other desk fi": ("Yhteydenottosi 123", "Tämä on automaattinen viesti."),
}
ANSWERING = {
    "yandex": "Это автоматический ответ. Я в отпуске до 10 июня.",
    "de": "Dies ist eine automatische Antwort.",
    "nb": "Dette er et automatisk svar.",
}
PEOPLE = {
    "asks about it": ("Out of office", "How do I set it up?"),
    "about somebody": ("Anna is out of the office", "Anna is out of the office today, who can help me?"),
    "asks while away": ("Autoreply while on vacation", "I am on vacation next week. Can you set up an autoreply?"),
    "asks for leave": ("Отпуск", "Как оформить отпуск?"),
    "its own subject": ("Automatic reply does not work", "Please help."),
    "answers one": ("Re: Automatic reply: Printer", "Who stands in for you?"),
    "de": ("Mitarbeiter ist außer Haus", "Der Mitarbeiter ist außer Haus, wie richte ich eine Vertretung ein?"),
}
SYSTEMS = [
    "X-Zendesk-From-Account-Id: 1234",
    "RT-Ticket: example.com #42",
    "X-ServiceNow-Generated: true",
    "X-Redmine-Host: redmine.test",
    "X-Bugzilla-Type: changed",
    "X-GitLab-Project: printer",
    "X-Sentry-Project: printer",
]


def _mail(subject: str, text: str, *more: str) -> bytes:
    head = [f"From: Dan <dan@customer-b.test>\nTo: {DESK}\nSubject: {word(subject)}\nMessage-ID: <2@b.test>", *more]
    return raw("\n".join(head), text)


@pytest.mark.parametrize(("subject", "text"), ABSENCE.values(), ids=ABSENCE.keys())
def test_absence_is_known_without_a_header(subject: str, text: str) -> None:
    nature = said(_mail(subject, text)).nature
    assert nature.kind is Kind.AUTO_REPLY
    assert not nature.may_answer


@pytest.mark.parametrize("text", ANSWERING.values(), ids=ANSWERING.keys())
def test_an_answer_that_calls_itself_automatic_is(text: str) -> None:
    assert said(_mail("Re: Printer", text, "In-Reply-To: <0@desk.test>")).nature.kind is Kind.AUTO_REPLY
    assert said(_mail("Printer", text)).nature.kind is Kind.PERSON


@pytest.mark.parametrize(("subject", "text"), PEOPLE.values(), ids=PEOPLE.keys())
def test_who_writes_about_absence_is_a_person(subject: str, text: str) -> None:
    nature = said(_mail(subject, text)).nature
    assert nature.kind is Kind.PERSON
    assert nature.may_answer


@pytest.mark.parametrize("field", SYSTEMS)
def test_mail_of_other_systems_is_not_answered(field: str) -> None:
    nature = said(_mail("Printer", "New comment.", field)).nature
    assert nature.kind is Kind.AUTO_GENERATED
    assert not nature.may_answer
