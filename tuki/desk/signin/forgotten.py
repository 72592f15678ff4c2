"""A forgotten password, and the first one of who was invited: by a link that proves the address."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect

from tuki.desk.signin.doors import private, show
from tuki.desk.signin.entering import enter
from tuki.kernel.refusals import Invalid, Refused, TooMany
from tuki.people.signin.links import INVITE, PASSWORD, ask_for_link, open_link, set_password_by_link
from tuki.people.signin.network import client_address
from tuki.ui.access import Request, open_to


@open_to("anyone", methods=("GET", "POST"))
def ask(request: Request) -> HttpResponse:
    """Asks for a link that sets a new password; the answer is the same for every address."""
    if request.method != "POST":
        return show(request, "forgotten", {"email": request.GET.get("email", "")[:254]})
    email = request.POST.get("email", "")
    cause = f"request:{request.id}"
    try:
        ask_for_link(email, purpose=PASSWORD, address_of_network=client_address(request), cause=cause)
    except TooMany as refusal:
        return show(request, "forgotten", {"email": email[:254]}, refusal=refusal)
    return show(request, "mail_sent", {"email": email[:254], "hours": 1})


@open_to("anyone", methods=("GET", "POST"))
def choose(request: Request, token: str) -> HttpResponse:
    """Sets the password and signs in; where a second step is on, it is asked for as always."""
    found = open_link(token)
    if found is None or found.purpose not in (PASSWORD, INVITE):
        return private(show(request, "link", {"link": None}, status=404))
    if request.method != "POST":
        return private(show(request, "choose_password", {"link": found}))
    try:
        person = set_password_by_link(token, request.POST.get("password", ""), cause=f"request:{request.id}")
    except Invalid as refusal:
        return private(show(request, "choose_password", {"link": found}, refusal=refusal))
    except Refused:
        return private(HttpResponseRedirect(request.path))
    return private(enter(request, person, way="link", next_url=""))
