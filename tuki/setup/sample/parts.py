"""The settings of the example, in the order in which they are retired: what uses others goes before them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import msgspec
from django.db.models import QuerySet

from tuki.automation.commands.macros import remove_macro
from tuki.automation.commands.rules import retire_rule
from tuki.automation.commands.templates import remove_template
from tuki.automation.models import Macro, ReplyTemplate, Rule
from tuki.catalogue.categories import categories_below, category_tree
from tuki.catalogue.commands.category import redefine_category
from tuki.kernel.actors import Actor
from tuki.people.agents.work import remove_skill
from tuki.people.commands.desk import change_department
from tuki.people.models import AgentSkill, Department, Grant, Skill
from tuki.setup.sample.made import Ids
from tuki.sla.clocks.models import Clock
from tuki.sla.commands.calendars import retire_calendar
from tuki.sla.commands.policies import retire_policy
from tuki.sla.models import Calendar, Policy
from tuki.tickets.commands.workflow import retire_workflow
from tuki.tickets.models import Ticket, Workflow
from tuki.tickets.queries.workflow import workflows


class Part(NamedTuple):
    """One setting: `kind` and `id` by which it is known, and whether real tickets use it."""

    kind: str
    id: int
    name: str
    is_used: bool
    retire: Callable[[], object]


def automation(actor: Actor, ids: Ids) -> Iterator[Part]:
    """Rules, macros and templates."""
    for rule in Rule.objects.filter(id__in=ids["rule"], retired_at=None).order_by("id"):
        yield Part("rule", rule.id, rule.name, False, partial(retire_rule, actor, rule.id))
    for macro in Macro.objects.filter(id__in=ids["macro"]).order_by("id"):
        yield Part("macro", macro.id, macro.name, False, partial(remove_macro, actor, macro.id))
    for template in ReplyTemplate.objects.filter(id__in=ids["reply_template"]).order_by("id"):
        yield Part("reply_template", template.id, template.name, False, partial(remove_template, actor, template.id))


def work(actor: Actor, ids: Ids, real: QuerySet[Ticket]) -> Iterator[Part]:
    """Promises, calendars, workflows and categories; `real`: the tickets that are not of the example."""
    is_open = real.filter(is_open=True)
    promised = set(Clock.objects.filter(ticket__in=is_open).values_list("policy_id", flat=True))
    for policy in Policy.objects.filter(id__in=ids["policy"], is_active=True).order_by("id"):
        yield Part("policy", policy.id, policy.name, policy.id in promised, partial(retire_policy, actor, policy.id))
    for row in Calendar.objects.filter(id__in=ids["calendar"], is_active=True, is_default=False).order_by("id"):
        yield Part("calendar", row.id, row.name, False, partial(retire_calendar, actor, row.id))
    for workflow in Workflow.objects.filter(id__in=ids["workflow"], retired_at=None).order_by("id"):
        known = workflows()[workflow.id].definition
        is_used = is_open.filter(kind__in=known.kinds).exists()
        yield Part("workflow", workflow.id, known.name, is_used, partial(retire_workflow, actor, workflow.id))
    yield from _categories(actor, ids, real)


def places(actor: Actor, ids: Ids, real: QuerySet[Ticket]) -> Iterator[Part]:
    """Skills and departments: when the people of the example have left."""
    for skill in Skill.objects.filter(id__in=ids["skill"]).order_by("id"):
        is_used = AgentSkill.objects.filter(skill=skill).exclude(person__in=ids["person"]).exists()
        yield Part("skill", skill.id, skill.name, is_used, partial(remove_skill, actor, code=skill.code))
    at_work = Grant.objects.exclude(person__in=ids["person"])
    for row in Department.objects.filter(id__in=ids["department"], is_active=True).order_by("id"):
        is_used = real.filter(department=row).exists() or at_work.filter(department=row).exists()
        is_used = is_used or row.addresses.exists()
        yield Part("department", row.id, row.name, is_used, partial(change_department, actor, row.id, is_active=False))


def _categories(actor: Actor, ids: Ids, real: QuerySet[Ticket]) -> Iterator[Part]:
    """The lowest first, so that none is left alone below one that is retired."""
    tree = category_tree()
    for id_ in sorted(ids["category"] & tree.keys(), key=lambda each: (-len(tree[each].path), each)):
        said = tree[id_].definition
        if not said.is_active:
            continue
        below = categories_below([id_])
        is_used = real.filter(category__in=below).exists() or any(
            category_tree()[each].definition.is_active for each in below if each != id_
        )
        retired = msgspec.structs.replace(said, is_active=False)
        yield Part("category", id_, said.name, is_used, partial(redefine_category, actor, id_, definition=retired))
