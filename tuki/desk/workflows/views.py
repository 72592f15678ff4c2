"""How a ticket goes on, and what waits for somebody's approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.desk.frame import page
from tuki.desk.workflows.layout import drawn
from tuki.desk.workflows.words import rows
from tuki.kernel.refusals import Refusal
from tuki.tickets.commands.approval import decline_approval, grant_approval, withdraw_approval
from tuki.tickets.permissions import APPROVE
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.approvals import approvals_of, waiting_for
from tuki.tickets.queries.workflow import status_names, workflow_name, workflow_of
from tuki.tickets.wording import STAGE_NAMES
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff")
def way(request: SignedInRequest, reference: str) -> HttpResponse:
    """The workflow of one ticket with where it stands, and what was approved or declined on it; for reading only."""
    ticket = ticket_for(request.actor, reference)
    definition, names = workflow_of(ticket.kind_id), status_names()
    context = {
        "ticket": ticket,
        "name": workflow_name(definition.name),
        "names": names,
        "stage_names": STAGE_NAMES,
        "drawing": drawn(definition, names, here=ticket.status_id),
        "rows": rows(definition, names, here=ticket.status_id),
        "approvals": approvals_of(ticket),
    }
    return page(request, "desk/workflows/way.html", context, current=reverse("desk:tickets", args=["open"]))


@open_to("staff", permission=APPROVE)
def approvals(request: SignedInRequest) -> HttpResponse:
    """What the actor may decide about, the oldest first."""
    return _waiting(request)


@open_to("staff", methods=("POST",))
def grant(request: SignedInRequest, approval_id: int) -> HttpResponse:
    """Agrees, with a `comment` or without."""
    comment = request.POST.get("comment", "")
    return _decided(request, lambda: grant_approval(request.actor, approval_id, comment=comment))


@open_to("staff", methods=("POST",))
def decline(request: SignedInRequest, approval_id: int) -> HttpResponse:
    """Does not agree; `comment` says why."""
    reason = request.POST.get("comment", "")
    return _decided(request, lambda: decline_approval(request.actor, approval_id, reason=reason))


@open_to("staff", methods=("POST",))
def withdrawal(request: SignedInRequest, approval_id: int) -> HttpResponse:
    """Asks no longer."""
    return _decided(request, lambda: withdraw_approval(request.actor, approval_id))


def _decided(request: SignedInRequest, decide: Callable[[], Any]) -> HttpResponse:
    """Back to the list, or to the ticket; a refusal on the list is shown there."""
    if request.POST.get("from") != "list":
        return HttpResponseRedirect(reverse("desk:ticket", args=[decide().reference]))
    try:
        decide()
    except Refusal as refusal:
        return _waiting(request, refusal)
    return HttpResponseRedirect(reverse("desk:approvals"))


def _waiting(request: SignedInRequest, refusal: Refusal | None = None) -> HttpResponse:
    context = {"waiting": waiting_for(request.actor), "names": status_names(), "refusal": refusal}
    status = refusal.status if refusal else 200
    return page(request, "desk/workflows/approvals.html", context, current=reverse("desk:approvals"), status=status)
