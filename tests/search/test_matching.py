"""Both databases find the same, whatever is asked of whatever text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search.conftest import Indexes
from tuki.search.query import And, Node, Not, Or, Phrase, Prefix, Word, is_textual, parse_query

Finds = Callable[[Node, str], bool]


def _root(typed: str) -> Node:
    root = parse_query(typed).root
    assert root is not None
    return root


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ('"paper jam"', "The paper jam again", True),
        ('"paper jam"', "paper, the jam", False),
        ('"paper jams"', "paper jam", False),
        ("paper -jam", "paper jam", False),
        ("paper -jam", "paper tray", True),
        ("-jam", "paper tray", True),
        ("-(paper jam)", "paper tray", True),
        ("toner OR jam", "paper jam", True),
        ("toner OR -jam", "paper jam", False),
        ("pri*", "printer", True),
        ('"wi-fi net"', "our wi-fi net", True),
        ("wi-f*", "Wi-Fi", True),
        ("wi-f*", "wi fi", True),
        ("wifi", "Wi-Fi", True),
        ("wi-fi", "WiFi", True),
        ("acme-1042", "see ACME-1042.", True),
        ("acme-104", "see ACME-1042.", False),
        ("acme-104*", "see ACME-1042.", True),
        ("1042", "see ACME-1042.", True),
        ("clara@customer-a.test", "from <Clara@Customer-A.test>", True),
        ("clara@customer-a.test", "Clara at customer, a test", False),
        ("customer-a.test", "from clara@mail.customer-a.test", True),
        ("clara@cust*", "from clara@customer-a.test", True),
        ("report.pdf", "attached: Report.PDF", True),
        ("user", "call getUserName()", True),
        ("+4722123456", "ring +47 22 12 34 56", True),
        ("10.0.0.1", "host 10.0.0.1 is down", True),
        ("打印", "办公室打印机坏了", True),
        ("印打", "办公室打印机坏了", False),
        ("Rechnung", "Ihre Rechnungsnummer", True),
        ("lasku", "Laskunumero puuttuu", True),
        ("tromso", "Møte i Tromsø", True),
        ("c++", "written in C++", True),
        ("кошки", "Потерялось шесть кошек", True),
    ],
)
def test_finds(finds: Finds, typed: str, text: str, expected: bool) -> None:
    assert finds(_root(typed), text) is expected


def test_no_phrase_crosses_fields(indexes: Indexes) -> None:
    indexes.clear()
    indexes.add(1, "paper", "jam")
    assert indexes.find(_root("paper jam")) == [1]
    assert indexes.find(_root('"paper jam"')) == []


def test_long_and_repetitive_texts(indexes: Indexes) -> None:
    """PostgreSQL keeps 256 positions a word up to position 16,383; both must end there alike."""
    indexes.clear()
    indexes.add(1, "jam " * 300 + "paper jam")
    indexes.add(2, "word " * 17_000 + "paper jam")
    indexes.add(3, " ".join(f"w{number}" for number in range(100_000)) + " tail")
    assert indexes.find(_root("paper jam")) == [1, 2]
    assert indexes.find(_root('"paper jam"')) == []
    assert indexes.find(_root('"jam jam"')) == [1]
    assert indexes.find(_root("w5")) == [3]


_PIECES = [
    "paper", "Papers", "jam", "jams", "кошка", "кошек", "Rechnung", "Rechnungen", "laskut", "tromsø",
    "tromso", "wi-fi",
    "wifi", "ACME-12", "acme", "12", "clara@a.test", "a.test", "getName", "name", "C#", "x_y", "1,5", "打印",
    "'", '"', "~",
    "!", "\\", "ﬀ", "½", "İ", "e\u0301", ".", "AND", "NEAR", "NOT", "+", "*", ":", "&", "|", "<->", "\x00",
    "ß",
]  # fmt: skip
_texts = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=12).map(" ".join)
_leaves = st.one_of(
    _texts.map(lambda text: parse_query(text).root),
    _texts.map(Phrase),
    st.sampled_from(["pa", "acme-1", "wi-f", "clara@", "ко"]).map(Prefix),
    st.sampled_from(["paper", "кошки", "wi-fi"]).map(Word),
).filter(lambda node: node is not None and _askable(node))
_nodes = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: And(tuple(nodes))),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: Or(tuple(nodes))),
    ),
    max_leaves=5,
)


def _askable(node: Node) -> bool:
    if isinstance(node, Phrase):
        return isinstance(parse_query(f'"{node.text.replace(chr(34), " ")}"').root, Phrase)
    return is_textual(node)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_texts, min_size=1, max_size=4), st.lists(_nodes, min_size=1, max_size=4))
def test_the_databases_agree(indexes: Indexes, texts: list[str], nodes: list[Node]) -> None:
    indexes.clear()
    for key, text in enumerate(texts):
        indexes.add(key, text)
    for node in nodes:
        found = indexes.find(node)
        assert sorted({*found, *indexes.find(Not(node))}) == list(range(len(texts)))
        assert not {*found} & {*indexes.find(Not(node))}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_texts)
def test_a_text_is_found_by_itself(indexes: Indexes, text: str) -> None:
    root = parse_query(" ".join(piece for piece in text.split() if piece.isalnum())).root
    indexes.clear()
    indexes.add(1, text)
    assert root is None or "-" in text or indexes.find(root) == [1]


@pytest.mark.parametrize(
    "attack",
    ['" OR NEAR(', "') OR 1=1 --", "a:*B & !", "words : x", "^x", "x*y", "{words extras}: a", "\\'",
    "a <-> b", "x:ABCD"],
)  # fmt: skip
def test_syntax_of_the_databases_is_only_text(indexes: Indexes, attack: str) -> None:
    indexes.clear()
    indexes.add(1, attack)
    indexes.add(2, "something else")
    for typed in (attack, f'"{attack}"', f"{attack}*"):
        root = parse_query(typed).root
        if root is not None and is_textual(root):
            assert 2 not in indexes.find(root)
