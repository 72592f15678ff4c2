"""A forgotten password, and the first one of who was invited: by a link that proves the address."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect

from tuki.desk.signin.doors import ask_by_mail, private, show
from tuki.desk.signin.entering import enter
from tuki.kernel.refusals import Invalid, Refused
from tuki.people.signin.links import INVITE, PASSWORD, open_link, set_password_by_link
from tuki.ui.access import Request, open_to


@open_to("anyone", methods=("GET", "POST"))
def ask(request: Request) -> HttpResponse:
    """Asks for a link that sets a new password."""
    return ask_by_mail(request, "forgotten", purpose=PASSWORD)


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
