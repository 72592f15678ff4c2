"""Parsing and writing queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tuki.search.query import (
    And,
    Filter,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    date_bounds,
    format_query,
    is_textual,
    parse_query,
    text_part,
)
from tuki.search.query.fields import FIELDS, field_called, field_names
from tuki.search.query.parser import MAX_LENGTH, MAX_TERMS


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("", None),
        ("  *** - ", None),
        ("Printer", Word("Printer")),
        ("printer jams", And((Word("printer"), Word("jams")))),
        ('"paper  jam"', Phrase("paper jam")),
        ("«бумага застряла»", Phrase("бумага застряла")),
        ("print*", Prefix("print")),
        ("-toner", Not(Word("toner"))),
        ("a1 b1 OR c1", And((Word("a1"), Or((Word("b1"), Word("c1")))))),
        ("a1 ИЛИ b1 ELLER c1", Or((Word("a1"), Word("b1"), Word("c1")))),
        ("(a1 b1) OR c1", Or((And((Word("a1"), Word("b1"))), Word("c1")))),
        ("-(a1 OR b1)", Not(Or((Word("a1"), Word("b1"))))),
        ("status:open", Filter("status", "open")),
        ("Статус:открыта", Filter("status", "open")),
        ("tila:avoin", Filter("status", "open")),
        ("исполнитель:я", Filter("assignee", "me")),
        ("ansvarlig:meg", Filter("assignee", "me")),
        ('department:"Support Oslo"', Filter("department", "Support Oslo")),
        ("requester:clara@customer-a.test", Filter("requester", "clara@customer-a.test")),
        ("-tag:printer", Not(Filter("tag", "printer"))),
        ("priority:høy", Filter("priority", "high")),
        ('status:"in progress"', Filter("status", "in_progress")),
        ("created:>2026-01-01", Filter("created", "2026-01-01", ">")),
        ("created:last-week", Filter("created", "last-week")),
        ("создана:вчера", Filter("created", "yesterday")),
        ("updated:<7d", Filter("updated", "7d", "<")),
        ("päivitetty:<2vk", Filter("updated", "2w", "<")),
        ("created:2026-01-01..2026-02-01", Filter("created", "2026-01-01..2026-02-01")),
        ("has:файл", Filter("has", "file")),
        ("is:unread", Filter("is", "unread")),
        ("number:ACME-12", Filter("number", "ACME-12")),
        ("язык:норвежский", Filter("language", "nb")),
        ("assignee:me status:open кошка", And((Filter("assignee", "me"), Filter("status", "open"),
        Word("кошка")))),
        ("https://desk.test/a", Word("https://desk.test/a")),
        ("10:30", Word("10:30")),
        ("OR printer OR", Word("printer")),
        ("--printer", Not(Word("printer"))),
        ("-(-printer)", Word("printer")),
    ],
)  # fmt: skip
def test_understood(typed: str, root: object) -> None:
    query = parse_query(typed)
    assert query == Query(root, ())  # type: ignore[arg-type]  # the table mixes the kinds of nodes
    assert parse_query(format_query(query)) == query


@pytest.mark.parametrize(
    ("typed", "code", "at", "text"),
    [
        ("x colour:red", "unknown_filter", 2, "colour:red"),
        ("created:soon", "bad_date", 0, "created:soon"),
        ("created:2026-02-30", "bad_date", 0, "created:2026-02-30"),
        ("created:2026-02-01..2026-01-01", "bad_date", 0, "created:2026-02-01..2026-01-01"),
        ("has:banana", "unknown_value", 0, "has:banana"),
        ("status: open", "empty_value", 0, "status:"),
        ("p*", "short_prefix", 0, "p*"),
        ('say "hello', "unclosed_quote", 4, '"hello'),
        ("(printer", "unclosed_bracket", 0, "("),
        ("printer)", "unopened_bracket", 7, ")"),
        ("x" * (MAX_LENGTH + 1), "too_long", MAX_LENGTH, ""),
        ("x " * (MAX_TERMS + 1), "too_many_terms", 2 * MAX_TERMS, ""),
    ],
)
def test_explained(typed: str, code: str, at: int, text: str) -> None:
    query = parse_query(typed)
    (problem,) = query.problems
    assert (problem.code, problem.at, problem.text) == (code, at, text)
    assert query.root is not None


def test_deep_brackets_are_said_and_survived() -> None:
    query = parse_query("(" * 30 + "printer" + ")" * 30)
    assert query.root == Word("printer")
    assert {problem.code for problem in query.problems} >= {"too_deep"}


_typed = st.lists(
    st.sampled_from(
        ["-", '"', "(", ")", "*", " ", " ", "OR", "ИЛИ", "status:", "created:", "colour:", "<7d", "2026",
        "open", "кошка",
         "a@b.test", "ACME-7", "wi-fi", "x", ":", "\x00", "\ud800", "«", "’", "İ", "½"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


@given(st.one_of(_typed, st.text()))
@example("-(-OR)")
def test_any_text_is_parsed_and_written_back(typed: str) -> None:
    root = parse_query(typed).root
    assert parse_query(format_query(Query(root))).root == root


_words = st.sampled_from(["printer", "кошка", "faktura", "ACME-7", "clara@customer-a.test", "Wi-Fi", "10:30"])
_filters = st.sampled_from(
    [
        Filter("status", "open"),
        Filter("department", "Support (Oslo)"),
        Filter("updated", "7d", "<"),
        Filter("created", "2026-01"),
        Filter("has", "file"),
    ]
)
_leaves = st.one_of(
    _words.map(Word),
    _words.map(Prefix),
    st.lists(_words, min_size=1, max_size=3).map(" ".join).map(Phrase),
    _filters,
)


def _several(children: st.SearchStrategy, other: type) -> st.SearchStrategy:
    return st.lists(children.filter(lambda node: not isinstance(node, other)), min_size=2, max_size=3).map(
        lambda nodes: other(tuple(nodes))
    )


_trees = st.recursive(
    _leaves,
    lambda children: st.one_of(
        children.filter(lambda node: not isinstance(node, Not)).map(Not),
        _several(children, And),
        _several(children, Or),
    ),
    max_leaves=12,
)


@given(_trees)
def test_every_tree_is_written_and_read_back(root: object) -> None:
    query = Query(root)  # type: ignore[arg-type]  # the strategy has no better type
    assert parse_query(format_query(query)) == query


def test_parts_of_a_query() -> None:
    root = parse_query('printer -toner status:open "paper jam" OR is:unread').root
    assert root is not None
    assert not is_textual(root)
    assert text_part(root) == And((Word("printer"), Phrase("paper jam")))


def test_names_lead_to_one_field_and_canonical_values_to_themselves() -> None:
    names = field_names()
    assert len(names) == len(set(names))
    for name in names:
        assert field_called(name.upper()) is not None
    for field in FIELDS.values():
        for canonical in field.values.values():
            assert field.values[canonical] == canonical


NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)  # a Wednesday
OSLO_WINTER = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("2026-01-01", "2026-01-01", "2026-01-02"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        (">2026-01-01", "2026-01-02", None),
        (">=2026-01-01", "2026-01-01", None),
        ("<2026-01", None, "2026-01-01"),
        ("<=2026-01", None, "2026-02-01"),
        ("2026-01-01..2026-01-31", "2026-01-01", "2026-02-01"),
        ("today", "2026-03-18", "2026-03-19"),
        ("yesterday", "2026-03-17", "2026-03-18"),
        ("this-week", "2026-03-16", "2026-03-23"),
        ("last-week", "2026-03-09", "2026-03-16"),
        ("last-month", "2026-02-01", "2026-03-01"),
        ("this-year", "2026-01-01", "2027-01-01"),
        ("last-year", "2025-01-01", "2026-01-01"),
        ("<7d", "2026-03-11T15:30:00+00:00", None),
        (">2h", None, "2026-03-18T13:30:00+00:00"),
    ],
)
def test_dates_stand_for_time(typed: str, start: str | None, end: str | None) -> None:
    condition = parse_query(f"created:{typed}").root
    assert isinstance(condition, Filter)

    def moment(text: str | None) -> datetime | None:
        found = datetime.fromisoformat(text) if text else None
        return found.replace(tzinfo=OSLO_WINTER) if found and found.tzinfo is None else found

    assert date_bounds(condition, NOW, OSLO_WINTER) == (moment(start), moment(end))
