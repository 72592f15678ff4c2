"""Opening a ticket for somebody."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.catalogue.categories import categories_to_choose
from tuki.catalogue.priorities import MEDIUM
from tuki.catalogue.queries import kind_names
from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.desk.frame import page
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid, Refusal
from tuki.people.addresses import checked_address
from tuki.people.agents.teams import teams_of
from tuki.people.commands.persons import find_or_add_contact
from tuki.people.queries import departments_to_choose, departments_visible_to
from tuki.tickets.commands.files import upload
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.writing import Writing
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.commands.once import once

FIELDS = ("subject", "text", "requester", "department", "kind", "category", "urgency", "impact", "tags")
LAST_DEPARTMENT = "tuki-department"  # a cookie
YEAR = 365 * 24 * 3600


@open_to("staff", permission="tickets.open")
def new(request: SignedInRequest) -> HttpResponse:
    """The form; `?requester=` fills in an address, and the department is the agent's own, or the one chosen last."""
    given = {"requester": request.GET.get("requester", ""), "kind": "incident", "urgency": "3", "impact": "3"}
    return _form(request, given | {"department": _usual_department(request)})


@open_to("staff", permission="tickets.open", methods=("POST",))
def create(request: SignedInRequest) -> HttpResponse:
    """Opens the ticket and shows it; a refusal shows the form with everything that was typed."""
    given = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        address = once(request.actor, request, lambda: _open(request, given))
    except Refusal as refusal:
        return _form(request, given, refusal.by_field, status=refusal.status)
    response = HttpResponseRedirect(address)
    response.set_cookie(
        LAST_DEPARTMENT, given["department"], max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return response


def _usual_department(request: SignedInRequest) -> str:
    """That of the reader's own team, else the one that this browser chose last; none when neither is offered."""
    offered = dict(departments_to_choose(request.actor))
    own = [team.department_id for team in teams_of(request.actor.id) if team.department_id in offered]
    last = request.COOKIES.get(LAST_DEPARTMENT, "")
    return str(own[0]) if own else last if whole_number(last) in offered else ""


def _open(request: SignedInRequest, given: dict[str, str]) -> str:
    actor = request.actor
    if not given["subject"].strip():
        raise Invalid("required", field="subject")
    department_id = whole_number(given["department"])
    if department_id is None:
        raise Invalid("required", field="department")
    address = checked_address(given["requester"], field="requester")
    requester = find_or_add_contact(actor, address=address)
    files = [
        upload(actor, name=each.name or "", type=each.content_type or "", content=each.read()).id
        for each in request.FILES.getlist("files")
    ]
    ticket = open_ticket(
        actor,
        department_id=department_id,
        requester_id=requester.id,
        subject=given["subject"],
        writing=Writing(text=given["text"].strip(), attachment_ids=files, channel="web"),
        kind=given["kind"] or "incident",
        category_id=whole_number(given["category"]),
        urgency=_level(given["urgency"]),
        impact=_level(given["impact"]),
        tags=[each for each in given["tags"].split(",") if each.strip()],
    )
    return reverse("desk:ticket", args=[ticket.reference])


def _level(text: str) -> int:
    """An urgency or impact as it was chosen; medium where nothing was."""
    level = whole_number(text)
    return MEDIUM if level is None else level


def _form(
    request: SignedInRequest, given: dict[str, str], errors: dict[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "given": given,
        "errors": errors or {},
        "departments": list(departments_visible_to(request.actor).values_list("id", "name")),
        "kinds": list(kind_names().items()),
        "categories": categories_to_choose(),
        "urgencies": list(URGENCY_NAMES.items()),
        "impacts": list(IMPACT_NAMES.items()),
    }
    return page(request, "desk/tickets/new.html", context, status=status)
