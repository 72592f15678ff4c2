"""Conditions are worded as speakers of each language would say them."""

from __future__ import annotations

import pytest
from django.utils import translation

from tuki.desk.conditions import condition_words
from tuki.desk.conditions.words import comparison_words
from tuki.kernel.conditions import read_condition
from tuki.kernel.conditions.declaring import OPERATORS
from tuki.tickets.facts import FACTS

LANGUAGES = ("en", "ru", "nb", "fi")


def said(language: str, op: str, fact: str, *values: str) -> str:
    with translation.override(language):
        return comparison_words(op, fact, values)


@pytest.mark.parametrize(
    ("language", "op", "words"),
    [
        ("en", "is", "Type is A or B"),
        ("en", "has", "Type: A or B"),
        ("en", "has_all", "Type: A and B"),
        ("en", "is_not", "Type is not A or B"),
        ("ru", "is", "Type — A или B"),
        ("ru", "is_not", "Type — не A и не B"),
        ("ru", "has_all", "Type: A и B"),
        ("ru", "has_none", "Type: нет A или B"),
        ("nb", "is_not", "Type: ikke A eller B"),
        ("nb", "is_empty", "Type: ikke oppgitt"),
        ("fi", "is", "Type: A tai B"),
        ("fi", "is_not", "Type: ei A eikä B"),
        ("fi", "contains_not", "Type ei sisällä: A eikä B"),
    ],
)
def test_each_language_has_its_own_sentence(language, op, words):
    assert said(language, op, "Type", "A", "B") == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("op", sorted({op for operators in OPERATORS.values() for op in operators}))
def test_every_operator_names_fact_and_value(language, op):
    takes = next(operators[op] for operators in OPERATORS.values() if op in operators)
    words = said(language, op, "Thema", *([] if takes == "none" else ["Wert"]))
    assert "Thema" in words and ("Wert" in words) is (takes != "none")
    assert "%(" not in words and "  " not in words


def test_a_condition_in_russian(cast):
    condition = {"all": [{"fact": "kind", "op": "is", "value": ["incident"]}, {"fact": "is_open", "op": "is_true"}]}
    with translation.override("ru"):
        assert condition_words(read_condition(condition, FACTS), FACTS) == "Тип — Инцидент, и Открыто: да"
