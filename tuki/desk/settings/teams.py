"""Teams and their support line."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse

from tuki.desk.settings.forms import Errors, errors_of, number, posted
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.people.commands.desk import name_lead, set_team
from tuki.people.definitions import TEAM
from tuki.people.models import Department, Person, Team, TeamMember
from tuki.people.permissions import MANAGE_AGENTS
from tuki.ui.access import SignedInRequest, open_to

MOST_AGENTS = 500


@open_to("staff", permission=MANAGE_AGENTS)
def teams(request: SignedInRequest) -> HttpResponse:
    """All teams by line, with how many belong to them. One query."""
    found = Team.objects.order_by("line", "name").annotate(member_count=Count("members"))
    fields = ("id", "name", "line", "department__name", "member_count")
    return settings_page(request, "teams", {"teams": list(found.values(*fields))})


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more team."""
    given = _given(request, None)
    if request.method != "POST":
        return _form(request, None, given)
    if Team.objects.filter(name=given["name"]).exists():
        return _form(request, None, given, errors_of(Invalid("name_taken", field="name")))
    return _save(request, None, given, given["name"])


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def change(request: SignedInRequest, team_id: int) -> HttpResponse:
    """Line, department and members; its name stays."""
    row = Team.objects.filter(pk=team_id).first()
    if row is None:
        raise NotFound()
    given = _given(request, row)
    return _save(request, row, given, row.name) if request.method == "POST" else _form(request, row, given)


def _save(request: SignedInRequest, row: Team | None, given: dict[str, Any], name: str) -> HttpResponse:
    members = [id_ for each in given["members"] if (id_ := number(each)) is not None]
    lead_id = number(given["lead"])
    try:
        if lead_id is not None and lead_id not in members:
            raise Invalid("not_in_team", field="lead")
        team = set_team(
            request.actor,
            name=name,
            line=number(given["line"], 0) or 0,
            member_ids=members,
            department_id=_department(given["department"]),
        )
        name_lead(request.actor, team.id, person_id=lead_id)
    except Refusal as refusal:
        return _form(request, row, given, errors_of(refusal))
    return go("teams", done="saved" if row else "added")


def _department(text: str) -> int | None:
    row = Department.objects.filter(pk=number(text)).first() if text else None
    if text and row is None:
        raise Invalid("invalid", field="department")
    return row.id if row else None


def _given(request: SignedInRequest, row: Team | None) -> dict[str, Any]:
    given: dict[str, Any] = posted(request, ("name", "line", "department", "lead"))
    if request.method == "POST":
        return given | {"members": request.POST.getlist("members")}
    if row is None:
        return given | {"line": "1", "members": [], "lead": ""}
    members = TeamMember.objects.filter(team=row).values_list("person_id", flat=True)
    return {
        "name": row.name,
        "line": row.line,
        "department": row.department_id or "",
        "members": list(members),
        "lead": row.lead_id or "",
    }


def _form(request: SignedInRequest, row: Team | None, given: dict[str, Any], errors: Errors | None = None) -> Any:
    agents = Person.objects.filter(is_staff=True, is_active=True).order_by("name", "id")
    chosen = list(agents.values_list("id", "name", "email")[:MOST_AGENTS])
    context = {
        "team": row,
        "given": given,
        "leads": [(id_, name) for id_, name, _email in chosen],
        "departments": list(Department.objects.filter(is_active=True).order_by("name").values_list("id", "name")),
        "agents": chosen,
        "versions_of": TEAM,
    }
    return settings_page(request, "team", context, errors=errors)
