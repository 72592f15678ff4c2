"""Skills, reasons to pause, absence, what agents can, and the assignment of teams, of a file."""

from __future__ import annotations

from typing import Any

import msgspec

from tuki.assignment.definition import AssignmentDefinition
from tuki.assignment.policies import policy_of, set_policy
from tuki.catalogue.categories import category_named
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid
from tuki.people.agents.absence import set_absence_rule
from tuki.people.agents.reasons import set_pause_reason
from tuki.people.agents.work import set_skill, set_work, work_of
from tuki.people.commands.persons import person_by_address
from tuki.people.models import PauseReason, Team
from tuki.setup.reading import Item
from tuki.sla.queries import calendars


def skill(actor: Actor, item: Item) -> None:
    """One `[[skill]]`."""
    set_skill(actor, code=item.values["code"], name=item.values["name"])


def pause_reason(actor: Actor, item: Item) -> None:
    """One `[[pause_reason]]`; without `position` or `active` these stay as they are."""
    row = PauseReason.objects.filter(code=item.values["code"]).first()
    set_pause_reason(
        actor,
        code=item.values["code"],
        name=item.values["name"],
        position=item.get("position", row.position if row else PauseReason.objects.count()),
        is_active=item.get("active", row.is_active if row else True),
    )


def agents(actor: Actor, item: Item) -> None:
    """`[agents]`: what holds for all of them."""
    if "offline_after_minutes" in item.values:
        set_absence_rule(actor, offline_after_minutes=item.values["offline_after_minutes"])


def work(actor: Actor, item: Item) -> None:
    """What the agent of a `[[person]]` can; what the file does not say stays."""
    person = person_by_address(item.values["email"])
    if person is None or not item.values.keys() & {"skills", "languages", "capacity"}:
        return
    own = work_of([person.id])[person.id]
    set_work(
        actor,
        person.id,
        skills=item.get("skills", own.skills),
        languages=item.get("languages", own.languages),
        capacity=item.get("capacity", own.capacity),
    )


def assignment(actor: Actor, item: Item) -> None:
    """The `assignment` of a `[[team]]`; what it does not say is as in the beginning."""
    if "assignment" not in item.values:
        return
    team_id = Team.objects.values_list("id", flat=True).get(name=item.values["name"])
    definition = _definition(item.values["assignment"])
    if definition != policy_of(team_id):
        try:
            set_policy(actor, team_id, definition=definition)
        except Invalid as refusal:
            refusal.field = "assignment"  # the key of the file in which the definition stands
            raise


def _definition(given: dict[str, Any]) -> AssignmentDefinition:
    """Categories are named by their path (`Hardware/Printers`) in a file, the calendar by its name."""
    values = dict(given)
    if name := values.pop("calendar", None):
        values["calendar_id"] = _calendar(name)
    try:
        values["skills"] = [_need(each) for each in values.get("skills", [])]
        return msgspec.convert(values, AssignmentDefinition)
    except msgspec.ValidationError as error:
        raise Invalid("invalid", field="assignment") from error


def _calendar(name: str) -> int:
    found = next((each.id for each in calendars().values() if each.name == name), None)
    if found is None:
        raise Invalid("unknown_calendar", field="assignment", name=name)
    return found


def _need(given: dict[str, Any]) -> dict[str, Any]:
    ids = [category_named(path) for path in given.get("categories", [])]
    if None in ids:
        raise Invalid("unknown_category", field="assignment", name=given["categories"][ids.index(None)])
    return given | {"categories": ids}
