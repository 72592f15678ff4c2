"""Steps as macros and rules have them: typed in a form (`automation/_steps.html`), and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from tuki.automation.actions import ACTIONS, Action, Step
from tuki.automation.actions.declaring import Parameter, ParameterType
from tuki.desk.settings.forms import number

MOST_READ = 40  # steps of a form; more than there may be
LONGEST_SHOWN = 80


def posted_steps(post: QueryDict) -> tuple[Step, ...]:
    """What stands in the form: steps in the order of their places, without those that are marked as gone. The button
    `way=add` adds the chosen action at the end."""
    found: list[tuple[int, int, Step]] = []
    for index in range(MOST_READ):
        action = ACTIONS.get(post.get(f"step-{index}-action", ""))
        if action is not None and f"step-{index}-gone" not in post:
            place = number(post.get(f"step-{index}-place", ""), index)
            found.append((place or 0, index, Step(action.code, _given(post, action, index))))
    steps = tuple(step for _place, _index, step in sorted(found, key=lambda each: each[:2]))
    added = post.get("add", "") if post.get("way") == "add" else ""
    return (*steps, Step(added)) if added in ACTIONS else steps


def raw_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """In the form that `read_steps` takes, with what is not readable yet."""
    return [{"action": each.action, "given": each.given} for each in steps]


def steps_context(steps: Sequence[Step], *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What the template of the editor needs; `without`: actions that are not offered."""
    return {
        "steps": [(step, ACTIONS[step.action]) for step in steps if step.action in ACTIONS],
        "actions": [(action.code, action.label) for action in ACTIONS.values() if action.code not in without],
        "is_choice": ParameterType.CHOICE,
        "is_text": ParameterType.TEXT,
    }


def step_words(action_code: str, given: Mapping[str, Any]) -> str:
    """A step in a few words: “Put tags on: vip, fire”."""
    action = ACTIONS.get(action_code)
    if action is None:
        return action_code
    values = [_shown(parameter, given[parameter.code]) for parameter in action.parameters if parameter.code in given]
    return f"{action.label}: {', '.join(values)}" if values else str(action.label)


def _shown(parameter: Parameter, value: Any) -> str:
    if parameter.options is not None:
        return next((str(each.label) for each in parameter.options() if each.value == value), "—")
    text = ", ".join(value) if isinstance(value, list | tuple) else str(value)
    text = " ".join(text.split())
    return f"{text[:LONGEST_SHOWN]}…" if len(text) > LONGEST_SHOWN else text


def _given(post: QueryDict, action: Action, index: int) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for parameter in action.parameters:
        typed = post.get(f"step-{index}-{parameter.code}", "").replace("\r\n", "\n").strip()
        if typed:
            is_words = parameter.type is ParameterType.WORDS
            given[parameter.code] = [each.strip() for each in typed.split(",")] if is_words else typed
    return given
