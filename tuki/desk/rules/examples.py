"""Examples of a rule in its form, and how they came out.

Fields are named `e-0-name`, `e-0-trigger`, `e-0-fires`, `e-0-gone`; facts of the given ticket `e-0-g-0-fact` and
`e-0-g-0-value`, what is expected afterwards `e-0-t-0-fact` and `e-0-t-0-value`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import QueryDict

from tuki.automation.rules.asking import reasons
from tuki.automation.rules.definition import MOST_EXAMPLES, Example, ReadyRule
from tuki.automation.rules.examples import Outcome, outcomes_of
from tuki.automation.rules.promises import RULE_FACTS
from tuki.desk.conditions.values import kept_values, shown_values, value_names
from tuki.desk.rules.words import Reason, Values
from tuki.kernel.conditions import Fact, FactType
from tuki.kernel.refusals import Refused

MOST_FACTS = 20
USUAL = ("requester_address", "subject", "first_text")  # what a new example asks for: a mail


class FactRow(NamedTuple):
    """A fact with its value, as the form draws it: `kind` is text, long, number, flag, one or many."""

    fact: str
    label: str = ""
    kind: str = ""
    values: Sequence[str] = ()
    options: Sequence[tuple[Any, str]] = ()


class Wrong(NamedTuple):
    """A fact that is not as expected, in words."""

    label: str
    expected: str
    found: str


class ShownExample(NamedTuple):
    """An example in the form; `passed` is None while the rule cannot be asked, `refused` says why nothing would be
    done."""

    example: Example
    given: Sequence[FactRow]
    then: Sequence[FactRow]
    passed: bool | None = None
    fired: bool = False
    wrong: Sequence[Wrong] = ()
    why: Sequence[Reason] = ()
    refused: str = ""


def posted_examples(post: QueryDict) -> list[Example]:
    """The examples as they were typed, without those marked as gone; the button `way=example` adds one."""
    found = [_posted(post, f"e-{index}") for index in range(MOST_EXAMPLES) if _is_kept(post, f"e-{index}")]
    if post.get("way") == "example":
        found.append(Example(trigger=next(iter(post.getlist("triggers")), "opened"), given=dict.fromkeys(USUAL, "")))
    return found


def shown_examples(examples: Sequence[Example], rule: ReadyRule | None) -> list[ShownExample]:
    """The examples as the form draws them, each with its outcome when the rule can be asked."""
    outcomes: Sequence[Outcome | None] = outcomes_of(rule) if rule is not None else [None] * len(examples)
    values = Values()
    return [_shown(example, outcome, values) for example, outcome in zip(examples, outcomes, strict=True)]


def fact_options() -> list[tuple[str, str]]:
    """All facts by name."""
    return sorted(((code, str(fact.label)) for code, fact in RULE_FACTS.items()), key=lambda each: each[1])


def without_blanks(example: Example) -> Example:
    """The example without given facts that were left empty."""
    given = {code: value for code, value in example.given.items() if value not in (None, "", [])}
    return Example(name=example.name, trigger=example.trigger, given=given, fires=example.fires, then=example.then)


def _is_kept(post: QueryDict, name: str) -> bool:
    return f"{name}-trigger" in post and f"{name}-gone" not in post


def _posted(post: QueryDict, name: str) -> Example:
    return Example(
        name=post.get(f"{name}-name", "").strip()[:160],
        trigger=post.get(f"{name}-trigger", ""),
        given=_facts(post, f"{name}-g"),
        fires=post.get(f"{name}-fires", "yes") == "yes",
        then=_facts(post, f"{name}-t"),
    )


def _facts(post: QueryDict, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for index in range(MOST_FACTS):
        fact = RULE_FACTS.get(post.get(f"{name}-{index}-fact", ""))
        if fact is not None:
            found[fact.code] = _value(fact, post.getlist(f"{name}-{index}-value"))
    return found


def _value(fact: Fact, typed: list[str]) -> Any:
    if fact.type is FactType.FLAG:
        return "yes" in typed
    if fact.type is FactType.TEXT:
        return "\n".join(typed).replace("\r\n", "\n")
    if fact.type is FactType.SET and fact.options is None:
        typed = [part for each in typed for part in each.split(",")]
    kept = kept_values(fact, typed, is_single=fact.type is not FactType.SET)
    return [] if kept is None and fact.type is FactType.SET else kept


def _shown(example: Example, outcome: Outcome | None, values: Values) -> ShownExample:
    given = [*(_row(code, value) for code, value in example.given.items() if code in RULE_FACTS), FactRow("")]
    then = [*(_row(code, value) for code, value in example.then.items() if code in RULE_FACTS), FactRow("")]
    if outcome is None:
        return ShownExample(example, given, then)
    said = values.said
    wrong = [
        Wrong(str(RULE_FACTS[each.fact].label), said(each.fact, each.expected), said(each.fact, each.found))
        for each in outcome.wrong
    ]
    why = values.reasons(reasons(outcome.judged))
    refused = Refused(outcome.refused).sentence if outcome.refused else ""
    return ShownExample(example, given, then, outcome.passed, outcome.fired, wrong, why, refused)


def _row(code: str, value: Any) -> FactRow:
    fact = RULE_FACTS[code]
    options = list(value_names(fact).items())
    return FactRow(code, str(fact.label), _kind(fact), _texts(fact, value), options)


def _kind(fact: Fact) -> str:
    if fact.options is not None:
        return "many" if fact.type is FactType.SET else "one"
    kinds: Mapping[FactType, str] = {FactType.FLAG: "flag", FactType.AGE: "number", FactType.NUMBER: "number"}
    return "long" if fact.code in ("first_text", "text") else kinds.get(fact.type, "text")


def _texts(fact: Fact, value: Any) -> list[str]:
    if fact.type is FactType.FLAG:
        return ["yes" if value else "no"]
    if fact.type is FactType.TEXT:
        return [str(value or "")]
    found = shown_values(fact, value)
    return [", ".join(found)] if fact.type is FactType.SET and fact.options is None else found
