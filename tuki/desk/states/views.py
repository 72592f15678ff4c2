"""Changing a state: one's own, or an agent's by who may."""

from __future__ import annotations

from django.http import HttpResponse

from tuki.desk.back import back
from tuki.people.agents.states import change_state
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", methods=("POST",))
def own(request: SignedInRequest) -> HttpResponse:
    """`state`: a state's code, of a pause with its reason (`pause:lunch`)."""
    _change(request, request.actor.id or 0)
    return back(request)


@open_to("staff", permission="people.change_states", methods=("POST",))
def of_agent(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The same for somebody else."""
    _change(request, person_id)
    return back(request)


def _change(request: SignedInRequest, person_id: int) -> None:
    state, _colon, reason = request.POST.get("state", "").partition(":")
    change_state(request.actor, person_id, state=state, reason=reason)
