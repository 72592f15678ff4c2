"""The form of a workflow: what was typed as a definition, and what its buttons do to that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import msgspec
from django.http import QueryDict

from tuki.desk.settings.forms import number
from tuki.desk.settings.pages import LANGUAGES
from tuki.kernel.html import plain_line
from tuki.tickets.workflow import StatusDefinition, TransitionDefinition, WorkflowDefinition
from tuki.tickets.workflow.definition import ROLES, STAGES

CONDITIONS = ("resolution", "approval", "children")
MOST_READ = 60  # statuses; more than a workflow may have, so that its own refusal is shown
EMPTY = WorkflowDefinition(name="", statuses=[], transitions=[], initial="", assigned="", answered="", reopened="")


def read_definition(post: QueryDict) -> WorkflowDefinition:
    """What the form says; whether it makes sense is asked by the command."""
    codes = list(dict.fromkeys(code for code in post.getlist("status") if code))[:MOST_READ]
    days = post.get("close_after_days", "").strip()
    return WorkflowDefinition(
        name=plain_line(post.get("name", ""), 200),
        kinds=post.getlist("kinds"),
        statuses=[status for code in codes if (status := _status(post, code))],
        transitions=[way for source in codes for target in codes if (way := _transition(post, source, target))],
        close_after_days=number(days, -1) if days else None,
        **{role: post.get(role, "") for role in ROLES},
    )


def acted(definition: WorkflowDefinition, post: QueryDict, known: Mapping[str, str]) -> WorkflowDefinition:
    """The definition after the button that was pressed: `add`, `up:CODE`, `down:CODE`, `remove:CODE`.

    `known` are the statuses of the desk with their stages: a code keeps its stage for life.
    """
    act, _colon, code = post.get("act", "").partition(":")
    if act == "add":
        return _added(definition, post, known)
    if act == "remove":
        return _removed(definition, code)
    if act in ("up", "down"):
        return _shifted(definition, code, -1 if act == "up" else 1)
    return definition


def _status(post: QueryDict, code: str) -> StatusDefinition | None:
    stage = post.get(f"stage:{code}", "")
    if stage not in STAGES:
        return None
    names = {language: plain_line(post.get(f"name:{code}:{language}", ""), 200) for language, _name in LANGUAGES}
    return StatusDefinition(code=code, stage=stage, names={key: name for key, name in names.items() if name})


def _transition(post: QueryDict, source: str, target: str) -> TransitionDefinition | None:
    given = post.getlist(f"way:{source}:{target}") if source != target else []
    if "on" not in given:
        return None
    needs = {f"needs_{'closed_children' if each == 'children' else each}": each in given for each in CONDITIONS}
    return TransitionDefinition(source=source, target=target, **needs)


def _added(definition: WorkflowDefinition, post: QueryDict, known: Mapping[str, str]) -> WorkflowDefinition:
    existing, stage = post.get("new_existing", ""), post.get("new_stage")
    name = plain_line(post.get("new_name", ""), 120)
    if existing in known and existing not in definition.codes:
        added = StatusDefinition(code=existing, stage=known[existing])  # type: ignore[arg-type]  # a stage of a row
    elif name and stage in STAGES:
        language = next((code for code, _name in LANGUAGES if code == post.get("language")), "en")
        added = StatusDefinition(code=_fresh_code(name, stage, definition, known), stage=stage, names={language: name})
    else:
        return definition
    statuses = [*definition.statuses, added]
    return msgspec.structs.replace(definition, statuses=sorted(statuses, key=lambda each: STAGES.index(each.stage)))


def _removed(definition: WorkflowDefinition, code: str) -> WorkflowDefinition:
    return msgspec.structs.replace(
        definition,
        statuses=[each for each in definition.statuses if each.code != code],
        transitions=[each for each in definition.transitions if code not in (each.source, each.target)],
        **{role: "" for role in ROLES if getattr(definition, role) == code},
    )


def _shifted(definition: WorkflowDefinition, code: str, by: int) -> WorkflowDefinition:
    codes, statuses = definition.codes, list(definition.statuses)
    if code in codes and 0 <= (place := codes.index(code) + by) < len(codes):
        statuses.insert(place, statuses.pop(codes.index(code)))
    return msgspec.structs.replace(definition, statuses=statuses)


def _fresh_code(name: str, stage: str, definition: WorkflowDefinition, known: Mapping[str, str]) -> str:
    """A code made of the name, free here and, where the desk has it already, of the same stage."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:28].lstrip("0123456789_") or "status"
    code, count = stem, 1
    while code in definition.codes or known.get(code, stage) != stage:
        count += 1
        code = f"{stem}_{count}"
    return code
