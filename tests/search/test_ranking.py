"""Ranking and snippets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search.conftest import LANGUAGES
from tuki.search.language import normalise
from tuki.search.query import parse_query
from tuki.search.ranking import Candidate, rank
from tuki.search.snippet import ELLIPSIS, snippet
from tuki.search.terms import Terms, terms_of

NOW = datetime(2026, 3, 18, tzinfo=UTC)


def _terms(typed: str) -> Terms:
    return terms_of(parse_query(typed).root, LANGUAGES)


def _order(typed: str, *candidates: Candidate) -> list[int]:
    return [ranked.candidate.id for ranked in rank(candidates, _terms(typed), now=NOW)]


def test_a_word_in_the_subject_is_worth_more_than_in_the_text() -> None:
    body = Candidate(1, NOW, "Question", "The printer is slow today")
    subject = Candidate(2, NOW, "Printer is slow", "See the subject please now")
    assert _order("printer", body, subject, Candidate(3, NOW, "Hello", "Nothing here")) == [2, 1, 3]


def test_the_form_typed_is_worth_more_than_another_in_a_subject() -> None:
    assert _order("invoices", Candidate(1, NOW, "An invoice"), Candidate(2, NOW, "Two invoices")) == [2, 1]


def test_a_phrase_is_worth_more_than_its_words() -> None:
    apart = Candidate(1, NOW, "", "the paper is fine but a jam in the printer and jam and paper")
    together = Candidate(2, NOW, "", "there is a paper jam in the printer, somebody should look at it")
    assert _order("paper jam", apart, together) == [2, 1]


def test_a_rare_word_is_worth_more_than_a_frequent_one() -> None:
    others = [Candidate(number, NOW, "", "printer here") for number in range(3, 12)]
    frequent, rare = Candidate(1, NOW, "", "printer here"), Candidate(2, NOW, "", "zebra here")
    assert _order("printer OR zebra", frequent, rare, *others)[0] == 2


def test_newer_wins_between_equals_and_a_number_over_all() -> None:
    old = Candidate(1, NOW - timedelta(days=400), "Printer")
    new = Candidate(2, NOW, "Printer")
    assert _order("printer", old, new) == [2, 1]
    numbered = Candidate(3, NOW - timedelta(days=900), "x", number="ACME-7")
    assert _order("ACME-7 printer", new, numbered)[0] == 3


def test_word_forms_count() -> None:
    other = Candidate(1, NOW, "", "О погоде и природе, и ещё о чём-то")
    match = Candidate(2, NOW - timedelta(days=30), "", "У нас пропало несколько кошек и кошка")
    assert _order("кошки", other, match) == [2, 1]


def test_nothing_to_rank() -> None:
    assert rank([], _terms("printer"), now=NOW) == []


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("printer", "The Printers are slow", ["Printers"]),
        ("кошка", "Шесть кошек", ["кошек"]),
        ("rechnung", "Die Rechnungsnummer fehlt", ["Rechnungsnummer"]),
        ("kissa", "Kissoissa on vikaa", ["Kissoissa"]),
        ("pri* -slow", "printer is slow", ["printer"]),
        ('"paper jam"', "a paper jam", ["paper", "jam"]),
        ("clara@customer-a.test", "Ask clara@customer-a.test.", ["clara@customer-a.test"]),
        ("status:open", "It is open", []),
        ("script", "<script>alert(1)</script>", ["script", "script"]),
    ],
)
def test_marks(typed: str, text: str, marked: list[str]) -> None:
    pieces = snippet(text, _terms(typed))
    assert [piece for piece, is_marked in pieces if is_marked] == marked
    assert "".join(piece for piece, _ in pieces) == text


@pytest.mark.parametrize(
    ("typed", "there", "marked"),
    [
        ("printer", "the PRINTER burns", ["PRINTER"]),
        ("iphone", "an iPhone burns", ["iPhone"]),
        ("пчелы", "злые\nПчёлы летят", ["Пчёлы"]),
        ("rechnung", "die Rech\u00adnung fehlt", ["Rechnung"]),
        ("tromsø", "møte i Tromsø i dag", ["Tromsø"]),
        ("zürich", "nach Zu\u0308rich gehen", ["Zürich"]),
        ("paper jam", "of\tpaper\n\n\n  jam   and", ["paper", "jam"]),
        ("kissa", "että kissoissa on", ["kissoissa"]),
        ("пароля", "забыл пароль опять", ["пароль"]),
        ("haus", "die Häuser dort", ["Häuser"]),
        ("день", "через два дня", ["дня"]),
        ('"paper jam"', "the Paper Jam again", ["Paper", "Jam"]),
    ],
)
def test_finds_its_place_far_inside(typed: str, there: str, marked: list[str]) -> None:
    filler = "nothing to see here and so on " * 40
    pieces = snippet(f"{filler}{there} {filler}", _terms(typed))
    assert [piece for piece, is_marked in pieces if is_marked] == marked
    shown = "".join(piece for piece, _ in pieces)
    assert " ".join(normalise(there).split()) in shown
    assert shown.startswith(ELLIPSIS) and shown.endswith(ELLIPSIS) and 120 < len(shown) < 185


def test_shows_the_place_with_most_words() -> None:
    filler = "nothing to see here and so on " * 20
    pieces = snippet(f"{filler} jam alone {filler} the paper jam happened {filler}", _terms("paper jam"))
    shown = "".join(piece for piece, _ in pieces)
    assert shown.startswith(ELLIPSIS)
    assert shown.endswith(ELLIPSIS)
    assert "paper jam happened" in shown
    assert len(shown) < 200


def test_shows_the_phrase_rather_than_its_words() -> None:
    filler = "nothing to see here and so on " * 20
    pieces = snippet(f"{filler} jam in the paper {filler} a paper jam happened {filler}", _terms('"paper jam"'))
    assert "a paper jam happened" in "".join(piece for piece, _ in pieces)


def test_a_word_inside_another_is_no_place() -> None:
    filler = "the blueprinter and a reprint and so on " * 20
    pieces = snippet(f"{filler} our printer burns {filler}", _terms("printer"))
    assert "our printer burns" in "".join(piece for piece, _ in pieces)


@given(st.text(max_size=400), st.integers(min_value=20, max_value=200))
def test_pieces_are_the_text_itself(text: str, length: int) -> None:
    flat = " ".join(normalise(text).split())
    pieces = snippet(text, _terms("printer a 1"), length=length)
    shown = "".join(piece for piece, _ in pieces)
    assert shown.removeprefix(ELLIPSIS).removesuffix(ELLIPSIS) in flat or ELLIPSIS in flat
    assert len(shown) <= length + 2
