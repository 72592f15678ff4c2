"""The steps of the first-run wizard: you, brand, department, mail, agents."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuki.channels.email.models import Mailbox, OutgoingServer
from tuki.desk.settings.forms import errors_of, posted
from tuki.desk.settings.pages import LANGUAGES
from tuki.desk.signin.doors import private
from tuki.desk.signin.entering import signed_in
from tuki.desk.wizard.entering import show_step, step, to, wizard_link
from tuki.desk.wizard.mail import mail_step
from tuki.kernel.refusals import Refusal
from tuki.people.commands.inviting import invite_agent
from tuki.people.models import Brand, Department, Person
from tuki.people.queries import main_address, main_brand
from tuki.setup.commands.desk import set_up_brand, set_up_department
from tuki.setup.commands.first_run import finish_first_run, make_first_administrator
from tuki.setup.commands.sample import fill_with_sample
from tuki.tickets.models import Ticket
from tuki.ui.access import Request, SignedInRequest, open_to
from tuki.ui.language import keep_language, known_language

MOST_SHOWN = 50
ROLES_TO_INVITE = [
    ("agent", _("Specialist"), _("Answers tickets")),
    ("manager", _("Support manager"), _("Answers tickets, sees the mail ledger and the event log")),
    ("administrator", _("Administrator"), _("May do everything, settings included")),
]


@open_to("anyone", methods=("GET", "POST"))
def begin(request: Request, token: str) -> HttpResponse:
    """The first administrator. Once there is one, this address leads on to the step that is still to do."""
    link = wizard_link(token)
    if link.person_id is not None:
        return private(to(_next_step(), token))
    fields = ("name", "email", "language")
    given = posted(request, fields)
    if request.method != "POST":
        return private(_you(request, token, given))
    try:
        person = make_first_administrator(
            token, password=request.POST.get("password", ""), cause=f"request:{request.id}", **given
        )
    except Refusal as refusal:
        return private(_you(request, token, given, errors_of(refusal)))
    response = signed_in(request, person, way="link", response=to("wizard-brand", token))
    if language := known_language(given["language"]):
        keep_language(response, language, secure=request.is_secure())
    return private(response)


@step
def brand(request: SignedInRequest, token: str) -> HttpResponse:
    """Name, prefix and language; changed when the brand is there already."""
    row = main_brand()
    given = posted(request, ("name", "prefix", "language", "time_zone"), row)
    context = {
        "given": given,
        "languages": LANGUAGES,
        "zones": _zones(),
        "is_fixed": row is not None and _has_tickets(row),
    }
    if request.method != "POST":
        return show_step(request, token, "wizard-brand", context)
    try:
        _save_brand(request, row, given)
    except Refusal as refusal:
        return show_step(request, token, "wizard-brand", context, errors=errors_of(refusal))
    return to("wizard-department", token)


@step
def department(request: SignedInRequest, token: str) -> HttpResponse:
    """Name, mail address and signature of the first department."""
    owner = main_brand()
    if owner is None:
        return to("wizard-brand", token)
    row = Department.objects.filter(brand=owner).order_by("id").first()
    given = posted(request, ("name", "signature"), row)
    given["address"] = request.POST.get("address", main_address(row) if row else "").strip()
    if request.method != "POST":
        return show_step(request, token, "wizard-department", {"given": given})
    try:
        _save_department(request, owner, row, given)
    except Refusal as refusal:
        return show_step(request, token, "wizard-department", {"given": given}, errors=errors_of(refusal))
    return to("wizard-mail", token)


@step
def mail(request: SignedInRequest, token: str) -> HttpResponse:
    """The mailbox and the server through which mail leaves; both can wait."""
    if not Department.objects.exists():
        return to("wizard-department", token)
    return mail_step(request, token)


@step
def agents(request: SignedInRequest, token: str) -> HttpResponse:
    """Colleagues are invited one by one; the last button ends the wizard."""
    given = posted(request, ("name", "email", "role"))
    context: dict[str, Any] = {
        "given": given,
        "roles": ROLES_TO_INVITE,
        "invited": _invited(request),
        "can_fill": not Ticket.objects.exists(),
    }
    if request.method != "POST":
        return show_step(request, token, "wizard-agents", context)
    try:
        invite_agent(request.actor, name=given["name"], email=given["email"], roles=[(given["role"] or "agent", None)])
    except Refusal as refusal:
        return show_step(request, token, "wizard-agents", context, errors=errors_of(refusal))
    return to("wizard-agents", token)


@step
def end(request: SignedInRequest, token: str) -> HttpResponse:
    """Fills the desk with the example when wished, and ends the wizard for good."""
    if request.method != "POST":
        return to("wizard-agents", token)
    if request.POST.get("sample"):
        fill_with_sample(request.actor)
    finish_first_run(request.actor, token)
    return HttpResponseRedirect(reverse("desk:home"))


def _you(request: Request, token: str, given: dict[str, str], errors: dict[str, str] | None = None) -> HttpResponse:
    return show_step(request, token, "wizard", {"given": given, "languages": settings.LANGUAGES}, errors=errors)


def _next_step() -> str:
    """Where a browser that was closed in the middle goes on."""
    if main_brand() is None:
        return "wizard-brand"
    if not Department.objects.exists():
        return "wizard-department"
    has_mail = Mailbox.objects.exists() or OutgoingServer.objects.exists()
    return "wizard-agents" if has_mail else "wizard-mail"


def _save_brand(request: SignedInRequest, row: Brand | None, given: dict[str, str]) -> None:
    language = given["language"] if given["language"] in dict(settings.LANGUAGES) else "en"
    zone = given["time_zone"] if given["time_zone"] in available_timezones() else "UTC"
    prefix = given["prefix"] or (row.prefix if row else "")
    names = {"code": "main", "name": given["name"], "prefix": prefix}
    set_up_brand(request.actor, row.id if row else None, **names, language=language, time_zone=zone)


def _save_department(request: SignedInRequest, owner: Brand, row: Department | None, given: dict[str, str]) -> None:
    set_up_department(
        request.actor,
        row.id if row else None,
        brand_id=owner.id,
        name=given["name"],
        parent_id=row.parent_id if row else None,
        signature=given["signature"],
        addresses=[given["address"]] if given["address"] else [],
    )


def _has_tickets(row: Brand) -> bool:
    return Ticket.objects.filter(brand=row).exists()


def _invited(request: SignedInRequest) -> list[tuple[str, str]]:
    others = Person.objects.filter(is_staff=True, is_active=True).exclude(pk=request.actor.id)
    return list(others.order_by("id").values_list("name", "email")[:MOST_SHOWN])


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
