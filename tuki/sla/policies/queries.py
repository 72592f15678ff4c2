"""The readers of policies."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.db.models import QuerySet

from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.sla.models import Policy
from tuki.sla.policies.definition import PolicyDefinition


def policies_visible_to(actor: Actor) -> QuerySet[Policy]:
    """Agents and programs see all policies, in their order; contacts none."""
    return Policy.objects.order_by("position", "id") if actor.is_staff or actor.is_trusted else Policy.objects.none()


def policy_for(actor: Actor, policy_id: int) -> Policy:
    """One policy, or `not_found`. One query."""
    row = policies_visible_to(actor).filter(pk=policy_id).first()
    if row is None:
        raise NotFound()
    return row


def said_by(row: Policy) -> PolicyDefinition:
    """What a policy's row says."""
    return msgspec.convert(row.definition, PolicyDefinition)


def policy_titles(ids: list[int]) -> Mapping[int, str]:
    """The names of policies, for versions and sentences. One query."""
    return dict(Policy.objects.filter(id__in=ids).values_list("id", "name"))
