"""Sentences and refusals about the value of customers."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare
from tuki.kernel.telling import Filling, Ref, Told, names, tells
from tuki.people.customers import events
from tuki.people.customers.queries import tiers

declare("unknown_tier", _("There is no tier called %(name)s."))


@names("tier")
def _tiers(ids: list[int]) -> Mapping[int, str]:
    known = tiers()
    return {id_: known[id_].name for id_ in ids if id_ in known}


@tells(events.TierChanged)
def _tier(event: events.TierChanged) -> Told:
    values: dict[str, Filling] = {"name": Ref("tier", event.subject), "weight": event.new_weight}
    return Told(_("changed the tier %(name)s, its weight is %(weight)s"), values, "star")


@tells(events.OrganisationValueChanged)
def _organisation(event: events.OrganisationValueChanged) -> Told:
    values: dict[str, Filling] = {"name": Ref("organisation", event.subject), "weight": event.new_weight}
    return Told(_("changed what %(name)s is worth to us, its weight is %(weight)s"), values, "star")


@tells(events.PersonValueChanged)
def _person(event: events.PersonValueChanged) -> Told:
    values: dict[str, Filling] = {"name": Ref("person", event.subject), "weight": event.new_weight}
    return Told(_("changed what %(name)s is worth to us, its weight is %(weight)s"), values, "star")
