"""The limits of a rule within an hour, and which of its mails are never written."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Sum

from tuki.automation.models import Firing, FiringState, Rule
from tuki.automation.rules.definition import RuleDefinition
from tuki.channels.email.outgoing.recipients import may_write_by_itself
from tuki.tickets.models import Message, Ticket

HOUR = timedelta(hours=1)
MOST_TO_PERSON = 5  # mails by rules to one requester within 24 hours, whichever rules wrote them
TICKETS, MAILS = "tickets", "mails"


def over_limit(rule: Rule, definition: RuleDefinition, *, mails: int, now: datetime) -> tuple[str, int] | None:
    """Which limit one more firing would break, and how many there were within the hour; None when it may fire.

    Two queries at most. What was before somebody last let the rule go on does not count.
    """
    since = max(now - HOUR, rule.counted_from or now - HOUR)
    done = Firing.objects.filter(rule=rule, state__in=(FiringState.DONE, FiringState.UNDONE), fired_at__gte=since)
    touched = done.values("ticket_id").distinct().count()
    if touched >= definition.most_tickets:
        return TICKETS, touched
    if mails:
        sent = done.aggregate(sum=Sum("mails"))["sum"] or 0
        if sent + mails > definition.most_mails:
            return MAILS, sent
    return None


def mail_forbidden(ticket: Ticket, now: datetime) -> str:
    """Why no rule may write to the requester now (a code), or an empty string.

    Machines are not answered (RFC 3834), nor addresses that nobody reads; and nobody gets more than five such mails a
    day, so that two desks with rules stop answering each other.
    """
    if not may_write_by_itself(ticket.requester.email):
        return "no_address"
    heard = Message.objects.filter(ticket=ticket, is_from_desk=False, is_public=True).order_by("-id")
    if heard.values_list("is_automatic", flat=True).first():
        return "machine"
    by_rules = Message.objects.filter(
        ticket__requester_id=ticket.requester_id,
        is_from_desk=True,
        is_public=True,
        is_automatic=True,
        created_at__gt=now - timedelta(hours=24),
    )
    return "enough_mails" if by_rules.count() >= MOST_TO_PERSON else ""
