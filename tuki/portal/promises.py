"""What is promised to the customer on a request, and why it is due when it is."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.desk.clocks.why import explained
from tuki.portal.standing import in_words
from tuki.portal.views import page
from tuki.sla.clocks.queries import account_of
from tuki.tickets.queries import ticket_for
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", "customer")
def promises(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every promise with its whole sum, in the reader's zone; no name of an agent, a line or a policy."""
    if request.actor.is_staff:
        return HttpResponseRedirect(reverse("desk:clocks", args=[reference]))
    ticket = ticket_for(request.actor, reference, in_trash=False)
    account = account_of(ticket)
    shown = explained(account.promises, for_customer=True, status_words=in_words) if account else []
    return page(request, "portal/promises.html", {"ticket": ticket, "promises": shown})
