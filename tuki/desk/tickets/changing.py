"""Changing a ticket: one address per command, plain forms, back to the ticket."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid, Refusal
from tuki.live.commands.presence import mark_unread
from tuki.people.addresses import checked_address
from tuki.people.commands.persons import find_or_add_contact
from tuki.tickets.commands.assign import assign_ticket, take_ticket, transfer_ticket, unassign_ticket
from tuki.tickets.commands.change import change_category, change_kind, change_requester, change_subject
from tuki.tickets.commands.link import link_tickets, unlink_tickets
from tuki.tickets.commands.priority import change_impact, change_urgency, override_priority, release_priority
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.tags import tag_ticket, untag_ticket
from tuki.tickets.commands.trash import restore_ticket, trash_ticket
from tuki.tickets.commands.watch import add_cc_to_ticket, confirm_cc, unwatch_ticket, watch_ticket
from tuki.ui.access import SignedInRequest, open_to

Change = Callable[[SignedInRequest, str], Any]


def changes(change: Change) -> Callable[..., HttpResponse]:
    """A POST for agents that changes one thing and shows the ticket again; permissions are asked by the command."""

    @open_to("staff", methods=("POST",))
    def view(request: SignedInRequest, reference: str) -> HttpResponse:
        change(request, reference)
        return HttpResponseRedirect(reverse("desk:ticket", args=[reference]))

    return view


@changes
def assignment(request: SignedInRequest, reference: str) -> None:
    """`assignee`: an agent's id, `me`, or empty for nobody."""
    wanted = request.POST.get("assignee", "")
    if wanted == "me":
        take_ticket(request.actor, reference)
    elif wanted:
        assign_ticket(request.actor, reference, assignee_id=_number(wanted, "assignee"))
    else:
        unassign_ticket(request.actor, reference)


@changes
def status(request: SignedInRequest, reference: str) -> None:
    """`status`, and `resolution` when it is completed."""
    change_status(
        request.actor,
        reference,
        status=request.POST.get("status", ""),
        resolution=request.POST.get("resolution") or None,
    )


@changes
def department(request: SignedInRequest, reference: str) -> None:
    """`department`: where it is transferred to."""
    transfer_ticket(request.actor, reference, department_id=_number(request.POST.get("department", ""), "department"))


@changes
def priority(request: SignedInRequest, reference: str) -> None:
    """`priority`: 1 to 4, with its `reason`; or empty, so that the matrix decides again."""
    if wanted := request.POST.get("priority", ""):
        reason = request.POST.get("reason", "")
        override_priority(request.actor, reference, priority=_number(wanted, "priority"), reason=reason)
    else:
        release_priority(request.actor, reference)


@changes
def urgency(request: SignedInRequest, reference: str) -> None:
    """`urgency`: 1 to 5."""
    change_urgency(request.actor, reference, urgency=_number(request.POST.get("urgency", ""), "urgency"))


@changes
def impact(request: SignedInRequest, reference: str) -> None:
    """`impact`: 1 to 5."""
    change_impact(request.actor, reference, impact=_number(request.POST.get("impact", ""), "impact"))


@changes
def kind(request: SignedInRequest, reference: str) -> None:
    """`kind`: its code."""
    change_kind(request.actor, reference, kind=request.POST.get("kind", ""))


@changes
def category(request: SignedInRequest, reference: str) -> None:
    """`category`: its id, or empty for none."""
    wanted = request.POST.get("category", "")
    change_category(request.actor, reference, category_id=_number(wanted, "category") if wanted else None)


@changes
def subject(request: SignedInRequest, reference: str) -> None:
    """`subject`: the new words."""
    change_subject(request.actor, reference, subject=request.POST.get("subject", ""))


@changes
def requester(request: SignedInRequest, reference: str) -> None:
    """`requester`: a mail address; an unknown one becomes a contact."""
    address = checked_address(request.POST.get("requester", ""), field="requester")
    person = find_or_add_contact(request.actor, address=address)
    change_requester(request.actor, reference, requester_id=person.id)


@changes
def tags(request: SignedInRequest, reference: str) -> None:
    """`add`: tags with commas between; `remove`: one tag."""
    if wanted := [each for each in request.POST.get("add", "").split(",") if each.strip()]:
        tag_ticket(request.actor, reference, tags=wanted)
    if removed := request.POST.getlist("remove"):
        untag_ticket(request.actor, reference, tags=removed)


@changes
def watchers(request: SignedInRequest, reference: str) -> None:
    """`watch`, `unwatch`, `confirm`: a person's id; `cc`: an address."""
    if address := request.POST.get("cc"):
        add_cc_to_ticket(request.actor, reference, address=address)
    for name, act in (("watch", watch_ticket), ("unwatch", unwatch_ticket), ("confirm", confirm_cc)):
        if wanted := request.POST.get(name):
            act(request.actor, reference, person_id=_number(wanted, name))


@changes
def links(request: SignedInRequest, reference: str) -> None:
    """`other` with `kind`; `remove` with `kind` ends a link."""
    kind_ = request.POST.get("kind", "relates")
    if other := request.POST.get("other", "").strip():
        link_tickets(request.actor, reference, other=other, kind=kind_)
    if removed := request.POST.get("remove", "").strip():
        unlink_tickets(request.actor, reference, other=removed, kind=kind_)


@changes
def trash(request: SignedInRequest, reference: str) -> None:
    """Into the trash."""
    trash_ticket(request.actor, reference)


@changes
def restore(request: SignedInRequest, reference: str) -> None:
    """Out of the trash."""
    restore_ticket(request.actor, reference)


@open_to("staff", methods=("POST",))
def unread(request: SignedInRequest, reference: str) -> HttpResponse:
    """Stands out in lists again."""
    mark_unread(request.actor, reference)
    return HttpResponseRedirect(reverse("desk:tickets", args=["open"]))


@open_to("staff", methods=("POST",))
def bulk(request: SignedInRequest) -> HttpResponse:
    """One action for the picked tickets; those where it is refused stay as they are. `assignee`: to whom `give` gives
    them, an agent's id."""
    acts: dict[str, Callable[..., object]] = {
        "take": take_ticket,
        "give": partial(assign_ticket, assignee_id=_wanted(request)),
        "unassign": unassign_ticket,
        "trash": trash_ticket,
        "restore": restore_ticket,
    }
    act = acts.get(request.POST.get("action", ""))
    if act is None:
        raise Invalid("invalid", field="action")
    refused: Refusal | None = None
    for reference in request.POST.getlist("ticket")[:100]:
        try:
            act(request.actor, reference)
        except Refusal as refusal:
            refused = refusal
    if refused is not None:
        raise refused
    back = request.headers.get("referer", "")
    inside = back.startswith(f"{request.scheme}://{request.get_host()}/desk/")
    return HttpResponseRedirect(back if inside else reverse("desk:home"))


def _wanted(request: SignedInRequest) -> int:
    """The agent who was chosen; refuses `invalid` when none was and one is needed."""
    return _number(request.POST.get("assignee", ""), "assignee") if request.POST.get("action") == "give" else 0


def _number(text: str, field: str) -> int:
    found = whole_number(text)
    if found is None:
        raise Invalid("invalid", field=field)
    return found
