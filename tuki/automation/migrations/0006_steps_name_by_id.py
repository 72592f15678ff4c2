"""Steps of rules and macros that keep names of rows keep their ids, as those stored since do."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import migrations

SEPARATOR = " › "  # between the names of a category and of what stands above it
# action → what it is given, and the model that this names
NAMING = {
    "assign": ("assignee", "person"),
    "give_to_team": ("team", "team"),
    "transfer": ("department", "department"),
    "set_category": ("category", "category"),
    "reply_from_template": ("template", "template"),
}
Ids = dict[str, dict[str, set[int]]]


def name_by_id(apps: Any, _schema: Any) -> None:
    """What one row alone is called becomes its id; any other name stays, and `tuki doctor` tells of it."""
    ids = _ids(apps)
    for rule in apps.get_model("automation", "Rule").objects.order_by("id"):
        steps = _with_ids(rule.definition.get("steps", []), ids)
        if steps != rule.definition.get("steps", []):
            rule.definition = {**rule.definition, "steps": steps}
            rule.save(update_fields=["definition"])
    for macro in apps.get_model("automation", "Macro").objects.order_by("id"):
        steps = _with_ids(macro.steps, ids)
        if steps != macro.steps:
            macro.steps = steps
            macro.save(update_fields=["steps"])


def _with_ids(steps: list[dict[str, Any]], ids: Ids) -> list[dict[str, Any]]:
    return [_step(each, ids) for each in steps]


def _step(step: dict[str, Any], ids: Ids) -> dict[str, Any]:
    parameter, kind = NAMING.get(step.get("action", ""), ("", ""))
    name = (step.get("given") or {}).get(parameter)
    known = ids[kind].get(name, set()) if kind and isinstance(name, str) else set()
    if len(known) != 1:
        return step
    return {**step, "given": {**step["given"], parameter: next(iter(known))}}


def _ids(apps: Any) -> Ids:
    persons = apps.get_model("people", "Person").objects.filter(is_staff=True, is_active=True)
    templates = apps.get_model("automation", "ReplyTemplate").objects.filter(person=None)
    return {
        "person": _called(persons.values_list("id", "name")),
        "team": _called(apps.get_model("people", "Team").objects.values_list("id", "name")),
        "department": _called(apps.get_model("people", "Department").objects.values_list("id", "name")),
        "category": _called(_paths(apps.get_model("catalogue", "Category"))),
        "template": _called(templates.values_list("id", "name")),
    }


def _paths(model: Any) -> list[tuple[int, str]]:
    """Every category by its path in every language, for a rule keeps the words of whoever wrote it."""
    rows = {row.id: row for row in model.objects.all()}
    languages = {language for row in rows.values() for language in row.names} | {""}
    found = set()
    for row in rows.values():
        above = [row]
        while above[0].parent_id is not None:
            above.insert(0, rows[above[0].parent_id])
        found |= {(row.id, SEPARATOR.join(each.names.get(one) or each.name for each in above)) for one in languages}
    return sorted(found)


def _called(pairs: Any) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for id_, name in pairs:
        found[name].add(id_)
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0005_rule_notices_and_areas"),
        ("catalogue", "0004_names_of_kinds"),
        ("people", "0005_team_lead"),
    ]

    operations = [migrations.RunPython(name_by_id, migrations.RunPython.noop)]
