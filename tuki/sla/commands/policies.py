"""Policies: adding, changing, ordering, and taking them out of use."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Conflict, Invalid, NotFound, Refused
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import insist_holds, needed
from tuki.sla.models import Calendar, Policy
from tuki.sla.permissions import MANAGE
from tuki.sla.policies.definition import PolicyDefinition
from tuki.sla.policies.faults import checked
from tuki.sla.policies.library import POLICIES
from tuki.sla.policies.queries import policy_titles
from tuki.tickets.queries.workflow import stages


@command
def add_policy(actor: Actor, *, definition: PolicyDefinition) -> Policy:
    """A new policy, after all others. Announces `setting.changed`; open tickets are counted anew.

    Refuses `required` and `name_taken` (of its name), and what `checked` refuses.
    """
    insist_holds(actor, MANAGE)
    last = Policy.objects.aggregate(last=Max("position"))["last"]
    definition = msgspec.structs.replace(_checked(definition), position=0 if last is None else last + 1)
    row = Policy(definition=msgspec.to_builtins(definition))
    return _kept(actor, row, definition)


@command
def change_policy(actor: Actor, policy_id: int, *, definition: PolicyDefinition) -> Policy:
    """The policy says this from now on, at the same place. Announces `setting.changed`; nothing to do when it does.

    Open tickets are counted anew. Refuses `not_found`, `required`, `name_taken`, and what `checked` refuses.
    """
    row = _locked(actor, policy_id)
    definition = msgspec.structs.replace(_checked(definition, row), position=row.position)
    return _kept(actor, row, definition)


@command
def order_policies(actor: Actor, policy_ids: Sequence[int]) -> None:
    """Policies are tried in this order. Announces `setting.changed` for each that moves.

    Refuses `changed_meanwhile` unless exactly all policies are named.
    """
    insist_holds(actor, MANAGE)
    rows = {row.id: row for row in Policy.objects.select_for_update().order_by("id")}
    if sorted(rows) != sorted(policy_ids):
        raise Conflict("changed_meanwhile")
    for position, policy_id in enumerate(policy_ids):
        row = rows[policy_id]
        if row.position != position:
            _kept(actor, row, msgspec.structs.replace(_said(row), position=position))


@command
def retire_policy(actor: Actor, policy_id: int) -> None:
    """No ticket gets it any more; clocks that stopped keep it. Announces `setting.changed`; refuses `not_found`."""
    _use(actor, policy_id, is_active=False)


@command
def bring_back_policy(actor: Actor, policy_id: int) -> None:
    """It is in use again, at its place. Announces `setting.changed`.

    Refuses `not_found`, and `policy_calendar_retired` when it counts in a calendar that was retired meanwhile.
    """
    row = _locked(actor, policy_id)
    retired = Calendar.objects.filter(id__in=_said(row).calendar_ids(), is_active=False).order_by("name").first()
    if retired is not None:
        raise Refused("policy_calendar_retired", name=retired.name)
    _use(actor, policy_id, is_active=True)


@versioned(
    POLICIES,
    type=PolicyDefinition,
    label=_("Policy"),
    permission=MANAGE,
    titles=policy_titles,
    refs={"calendar_id": "calendar"},
    words={
        "name": _("Name"),
        "position": _("Place"),
        "is_active": _("In use"),
        "conditions": _("Conditions"),
        "calendar_id": _("Calendar"),
        "targets": _("Promises"),
        "agreements": _("Agreements"),
        "minutes": _("Minutes"),
        "pause_stages": _("Pauses by stage"),
        "pause_statuses": _("Pauses by status"),
        "restore_statuses": _("Restored by"),
        "steps": _("Warnings and escalations"),
        "receivers": _("Who is told"),
    },
)
def restore_policy(actor: Actor, object_id: int, definition: PolicyDefinition) -> None:
    """The policy says again what it said, at the place that it has now."""
    change_policy(actor, object_id, definition=definition)


def _use(actor: Actor, policy_id: int, *, is_active: bool) -> None:
    row = _locked(actor, policy_id)
    _kept(actor, row, msgspec.structs.replace(_said(row), is_active=is_active))


def _kept(actor: Actor, row: Policy, definition: PolicyDefinition) -> Policy:
    row.name, row.position, row.is_active = definition.name, definition.position, definition.is_active
    row.definition = msgspec.to_builtins(definition)
    row.save()
    keep_version(actor, POLICIES, row.id, definition)
    return row


def _said(row: Policy) -> PolicyDefinition:
    return msgspec.convert(row.definition, PolicyDefinition)


def _locked(actor: Actor, policy_id: int) -> Policy:
    insist_holds(actor, MANAGE)
    row = Policy.objects.select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise NotFound()
    return row


def _checked(definition: PolicyDefinition, row: Policy | None = None) -> PolicyDefinition:
    """In its normal form, under a name that no other policy has."""
    name = needed(definition.name, field="name", most=120)
    if Policy.objects.filter(name=name).exclude(pk=row.pk if row else None).exists():
        raise Invalid("name_taken", field="name")
    # What it names already may be retired meanwhile; what it names anew may not.
    named = _said(row).calendar_ids() if row else frozenset()
    known = set(Calendar.objects.filter(is_active=True).values_list("id", flat=True)) | named
    return checked(msgspec.structs.replace(definition, name=name), calendars=known, stages=stages())
