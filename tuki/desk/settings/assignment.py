"""How a team's tickets find their agent."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from tuki.assignment.definition import AssignmentDefinition, SkillNeed
from tuki.assignment.policies import KIND, policy_of, set_policy, wrong_field
from tuki.assignment.wording import HOW_NAMES, LANGUAGE_NAMES
from tuki.catalogue.categories import categories_to_choose
from tuki.catalogue.queries import kind_names
from tuki.desk.lists.rows import channel_words
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.people.agents.names import LEVEL_NAMES
from tuki.people.agents.teams import teams
from tuki.people.agents.work import skill_names
from tuki.people.permissions import MANAGE_AGENTS
from tuki.sla.queries import calendars
from tuki.ui.access import SignedInRequest, open_to

CHANNELS = ("mail", "portal", "web", "api", "phone", "chat")
# Of doors that a desk may not have yet.
_NAMES = {"phone": _("Phone"), "chat": _("Chat")}
EMPTY_NEEDS = 2


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def policy(request: SignedInRequest, team_id: int) -> HttpResponse:
    """One team's policy; POST changes it."""
    if team_id not in teams():
        raise NotFound()
    now = policy_of(team_id)
    if request.method != "POST":
        return _form(request, team_id, now)
    try:
        wanted = _given(request, now)
        set_policy(request.actor, team_id, definition=wanted)
    except Refusal as refusal:
        return _form(request, team_id, now, errors_of(refusal))
    return go("team-assignment", team_id)


def _given(request: SignedInRequest, now: AssignmentDefinition) -> AssignmentDefinition:
    post = request.POST
    by_channel = {
        name: {
            each: given for each in CHANNELS if (given := number(post.get(f"{name}_{each}", "").strip())) is not None
        }
        for name in ("weight", "limit")
    }
    values: dict[str, Any] = {
        "how": post.get("how", ""),
        "capacity": number(post.get("capacity", ""), 0),
        "weights": {each: weight for each, weight in by_channel["weight"].items() if weight != 1},
        "limits": by_channel["limit"],
        "counts_waiting": "counts_waiting" in post,
        "skills": _needs(request, now),
        "language": post.get("language", ""),
        "last_agent_days": number(post.get("last_agent_days", "") or "0", -1),
        "floor_minutes": 60 * (number(post.get("floor_hours", ""), 0) or 0),
        "calendar_id": number(post.get("calendar_id", "")) or None,
        "grace_minutes": _minutes(post.get("grace_minutes", "").strip()),
    }
    try:
        return msgspec.convert(values, AssignmentDefinition)
    except msgspec.ValidationError as error:
        raise Invalid("invalid", field=wrong_field(error)) from None


def _needs(request: SignedInRequest, now: AssignmentDefinition) -> list[dict[str, Any]]:
    """The rows of the form. Kinds and categories that a row does not show, for it has room for one, are kept."""
    post = request.POST
    found = []
    rows = zip(*(post.getlist(f"need_{name}") for name in ("skill", "level", "kind", "category", "tags")), strict=False)
    for index, (skill, level, kind, category, tags) in enumerate(rows):
        if skill:
            before = now.skills[index] if index < len(now.skills) else SkillNeed(skill=skill)
            need = {
                "skill": skill,
                "level": number(level, 1),
                "kinds": _kept(before.kinds, kind),
                "categories": _kept(before.categories, number(category)),
                "tags": [each.strip() for each in tags.split(",") if each.strip()],
            }
            found.append(need)
    return found


def _kept(before: tuple[Any, ...], chosen: Any) -> list[Any]:
    """The one that was chosen, with those behind it that the form does not show."""
    return [chosen, *before[1:]] if chosen else []


def _calendars(chosen: int | None) -> list[tuple[str, str]]:
    """Those that are offered, and the one in use."""
    offered = [each for each in calendars().values() if each.is_active or each.id == chosen]
    return [("", str(_("at any time"))), *((str(each.id), each.name) for each in offered)]


def _minutes(text: str) -> int | None:
    return number(text, -1) if text else None


def _form(
    request: SignedInRequest, team_id: int, now: AssignmentDefinition, errors: Errors | None = None
) -> HttpResponse:
    post = request.POST if request.method == "POST" else None
    context = {
        "team": teams()[team_id],
        "policy": now,
        "given": post,
        "versions_of": KIND,
        "ways": [(each.value, str(words)) for each, words in HOW_NAMES.items()],
        "languages": [(each.value, str(words)) for each, words in LANGUAGE_NAMES.items()],
        "channels": [(each, str(_NAMES.get(each) or channel_words(each)[1])) for each in CHANNELS],
        "needs": [*now.skills, *[None] * EMPTY_NEEDS],
        "skills": list(skill_names().items()),
        "calendars": _calendars(now.calendar_id),
        "levels": [(level, str(words)) for level, words in LEVEL_NAMES.items()],
        "kinds": list(kind_names().items()),
        "categories": categories_to_choose(),
    }
    return settings_page(request, "assignment", context, errors=errors)
