"""Conditions as data: read with every mistake named, judged with the reason kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuki.kernel.conditions import Fact, FactType, Option, comparisons_in, holds, judge, read_condition, written
from tuki.kernel.refusals import Invalid

KINDS = [Option("incident", "Incident"), Option("complaint", "Complaint")]
DECLARED = {
    each.code: each
    for each in (
        Fact("kind", "Kind", FactType.CHOICE, lambda: KINDS),
        Fact("department", "Department", FactType.CHOICE),
        Fact("tags", "Tags", FactType.SET),
        Fact("subject", "Subject", FactType.TEXT),
        Fact("priority", "Priority", FactType.NUMBER),
        Fact("is_vip", "VIP", FactType.FLAG),
        Fact("waiting", "Waiting", FactType.AGE),
    )
}
FACTS = {
    "kind": "incident",
    "department": 7,
    "tags": {"VPN", "Москва"},
    "subject": "Не работает  VPN в Трондхейме",
    "priority": 2,
    "is_vip": True,
    "waiting": None,
}


def says(raw) -> bool:
    return holds(read_condition(raw, DECLARED), FACTS)


@pytest.mark.parametrize(
    ("fact", "op", "value", "expected"),
    [
        ("kind", "is", ["incident", "complaint"], True),
        ("kind", "is", ["complaint"], False),
        ("kind", "is_not", ["complaint"], True),
        ("kind", "is_given", None, True),
        ("department", "is", 7, True),
        ("department", "is_empty", None, False),
        ("tags", "has", ["vpn", "x"], True),
        ("tags", "has_all", ["vpn", "МОСКВА"], True),
        ("tags", "has_all", ["vpn", "x"], False),
        ("tags", "has_none", ["x"], True),
        ("subject", "contains", ["не РАБОТАЕТ vpn"], True),
        ("subject", "contains_not", ["printer"], True),
        ("subject", "begins", ["не"], True),
        ("subject", "ends", ["трондхейме"], True),
        ("subject", "is", ["не работает vpn в трондхейме"], True),
        ("priority", "at_most", 2, True),
        ("priority", "at_least", 3, False),
        ("priority", "is", [1, 2], True),
        ("is_vip", "is_true", None, True),
        ("is_vip", "is_false", None, False),
        ("waiting", "at_least", 10, False),
        ("waiting", "less_than", 10, False),
        ("waiting", "is_empty", None, True),
    ],
)
def test_each_operator(fact, op, value, expected):
    raw = {"fact": fact, "op": op} | ({} if value is None else {"value": value})
    assert says(raw) is expected


def test_all_any_and_not():
    yes, no = {"fact": "is_vip", "op": "is_true"}, {"fact": "is_vip", "op": "is_false"}
    assert says(None) and says({"all": []}) and says({"all": [yes, yes]}) and says({"any": [no, yes]})
    assert not says({"all": [yes, no]}) and not says({"any": [no]}) and not says({"not": yes})


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        ("x", "condition_shape", "conditions"),
        ({"any": []}, "condition_shape", "conditions"),
        ({"all": [{"fact": "kind", "op": "is", "value": ["x"]}]}, "condition_value", "conditions.all[0].value"),
        ({"not": {"fact": "kinds", "op": "is"}}, "unknown_fact", "conditions.not.fact"),
        ({"fact": "kind", "op": "contains", "value": "x"}, "unknown_operator", "conditions.op"),
        ({"fact": "kind", "op": ["is"], "value": "x"}, "unknown_operator", "conditions.op"),
        ({"fact": "kind", "op": "is", "value": []}, "condition_value", "conditions.value"),
        ({"fact": "kind", "op": "is", "value": [["incident"]]}, "condition_value", "conditions.value"),
        ({"fact": "priority", "op": "at_least", "value": "2"}, "condition_value", "conditions.value"),
        ({"fact": "priority", "op": "at_least", "value": True}, "condition_value", "conditions.value"),
        ({"fact": "subject", "op": "contains", "value": " "}, "condition_value", "conditions.value"),
        ({"fact": "is_vip", "op": "is_true", "value": 1}, "condition_value", "conditions.value"),
        ({"fact": "kind", "op": "is", "value": "incident", "more": 1}, "condition_shape", "conditions"),
    ],
)
def test_nonsense_is_refused_by_its_place(raw, code, place):
    with pytest.raises(Invalid) as refused:
        read_condition(raw, DECLARED)
    assert (refused.value.code, refused.value.field) == (code, place)


def test_size_is_bounded():
    deep: dict = {"fact": "is_vip", "op": "is_true"}
    for _ in range(20):
        deep = {"not": deep}
    with pytest.raises(Invalid, match="condition_too_large"):
        read_condition(deep, DECLARED)
    with pytest.raises(Invalid, match="condition_too_large"):
        read_condition({"all": [{"fact": "is_vip", "op": "is_true"}] * 500}, DECLARED)


def test_the_reason_is_kept():
    raw = {"all": [{"fact": "priority", "op": "at_most", "value": 1}, {"not": {"fact": "is_vip", "op": "is_true"}}]}
    judged = judge(read_condition(raw, DECLARED), FACTS)
    assert not judged.holds
    assert [(part.holds, part.found) for part in judged.parts] == [(False, 2), (False, None)]
    assert judged.parts[1].parts[0].found is True


LEAF = st.sampled_from(
    [
        {"fact": "kind", "op": "is", "value": ["incident"]},
        {"fact": "tags", "op": "has", "value": ["vpn"]},
        {"fact": "priority", "op": "at_least", "value": 3},
        {"fact": "is_vip", "op": "is_true"},
    ]
)
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)


@given(TREE)
def test_written_and_read_again_it_is_the_same_and_both_judgements_agree(raw):
    try:
        condition = read_condition(raw, DECLARED)
    except Invalid as refused:
        assert refused.code == "condition_too_large"
        return
    assert read_condition(written(condition), DECLARED) == condition
    assert judge(condition, FACTS).holds == holds(condition, FACTS)
    assert len(list(comparisons_in(condition))) >= 1
