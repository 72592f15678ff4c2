"""Steps from their JSON form, with every mistake named by its place, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuki.automation.actions.declaring import ACTIONS, Parameter, ParameterType, Step
from tuki.automation.placeholders import LONGEST, insist_fillable
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid

MOST_STEPS = 20
MOST_WORDS = 50
LONGEST_LINE = 300


def read_steps(raw: Any, *, place: str = "steps") -> tuple[Step, ...]:
    """The steps that `raw` (as JSON gives it) describes.

    Refuses by place (`steps[1].category`): `steps_shape`, `too_many_steps`, `unknown_action`, `required`, `invalid`,
    `unknown_placeholder`, `condition_open`.
    """
    if not isinstance(raw, list | tuple) or not raw:
        raise Invalid("steps_shape", field=place)
    if len(raw) > MOST_STEPS:
        raise Invalid("too_many_steps", field=place, most=MOST_STEPS)
    return tuple(_read(each, f"{place}[{index}]") for index, each in enumerate(raw))


def written_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The JSON form again; `read_steps` gives equal steps."""
    return [{"action": each.action, "given": dict(each.given)} for each in steps]


def portable_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """As a desk file says them: flat, and agents, teams, departments, categories and templates by their names."""
    return [
        {"action": step.action} | {code: _portable(step, code, value) for code, value in step.given.items()}
        for step in steps
    ]


def flat_steps(raw: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What `portable_steps` gave, in the form that `read_steps` takes."""
    return [
        {"action": each.get("action"), "given": {code: value for code, value in each.items() if code != "action"}}
        for each in raw
    ]


def names_kept(raw: Sequence[dict[str, Any]]) -> list[str]:
    """The names that kept steps have where new ones have the ids of rows: which row is meant is not certain."""
    known = [(ACTIONS[each["action"]], each.get("given") or {}) for each in raw if each.get("action") in ACTIONS]
    values = [
        given.get(parameter.code) for action, given in known for parameter in action.parameters if parameter.names_rows
    ]
    return [value for value in values if isinstance(value, str)]


def _portable(step: Step, code: str, value: Any) -> Any:
    parameter = next(each for each in ACTIONS[step.action].parameters if each.code == code)
    if parameter.names_rows and value and parameter.options is not None:
        return next((each.label for each in parameter.options() if each.value == value), value)
    return value


def _read(raw: Any, place: str) -> Step:
    if not isinstance(raw, dict) or not {"action"} <= set(raw) <= {"action", "given"}:
        raise Invalid("steps_shape", field=place)
    action = ACTIONS.get(raw["action"]) if isinstance(raw["action"], str) else None
    if action is None:
        raise Invalid("unknown_action", field=f"{place}.action", name=str(raw["action"])[:60])
    given = raw.get("given") or {}
    known = {parameter.code: parameter for parameter in action.parameters}
    if not isinstance(given, dict) or not given.keys() <= known.keys():
        raise Invalid("steps_shape", field=place)
    values = {code: _value(given.get(code), parameter, f"{place}.{code}") for code, parameter in known.items()}
    return Step(action.code, {code: value for code, value in values.items() if value not in (None, "", [])})


def _value(value: Any, parameter: Parameter, place: str) -> Any:
    if value in (None, "", []):
        if parameter.is_needed:
            raise Invalid("required", field=place)
        return None
    match parameter.type:
        case ParameterType.CHOICE:
            return _choice(value, parameter, place)
        case ParameterType.WORDS:
            if (
                not isinstance(value, list)
                or len(value) > MOST_WORDS
                or not all(isinstance(each, str) for each in value)
            ):
                raise Invalid("invalid", field=place)
            return [word for each in value if (word := plain_line(each, 60))]
        case ParameterType.TEXT:
            if not isinstance(value, str) or len(value) > LONGEST:
                raise Invalid("invalid", field=place)
            return insist_fillable(value.strip(), field=place)
        case ParameterType.LINE:
            if not isinstance(value, str):
                raise Invalid("invalid", field=place)
            return plain_line(value, LONGEST_LINE)


def _choice(value: Any, parameter: Parameter, place: str) -> Any:
    """One of the options; forms give numbers as texts, files give rows by name."""
    options = [] if parameter.options is None else parameter.options()
    for each in options:
        if each.value == value or (isinstance(value, str) and str(each.value) == value):
            return each.value
    named = [each.value for each in options if parameter.names_rows and each.label == value]
    if not named:
        raise Invalid("invalid", field=place)
    return named[0]
