"""Who may see the ledger of some departments does not reach the mails of others (F100)."""

from __future__ import annotations

import pytest

from tests.cast import SYSTEM
from tests.channels.email.mails import mail
from tuki.channels.email.commands.journal import Delivery, journal_mail
from tuki.channels.email.commands.quarantine import open_as_ticket, quarantine_mail, retry_mail
from tuki.channels.email.models import Journal
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.commands.roles import grant_roles, set_role


@pytest.fixture
def cast_with_ledger(cast):
    """Anna sees the ledger of Support, Boris that of Billing."""
    set_role(SYSTEM, code="postmaster", name="Postmaster", listed=["mail.ledger"])
    grant_roles(SYSTEM, cast.anna.id, roles=[("agent", cast.support.id), ("postmaster", cast.support.id)])
    grant_roles(SYSTEM, cast.boris.id, roles=[("agent", cast.billing.id), ("postmaster", cast.billing.id)])
    return cast


def quarantined(department):
    journal_id = journal_mail(SYSTEM, Delivery(raw=mail("Odd.\n"), source="lmtp", department_id=department.id))
    quarantine_mail(SYSTEM, journal_id, reason="parser", detail="", raw=b"")
    return journal_id


@pytest.mark.parametrize("act", [retry_mail, open_as_ticket])
def test_only_mails_of_ones_own_departments(cast_with_ledger, act):
    cast = cast_with_ledger
    journal_id = quarantined(cast.support)
    with pytest.raises(NotFound):
        act(cast.actor(cast.boris), journal_id)
    with pytest.raises(Refused):
        act(cast.actor(cast.clara), journal_id)
    assert Journal.objects.get(pk=journal_id).outcome == "quarantined"
    act(cast.actor(cast.anna), journal_id)
    assert Journal.objects.get(pk=journal_id).outcome == "waiting"


def test_without_areas_everywhere(cast_with_ledger):
    journal_id = quarantined(cast_with_ledger.billing)
    retry_mail(cast_with_ledger.actor(cast_with_ledger.vera), journal_id)
    assert Journal.objects.get(pk=journal_id).outcome == "waiting"
