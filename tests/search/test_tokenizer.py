"""Splitting texts into tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuki.search.language import Kind, fold, normalise, phone_numbers, tokens


@pytest.mark.parametrize(
    ("text", "whole", "kind", "parts", "others"),
    [
        ("Printer", "printer", Kind.WORD, ("printer",), ()),
        ("(acme-1042)", "acme-1042", Kind.TICKET, ("acme", "1042"), ("acme1042",)),
        (
            "<Clara.O+x@Mail.Customer-A.test>",
            "clara.o+x@mail.customer-a.test",
            Kind.EMAIL,
            ("clara", "o", "x", "mail", "customer", "a", "test"),
            ("clara.o+x", "mail.customer-a.test", "customer-a.test"),
        ),
        ("Report.Final.PDF", "report.final.pdf", Kind.FILE, ("report", "final", "pdf"), ("final.pdf",)),
        ("10.0.0.1", "10.0.0.1", Kind.NUMBER, ("10", "0", "0", "1"), ()),
        ("1,234.56", "1,234.56", Kind.NUMBER, ("1", "234", "56"), ()),
        ("getUserName", "getusername", Kind.WORD, ("getusername",), ("get", "user", "name")),
        ("ERR_CONNECTION", "err_connection", Kind.CODE, ("err", "connection"), ()),
        ("Wi-Fi", "wi-fi", Kind.HYPHENATED, ("wi", "fi"), ("wifi",)),
        ("Clara’s", "clara", Kind.WORD, ("clara",), ()),
        ("C++", "c++", Kind.CODE, ("c",), ()),
        ("комп’ютер", "компютер", Kind.WORD, ("компютер",), ()),
        ("Ёлка", "елка", Kind.WORD, ("елка",), ()),
        ("ﬁle", "file", Kind.WORD, ("file",), ()),
        ("cre\u0301me", "créme", Kind.WORD, ("créme",), ()),
        ("pass\u00adword", "password", Kind.WORD, ("password",), ()),
        ("打印机", "打印机", Kind.WORD, ("打", "印", "机"), ()),
    ],
)
def test_one_token(text: str, whole: str, kind: Kind, parts: tuple[str, ...], others: tuple[str, ...]) -> None:
    (token,) = tokens(text)
    assert (token.whole, token.kind, token.parts, token.others) == (whole, kind, parts, others)


def test_a_sentence() -> None:
    assert [token.whole for token in tokens("Don't: see https://desk.test/a?b=1, e.g. ACME-7!")] == [
        "don", "t", "see", "https", "desk.test", "a", "b", "1", "e.g", "acme-7",
    ]  # fmt: skip


def test_phone_numbers_are_found_as_digits() -> None:
    assert phone_numbers("Ring +47 22 12 34 56 or (495) 123-45-67, room 12 34") == {
        "4722123456",
        "4951234567",
    }


@given(st.text())
def test_any_text_gives_tokens_that_stand_where_they_say(text: str) -> None:
    normalised = normalise(text)
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(normalised)
        assert all(part.isalnum() for part in token.parts)
        assert token.parts
        assert token.whole
        end = token.end


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)
