"""Who may what and why: one question answered in a sentence, and the table of all roles."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tuki.desk.frame import page
from tuki.kernel.numerals import whole_number
from tuki.kernel.permissions import permissions
from tuki.people.permissions import MANAGE_AGENTS
from tuki.people.queries import departments_visible_to, person_for, persons_visible_to
from tuki.people.queries.explaining import Reason, role_lines, why
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=MANAGE_AGENTS)
def access(request: SignedInRequest) -> HttpResponse:
    """Answers `?person=&permission=&department=`, and shows what each role holds."""
    agents = persons_visible_to(request.actor).filter(is_staff=True).order_by("name", "id")
    departments = list(departments_visible_to(request.actor).values_list("id", "name"))
    asked = {name: request.GET.get(name, "") for name in ("person", "permission", "department")}
    context: dict[str, Any] = {
        "people": list(agents.values_list("id", "name")),
        "departments": departments,
        "declared": list(permissions().items()),
        "by_room": _by_room(),
        "roles": role_lines(),
        "asked": asked,
        "reason": _answer(request, asked),
    }
    return page(request, "desk/rights/access.html", context, current=reverse("desk:settings"))


def _answer(request: SignedInRequest, asked: dict[str, str]) -> Reason | None:
    person_id = whole_number(asked["person"])
    if person_id is None or asked["permission"] not in permissions():
        return None
    return why(person_for(request.actor, person_id), asked["permission"], whole_number(asked["department"]))


def _by_room() -> list[tuple[str, list[tuple[str, Any]]]]:
    """The declared permissions in groups by the room that declares them."""
    rooms: dict[str, list[tuple[str, Any]]] = {}
    for code, sentence in permissions().items():
        rooms.setdefault(code.partition(".")[0], []).append((code, sentence))
    return list(rooms.items())
