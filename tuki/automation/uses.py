"""What rules that act and shared macros name of others' settings: without it they would do nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tuki.automation.models import Macro, Rule
from tuki.kernel.uses import uses


@uses("kind")
def _of_kind(code: str) -> Iterator[str]:
    return _naming("kind", code)


@uses("category")
def _of_category(category_id: int) -> Iterator[str]:
    return _naming("category", category_id)


@uses("department")
def _of_department(department_id: int) -> Iterator[str]:
    return _naming("department", department_id, in_conditions=False)


@uses("agent")
def _of_agent(person_id: int) -> Iterator[str]:
    return _naming("assignee", person_id, in_conditions=False)


@uses("reply_template")
def _of_template(template_id: int) -> Iterator[str]:
    return _naming("template", template_id)


def _naming(what: str, value: Any, *, in_conditions: bool = True) -> Iterator[str]:
    """Two queries. `in_conditions`: whether a condition that names it can no longer be asked once it is retired."""
    for rule in Rule.objects.filter(switched_on_at__isnull=False, retired_at=None).order_by("position"):
        steps, conditions = rule.definition.get("steps"), rule.definition.get("conditions")
        if _is_given(steps, what, value) or (in_conditions and _is_asked(conditions, what, value)):
            yield _("rule “%(name)s”") % {"name": rule.name}
    for macro in Macro.objects.filter(person=None).order_by("name"):
        if _is_given(macro.steps, what, value):
            yield _("macro “%(name)s”") % {"name": macro.name}


def _is_given(steps: Any, what: str, value: Any) -> bool:
    return any((each.get("given") or {}).get(what) == value for each in steps or [])


def _is_asked(condition: Any, what: str, value: Any) -> bool:
    if isinstance(condition, list):
        return any(_is_asked(each, what, value) for each in condition)
    if not isinstance(condition, dict):
        return False
    if condition.get("fact") == what:
        asked = condition.get("value")
        return value in asked if isinstance(asked, list) else value == asked
    return any(_is_asked(each, what, value) for each in condition.values())
