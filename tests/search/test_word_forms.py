"""A word in any form finds a text that has it in any other, in each language."""

from __future__ import annotations

import itertools

import pytest

from tests.search.conftest import LANGUAGES
from tuki.search.lexemes import index_text
from tuki.search.matching import Asking, Lexeme, Some, lexeme_tree
from tuki.search.query import Word

FORMS = {
    "ru": [
        "кошка кошки кошек кошками",
        "звонок звонка звонков звонками",
        "письмо письма писем письмом",
        "счёт счет счета счетов счету",
        "заявка заявки заявок заявкой",
        "ошибка ошибок ошибками",
        "деньги денег деньгами",
        "окно окна окон",
        "день дня дней",
        "пароль пароля паролем пароли",
        "сервер сервера серверов серверами",
    ],
    "nb": [
        "faktura fakturaer fakturaen fakturaene",
        "skriver skrivere skriveren skriverne",
        "bruker brukere brukeren brukerne",
        "bestilling bestillinger bestillingen bestillingene",
        "passord passordet passordene",
        "avtale avtaler avtalen avtalene",
        "kunde kunder kunden kundene",
    ],
    "fi": [
        "kissa kissat kissoissa kissoja kissan",
        "katu kadun kadulla kadut",
        "tilaus tilauksen tilausta tilaukset tilauksia tilauksesta tilauksessani",
        "käyttäjä käyttäjän käyttäjiä käyttäjät käyttäjien käyttäjälle",
        "tulostin tulostimen tulostinta tulostimet tulostimia tulostimessa",
        "verkko verkon verkossa verkkoja verkkoon",
        "osoite osoitteen osoitetta osoitteet osoitteita osoitteeseen",
        "salasana salasanan salasanoja salasanat salasanani salasanasi",
        "tietokone tietokoneen tietokonetta tietokoneita tietokoneeni",
        "lasku laskun laskut laskuja laskuissa laskujen laskulla",
        "yhteys yhteyden yhteyttä yhteyksiä",
        "asiakas asiakkaan asiakasta asiakkaita asiakkaille",
        "kaupunki kaupungin kaupungissa kaupunkia",
    ],
    "de": [
        "Rechnung Rechnungen",
        "Haus Hauses Häuser Häusern",
        "Passwort Passwörter Passworts Passwörtern",
        "Drucker Druckern Druckers",
        "Kunde Kunden",
    ],
    "en": [
        "invoice invoices invoiced invoicing",
        "printer printers",
        "company companies company's",
        "connect connected connecting connection connections",
    ],
    "sv": ["faktura fakturan fakturor fakturorna", "skrivare skrivaren skrivarna"],
    "uk": ["рахунок рахунки рахунків рахунками", "кішка кішки кішок", "комп'ютер комп’ютери комп'ютера"],
}
ROWS = [pytest.param(code, row.split(), id=f"{code}-{row.split()[0]}") for code in FORMS for row in FORMS[code]]


def _found(query: str, text: str, languages: tuple[str, ...] = LANGUAGES) -> bool:
    """Whether the lexemes of a text answer a word, as a database would intersect them."""
    indexed = index_text([text], languages)
    have = indexed.extras | set(indexed.words)
    asked = lexeme_tree(Word(query), Asking(languages))
    assert isinstance(asked, Some)
    lexemes = [one for one in asked.matches if isinstance(one, Lexeme) and not one.is_prefix]
    return any(lexeme.text in have for lexeme in lexemes)


@pytest.mark.parametrize(("code", "forms"), ROWS)
def test_each_form_finds_each_other(code: str, forms: list[str]) -> None:
    missed = [pair for pair in itertools.permutations(forms, 2) if not _found(*pair)]
    assert missed == []


SENTENCES = {
    "ru": (
        "Добрый день, у нас в офисе третий день не работает принтер, помогите: потеряно двадцать писем.",
        "письмо",
    ),
    "nb": (
        "Hei, vi har ikke fått de siste fakturaene fra dere, kan dere sende dem en gang til i dag?",
        "faktura",
    ),
    "fi": (
        "Hei, emme ole saaneet viime kuun laskuja, voisitteko lähettää ne uudelleen meille tänään?",
        "lasku",
    ),
    "de": (
        "Guten Tag, wir haben die letzten Rechnungen noch nicht erhalten, bitte senden Sie sie noch einmal.",
        "Rechnung",
    ),
    "en": (
        "Good morning, we have not received the latest invoices yet, could you please send them again?",
        "invoice",
    ),
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_found_by_another_form(code: str) -> None:
    text, word = SENTENCES[code]
    assert index_text([text], LANGUAGES).languages[0] == code
    assert _found(word, text)
    assert not _found("zebra", text)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("tromso", "Møte i Tromsø", True),
        ("zurich", "Treffen in Zürich", True),
        ("zuerich", "Treffen in Zürich", True),
        ("café", "Meet me at the CAFE", True),
        ("sää", "SÄÄ", True),
        ("saa", "sää", True),
        ("СЧЁТ", "счет", True),
        ("kissa", "kassa", False),
        ("invoice", "voice", False),
    ],
)
def test_accents_and_near_words(query: str, text: str, expected: bool) -> None:
    assert _found(query, text) is expected


def test_letters_of_their_own_part_words_where_no_other_language_folds_them() -> None:
    assert _found("sää", "sää", ("fi", "sv"))
    assert not _found("sää", "saa", ("fi", "sv"))
