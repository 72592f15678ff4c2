"""Policies of the desk: the list in its order, and the form of one."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.desk.conditions import form_of
from tuki.desk.frame import page
from tuki.desk.policies.editing import agreements_of, posted_definition, promises_of, steps_of
from tuki.desk.policies.words import policy_words
from tuki.desk.rehearsals.starting import drafted_before, rehearse, rehearse_context
from tuki.desk.settings.forms import Errors, errors_of
from tuki.desk.settings.pages import DONE, go
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Conflict, NotFound, Refusal
from tuki.sla.clocks.recounting import latest_run
from tuki.sla.clocks.wording import TARGET_NAMES
from tuki.sla.commands.policies import (
    add_policy,
    bring_back_policy,
    change_policy,
    order_policies,
    retire_policy,
)
from tuki.sla.models import Policy
from tuki.sla.permissions import MANAGE
from tuki.sla.policies.definition import PolicyDefinition, StepDefinition
from tuki.sla.policies.facts import POLICY_FACTS
from tuki.sla.policies.queries import policies_visible_to, policy_for, said_by
from tuki.sla.policies.wording import RECEIVER_NAMES
from tuki.sla.queries import calendars
from tuki.tickets.queries.workflow import stages, status_names
from tuki.tickets.wording import PRIORITY_NAMES, STAGE_NAMES
from tuki.tickets.wording.lines import LINE_NAMES
from tuki.ui.access import SignedInRequest, open_to

LAST = 32767  # the place of a new policy in a rehearsal: after all others
PAUSABLE = ("new", "ours", "customer", "third_party")
USUAL = PolicyDefinition(
    name="",
    steps=[
        StepDefinition(percent=75, receivers=["assignee"]),
        StepDefinition(minutes=0, receivers=["assignee", "lead"]),
        StepDefinition(minutes=60, receivers=["manager"]),
    ],
)


@open_to("staff")
def policies(request: SignedInRequest) -> HttpResponse:
    """All policies in the order in which they are tried, retired ones last, each in words. One query."""
    return _listed(request)


def _listed(request: SignedInRequest, errors: Errors | None = None) -> HttpResponse:
    rows = [(row, said_by(row)) for row in policies_visible_to(request.actor)]
    rows.sort(key=lambda each: not each[0].is_active)
    names = status_names()
    shown = [(row, policy_words(said, names)) for row, said in rows]
    return _page(request, "policies", {"policies": shown, "run": latest_run()}, errors)


@open_to("staff", passive=True)
def progress(request: SignedInRequest) -> HttpResponse:
    """How far the counting is; the page asks for it again until that is done."""
    return render(request, "desk/policies/_recounting.html", {"run": latest_run()})


@open_to("staff", permission=MANAGE, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more policy, after all others."""
    if request.method != "POST":
        return _form(request, None, drafted_before(request, "policy", PolicyDefinition) or USUAL)
    return _kept(request, None)


@open_to("staff", permission=MANAGE, methods=("GET", "POST"))
def change(request: SignedInRequest, policy_id: int) -> HttpResponse:
    """What a policy says."""
    row = policy_for(request.actor, policy_id)
    if request.method != "POST":
        return _form(request, row, drafted_before(request, "policy", PolicyDefinition) or said_by(row))
    return _kept(request, row)


@open_to("staff", permission=MANAGE, methods=("POST",))
def place(request: SignedInRequest, policy_id: int) -> HttpResponse:
    """`to` another place of the list, counted from nought; the others make room."""
    ids = [row.id for row in policies_visible_to(request.actor)]
    if policy_id not in ids:
        raise NotFound()
    to = whole_number(request.POST.get("to", ""), most=len(ids) - 1)
    if to is None:
        raise Conflict("changed_meanwhile")
    ids.remove(policy_id)
    ids.insert(to, policy_id)
    order_policies(request.actor, ids)
    return go("policies")


@open_to("staff", permission=MANAGE, methods=("POST",))
def retirement(request: SignedInRequest, policy_id: int) -> HttpResponse:
    """No ticket gets it any more."""
    retire_policy(request.actor, policy_id)
    return go("policies", done="policy-retired")


@open_to("staff", permission=MANAGE, methods=("POST",))
def return_(request: SignedInRequest, policy_id: int) -> HttpResponse:
    """It is in use again."""
    try:
        bring_back_policy(request.actor, policy_id)
    except Refusal as refusal:
        return _listed(request, errors_of(refusal))
    return go("policies")


def _kept(request: SignedInRequest, row: Policy | None) -> HttpResponse:
    given = posted_definition(request.POST)
    if "more" in request.POST:
        return _form(request, row, given)
    try:
        if request.POST.get("way") == "rehearse":
            drafted = msgspec.structs.replace(given, position=row.position if row else LAST)
            return rehearse(request, "policy", msgspec.to_builtins(drafted), row.id if row else None)
        if row is None:
            add_policy(request.actor, definition=given)
        else:
            change_policy(request.actor, row.id, definition=given)
    except Refusal as refusal:
        return _form(request, row, given, errors_of(refusal))
    return go("policies", done="saved" if row else "added")


def _form(
    request: SignedInRequest, row: Policy | None, given: PolicyDefinition, errors: Errors | None = None
) -> HttpResponse:
    names, by_stage = status_names(), stages()
    third = [(code, name) for code, name in names.items() if by_stage[code] == "third_party"]
    found = [(each.id, each.name) for each in calendars().values() if each.is_active or each.id in given.calendar_ids()]
    context = {
        "policy": row,
        "given": given,
        "conditions": form_of(given.conditions, POLICY_FACTS),
        "promises": promises_of(given),
        "agreements": agreements_of(given),
        "steps": steps_of(given),
        "calendars": found,
        "priorities": list(PRIORITY_NAMES.items()),
        "target_names": TARGET_NAMES,
        "stages": [(code, STAGE_NAMES[code]) for code in PAUSABLE],
        "statuses": [(code, name) for code, name in names.items() if by_stage[code] not in ("done", "closed")],
        "third_party": third,
        "parties": [*((f"line-{line}", name) for line, name in LINE_NAMES.items()), ("vendor", _("Vendor"))],
        "receivers": list(RECEIVER_NAMES.items()),
        **rehearse_context(request),
    }
    return _page(request, "edit", context, _by_part(errors or {}))


def _by_part(errors: Errors) -> Errors:
    """Errors by the part of the form that they are about."""
    found: Errors = {}
    for field, sentence in errors.items():
        found.setdefault(field.partition(".")[0].partition("[")[0], sentence)
    return found


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    about = {
        "errors": errors or {},
        "done": DONE.get(request.GET.get("done", "")),
        "may_change": request.actor.holds(MANAGE),
    }
    name = f"desk/policies/{template}.html"
    return page(request, name, about | context, current=reverse("desk:settings"), status=422 if errors else 200)
