"""Agents: the list, an invitation, one agent with roles, and the ways out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tuki.desk.settings.forms import Errors, errors_of, number, posted
from tuki.desk.settings.pages import LANGUAGES, go, settings_page
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.kernel.versions import has_versions
from tuki.people.access import grants_of
from tuki.people.agents.definitions import GRANTS
from tuki.people.commands.inviting import invite_agent
from tuki.people.commands.persons import deactivate_person, reactivate_person
from tuki.people.commands.roles import RoleIn, grant_roles
from tuki.people.models import Department, Grant, Person, Role, Session
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.queries.lists import persons_page
from tuki.people.signin.links import invite
from tuki.people.signin.sessions import end_sessions_of
from tuki.people.wording.roles import role_name
from tuki.ui.access import SignedInRequest, open_to

EMPTY_ROWS = 2
Pairs = list[tuple[str, str]]


@open_to("staff", permission=MANAGE_AGENTS)
def agents(request: SignedInRequest) -> HttpResponse:
    """Agents by name: `?q=`, `?after=`. Two queries, however many there are."""
    words = request.GET.get("q", "").strip()
    rows, following = persons_page(request.actor, words=words, is_staff=True, after=request.GET.get("after", ""))
    context = {"rows": rows, "roles": _roles_of([row.id for row in rows]), "words": words, "following": following}
    return settings_page(request, "agents", context)


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """Invites somebody: they get a mail with a link to set a password."""
    given = posted(request, ("name", "email", "language"))
    if request.method != "POST":
        return _new_form(request, given, [("agent", "")])
    pairs = _pairs(request)
    try:
        person = invite_agent(request.actor, **given, roles=_roles(pairs))
    except Refusal as refusal:
        return _new_form(request, given, pairs, errors_of(refusal))
    return go("agent", person.id, done="invited")


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def agent(request: SignedInRequest, person_id: int) -> HttpResponse:
    """One agent; POST sets the roles."""
    person = _agent(person_id)
    if request.method != "POST":
        return _agent_form(request, person, _pairs_of(person))
    pairs = _pairs(request)
    try:
        grant_roles(request.actor, person_id, roles=_roles(pairs))
    except Refusal as refusal:
        return _agent_form(request, person, pairs, errors_of(refusal))
    return go("agent", person_id)


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def invitation(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Sends the invitation anew; the link before it still works until it is used or over."""
    invite(request.actor, _agent(person_id).id)
    return go("agent", person_id, done="invited")


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def sign_out(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Signs the agent out everywhere."""
    end_sessions_of(request.actor, _agent(person_id).id)
    return go("agent", person_id, done="signed-out")


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def deactivation(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The agent can no longer sign in by any way; what they did stays."""
    person = _agent(person_id)
    try:
        deactivate_person(request.actor, person.id)
    except Refusal as refusal:
        return _agent_form(request, person, _pairs_of(person), errors_of(refusal))
    return go("agent", person_id, done="deactivated")


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def reactivation(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The agent can sign in again."""
    reactivate_person(request.actor, _agent(person_id).id)
    return go("agent", person_id, done="reactivated")


def _pairs_of(person: Person) -> Pairs:
    return [(grant.role.code, str(grant.department_id or "")) for grant in grants_of(person.id)]


def _agent(person_id: int) -> Person:
    person = Person.objects.filter(pk=person_id, is_staff=True).first()
    if person is None:
        raise NotFound()
    return person


def _pairs(request: SignedInRequest) -> Pairs:
    """Rows of a role and a department, as they were chosen."""
    places = request.POST.getlist("department")
    places += [""] * len(request.POST.getlist("role"))
    return [(role, place) for role, place in zip(request.POST.getlist("role"), places, strict=False) if role]


def _roles_of(person_ids: list[int]) -> dict[int, list[str]]:
    """Each person's roles in words, with the departments where they hold: "Agent · Billing, IT"."""
    places: dict[int, dict[str, list[str]]] = {person_id: {} for person_id in person_ids}
    found = Grant.objects.filter(person_id__in=person_ids).order_by("role__name", "id")
    for person_id, code, name, place in found.values_list("person_id", "role__code", "role__name", "department__name"):
        places[person_id].setdefault(role_name(code, name), []).append(place or "")
    return {
        person_id: [f"{role} · {', '.join(where)}" if all(where) else role for role, where in held.items()]
        for person_id, held in places.items()
    }


def _roles(pairs: Pairs) -> list[RoleIn]:
    known = set(Department.objects.values_list("id", flat=True))
    roles: list[RoleIn] = []
    for role, place in dict.fromkeys(pairs):
        department_id = number(place)
        if place and department_id not in known:
            raise Invalid("unknown_department", field="role", name=place)
        roles.append((role, department_id))
    return roles


def _choices(pairs: Pairs) -> dict[str, Any]:
    known = Role.objects.order_by("id")
    return {
        "pairs": pairs + [("", "")] * EMPTY_ROWS,
        "roles": [(code, role_name(code, name)) for code, name in known.values_list("code", "name")],
        "departments": list(Department.objects.order_by("name", "id").values_list("id", "name")),
    }


def _new_form(request: SignedInRequest, given: dict[str, str], pairs: Pairs, errors: Errors | None = None) -> Any:
    context = {"given": given, "languages": LANGUAGES, **_choices(pairs)}
    return settings_page(request, "new_agent", context, errors=errors)


def _agent_form(request: SignedInRequest, person: Person, pairs: Pairs, errors: Errors | None = None) -> Any:
    context = {
        "person": person,
        "is_self": person.id == request.actor.id,
        "versions_of": GRANTS,
        "has_versions": has_versions(GRANTS, person.id),
        "session_count": Session.objects.filter(person=person).count(),
        **_choices(pairs),
    }
    return settings_page(request, "agent", context, errors=errors)
