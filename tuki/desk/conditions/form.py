"""The form of a condition: groups of rows. `all`, `any` or `none` of a group's tests hold, and all or any groups.

Fields are named `c-join`, `c-0-join`, `c-0-0-fact`, `c-0-0-op`, `c-0-0-value`; `c-raw` holds what is nested deeper.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import QueryDict

from tuki.desk.conditions.values import kept_values, shown_values, value_names
from tuki.desk.conditions.words import operator_words
from tuki.kernel.conditions import Fact
from tuki.kernel.conditions.declaring import OPERATORS

Facts = Mapping[str, Fact]
JOINS = ("all", "any")
MOST_GROUPS, MOST_ROWS = 10, 30
_NEW_ROWS = 1


class Row(NamedTuple):
    """One test. `operators` and `options` are those of its fact; `takes` is many, one or none."""

    fact: str
    op: str
    values: Sequence[str]
    operators: Sequence[tuple[str, str]] = ()
    options: Sequence[tuple[Any, str]] = ()
    takes: str = "none"


class Group(NamedTuple):
    """Tests that hold together: all of them, any of them, or none."""

    join: str
    rows: Sequence[Row]


class Form(NamedTuple):
    """A whole condition, ready for the macro `ui/conditions.html`; `raw` instead of groups when it is nested deeper."""

    join: str
    groups: Sequence[Group]
    facts: Sequence[tuple[str, str]]
    raw: str = ""


def form_of(conditions: Any, facts: Facts) -> Form:
    """The form that shows a condition, with an empty row in each group and an empty group at its end."""
    names = sorted(((code, str(fact.label)) for code, fact in facts.items()), key=lambda each: each[1])
    if conditions in (None, {}, []):
        return Form("all", [_group("all", [], facts)], names)
    found = _groups(conditions)
    if found is None:
        return Form("all", [], names, json.dumps(conditions, ensure_ascii=False, indent=1))
    join, groups = found
    shown = [_group(each, tests, facts) for each, tests in groups]
    return Form(join, [*shown, _group("any" if join == "all" else "all", [], facts)], names)


def posted_conditions(post: QueryDict, facts: Facts) -> dict[str, Any]:
    """The condition in its JSON form as it was typed; `read_condition` judges it. Rows without a fact are left out."""
    if raw := post.get("c-raw", "").strip():
        try:
            found = json.loads(raw)
        except ValueError:
            return {"fact": raw[:60]}
        return found if isinstance(found, dict) else {"fact": raw[:60]}
    groups = [part for index in range(MOST_GROUPS) if (part := _posted_group(post, index, facts))]
    if len(groups) <= 1:
        return groups[0] if groups else {}
    return {"any" if post.get("c-join") == "any" else "all": groups}


def _posted_group(post: QueryDict, index: int, facts: Facts) -> dict[str, Any] | None:
    tests = []
    for number in range(MOST_ROWS):
        name = f"c-{index}-{number}"
        fact = facts.get(post.get(f"{name}-fact", ""))
        if fact is None:
            continue
        op = post.get(f"{name}-op", "")
        # A fact that was chosen just now has no operator of its own yet.
        op = op if op in OPERATORS[fact.type] else next(iter(OPERATORS[fact.type]))
        takes = OPERATORS[fact.type][op]
        test: dict[str, Any] = {"fact": fact.code, "op": op}
        if takes != "none":
            test["value"] = kept_values(fact, post.getlist(f"{name}-value"), is_single=takes == "one")
        tests.append(test)
    if not tests:
        return None
    join = post.get(f"c-{index}-join", "all")
    if join == "none":
        return {"not": {"any": tests}}
    return tests[0] if len(tests) == 1 else {"any" if join == "any" else "all": tests}


def _groups(conditions: Any) -> tuple[str, list[tuple[str, list[dict[str, Any]]]]] | None:
    """The condition as groups under one join, or None when it is nested deeper than the form shows."""
    if single := _one_group(conditions):
        return "all", [single]
    for join in JOINS:
        if isinstance(conditions, dict) and set(conditions) == {join}:
            return _joined(join, conditions[join])
    return None


def _joined(join: str, parts: Sequence[Any]) -> tuple[str, list[tuple[str, list[dict[str, Any]]]]] | None:
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    for part in parts:
        group = _one_group(part)
        if group is None:
            return None
        if _is_test(part) and groups and groups[-1][0] == join:
            groups[-1][1].append(part)
        else:
            groups.append((join, [part]) if _is_test(part) else group)
    return join, groups


def _one_group(part: Any) -> tuple[str, list[dict[str, Any]]] | None:
    if _is_test(part):
        return "all", [part]
    if not isinstance(part, dict) or len(part) != 1:
        return None
    for join in JOINS:
        if join in part and all(_is_test(each) for each in part[join]):
            return join, list(part[join])
    inner = part.get("not")
    if isinstance(inner, dict) and _is_test(inner):
        return "none", [inner]
    if isinstance(inner, dict) and set(inner) == {"any"} and all(_is_test(each) for each in inner["any"]):
        return "none", list(inner["any"])
    return None


def _is_test(part: Any) -> bool:
    return isinstance(part, dict) and "fact" in part


def _group(join: str, tests: Sequence[dict[str, Any]], facts: Facts) -> Group:
    rows = [_row(test, facts[test["fact"]]) for test in tests if test["fact"] in facts]
    return Group(join, [*rows, *[Row("", "", ())] * _NEW_ROWS])


def _row(test: dict[str, Any], fact: Fact) -> Row:
    op = test.get("op", "")
    return Row(
        fact.code,
        op,
        shown_values(fact, test.get("value")),
        [(each, operator_words(fact.type, each)) for each in OPERATORS[fact.type]],
        [(value, name) for value, name in value_names(fact).items()],
        OPERATORS[fact.type].get(op, "none"),
    )
