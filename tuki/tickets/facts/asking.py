"""The facts of one ticket at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from tuki.catalogue.categories import category_tree
from tuki.tickets.history import DONE_STAGES, TicketAt
from tuki.tickets.queries.workflow import stage_of

NOTHING: Mapping[int, str] = {}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the events of a ticket do not carry, as it is known now. `first_text` opened
    the ticket; `tag_names` by id."""

    subject: str = ""
    first_text: str = ""
    language: str = ""
    organisation_id: int | None = None
    tier_id: int | None = None
    plan: str = ""
    standing: str = ""
    revenue: int | None = None
    requester_address: str = ""
    tag_names: Mapping[int, str] = msgspec.field(default_factory=dict)


def facts_of(ticket: TicketAt, known: Known, *, now: datetime, last_text: str | None = None) -> dict[str, Any]:
    """Every declared fact by its code. `last_text`: of the message that led here; the first text when there is none.
    Ages are in minutes, None where there is no such moment."""
    stage = stage_of(ticket.status)
    heard = [each.at for each in (ticket.spoken[-1:])]
    return {
        "kind": ticket.kind,
        "status": ticket.status,
        "stage": stage,
        "is_open": stage not in DONE_STAGES and not ticket.is_trashed,
        "priority": ticket.priority,
        "urgency": ticket.urgency,
        "impact": ticket.impact,
        "brand": ticket.brand_id,
        "department": ticket.department_id,
        "team": ticket.team_id,
        "line": ticket.line,
        "category": frozenset(
            category_tree()[ticket.category_id].path if ticket.category_id in category_tree() else ()
        ),
        "channel": ticket.channel,
        "language": known.language,
        "requester": ticket.requester_id,
        "requester_address": known.requester_address,
        "requester_domain": known.requester_address.rpartition("@")[2],
        "organisation": known.organisation_id,
        "tier": known.tier_id,
        "plan": known.plan,
        "standing": known.standing or None,
        "revenue": known.revenue,
        "assignee": ticket.assignee_id,
        "tags": frozenset(known.tag_names[each] for each in ticket.tag_ids if each in known.tag_names),
        "resolution": ticket.resolution,
        "subject": known.subject,
        "first_text": known.first_text,
        "text": known.first_text if last_text is None else last_text,
        "message_count": ticket.message_count,
        "reopened_count": ticket.reopened_count,
        "age": _minutes(ticket.opened_at, now),
        "status_age": _minutes(ticket.status_since, now),
        "assigned_age": _minutes(ticket.assigned_since, now),
        "waiting_age": _minutes(ticket.waiting_since, now),
        "silence_age": _minutes(heard[0] if heard else ticket.opened_at, now),
    }


def _with_those_above(category_id: int | None) -> frozenset[int]:
    row = category_tree().get(category_id) if category_id is not None else None
    return frozenset(row.path) if row else frozenset()


def _minutes(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else int((now - since).total_seconds() // 60)
