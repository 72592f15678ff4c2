"""What a customer is worth: shown beside people, organisations and conversations, and changed by a plain form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.kernel.actors import Actor
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid
from tuki.people.commands.customers import ValueDefinition, set_organisation_value, set_person_value
from tuki.people.customers.queries import tiers, value_of
from tuki.people.models import Person
from tuki.people.permissions import VALUE
from tuki.people.queries import person_for
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=VALUE, methods=("POST",))
def organisation_value(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Tier, plan, revenue, trial or paying of an organisation."""
    set_organisation_value(request.actor, organisation_id, value=_typed(request))
    return HttpResponseRedirect(reverse("desk:organisation", args=[organisation_id]))


@open_to("staff", permission=VALUE, methods=("POST",))
def person_value(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The same of somebody who belongs to no organisation."""
    person_for(request.actor, person_id)
    set_person_value(request.actor, person_id, value=_typed(request))
    return HttpResponseRedirect(reverse("desk:person", args=[person_id]))


def value_panel(actor: Actor, *, organisation_id: int | None, person_id: int, action: str) -> dict[str, Any]:
    """What the panel shows: the tier for all, sums and the form only for those who may change them."""
    row = value_of(organisation_id, person_id)
    known, may = tiers(), actor.holds(VALUE)
    tier = known.get(row.tier_id) if row and row.tier_id else None
    return {
        "tier": tier,
        "weight": row.weight if row else 0,
        "plan": row.plan if row else "",
        "standing": row.standing if row else "",
        "standing_words": standing_words().get(row.standing, "") if row else "",
        "revenue": row.revenue_per_month if row and may else None,
        "may_change": may,
        "tiers": [(each.code, each.name) for each in known.values() if each.is_active or each == tier],
        "standings": list(standing_words().items()),
        "action": action,
    }


def organisation_panel(actor: Actor, organisation_id: int) -> dict[str, Any]:
    """The panel of an organisation's page."""
    action = reverse("desk:organisation-value", args=[organisation_id])
    return value_panel(actor, organisation_id=organisation_id, person_id=0, action=action)


def person_panel(actor: Actor, person: Person) -> dict[str, Any] | None:
    """The panel of the page of a contact without an organisation; None for anybody else."""
    if person.is_staff or person.organisation_id is not None:
        return None
    action = reverse("desk:person-value", args=[person.id])
    return value_panel(actor, organisation_id=None, person_id=person.id, action=action)


def standing_words() -> dict[str, str]:
    """Trial or paying, in the reader's language."""
    return {"trial": _("trial"), "paying": _("paying")}


def _typed(request: SignedInRequest) -> ValueDefinition:
    revenue = request.POST.get("revenue_per_month", "").replace(" ", "").replace("\xa0", "")
    per_month = whole_number(revenue)
    if revenue and per_month is None:
        raise Invalid("invalid", field="revenue_per_month")
    return ValueDefinition(
        tier=request.POST.get("tier", ""),
        plan=request.POST.get("plan", ""),
        revenue_per_month=per_month,
        standing=request.POST.get("standing", ""),
    )
