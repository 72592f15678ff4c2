"""Agents at work: what each can, the skills of the desk, reasons to pause, and when somebody counts as absent."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import LANGUAGES, go, settings_page
from tuki.kernel.refusals import NotFound, Refusal
from tuki.kernel.versions import has_versions
from tuki.people.agents.absence import KIND as ABSENCE
from tuki.people.agents.absence import ONLY_ROW, offline_after_minutes, set_absence_rule
from tuki.people.agents.definitions import SKILLS, WORK
from tuki.people.agents.names import LEVEL_NAMES
from tuki.people.agents.reasons import kept_pause_name, pause_name, set_pause_reason
from tuki.people.agents.work import remove_skill, set_skill, set_work, skill_names, work_of
from tuki.people.definitions import ALL, PAUSES
from tuki.people.models import PauseReason, Person
from tuki.people.permissions import MANAGE_AGENTS
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=MANAGE_AGENTS)
def work(request: SignedInRequest) -> HttpResponse:
    """Skills, reasons to pause and the rule of absence."""
    return _page(request)


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def skill(request: SignedInRequest) -> HttpResponse:
    """`name` adds a skill, with `code` renames one; `remove` takes one away."""
    try:
        if removed := request.POST.get("remove", ""):
            remove_skill(request.actor, code=removed)
            return go("work", done="removed")
        name = request.POST.get("name", "")
        set_skill(request.actor, code=request.POST.get("code") or _code(name, set(skill_names())), name=name)
    except Refusal as refusal:
        return _page(request, errors_of(refusal))
    return go("work")


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def reason(request: SignedInRequest) -> HttpResponse:
    """`name` adds a reason, with `code` renames one; `offered` says whether it can be chosen."""
    known = {row.code: row for row in PauseReason.objects.all()}
    row = known.get(request.POST.get("code", ""))
    name = request.POST.get("name", "")
    try:
        set_pause_reason(
            request.actor,
            code=row.code if row else _code(name, set(known)),
            name=kept_pause_name(row.code, name) if row else name,
            position=row.position if row else len(known),
            is_active=row is None or "offered" in request.POST,
        )
    except Refusal as refusal:
        return _page(request, errors_of(refusal))
    return go("work")


@open_to("staff", permission=MANAGE_AGENTS, methods=("POST",))
def absence(request: SignedInRequest) -> HttpResponse:
    """`minutes`: after how many without an open page somebody is offline."""
    try:
        set_absence_rule(request.actor, offline_after_minutes=number(request.POST.get("minutes", ""), 0) or 0)
    except Refusal as refusal:
        return _page(request, errors_of(refusal))
    return go("work")


@open_to("staff", permission=MANAGE_AGENTS, methods=("GET", "POST"))
def of_agent(request: SignedInRequest, person_id: int) -> HttpResponse:
    """What one agent can, and how much at once."""
    person = Person.objects.filter(pk=person_id, is_staff=True).first()
    if person is None:
        raise NotFound()
    errors: Errors | None = None
    if request.method == "POST":
        levels = {code: number(request.POST.get(f"skill_{code}", ""), 0) or 0 for code in skill_names()}
        languages = [*request.POST.getlist("languages"), *request.POST.get("more_languages", "").split(",")]
        capacity = request.POST.get("capacity", "").strip()
        try:
            set_work(
                request.actor,
                person_id,
                skills={code: level for code, level in levels.items() if level},
                languages=languages,
                capacity=number(capacity, 0) if capacity else None,
            )
        except Refusal as refusal:
            errors = errors_of(refusal)
        else:
            return go("agent-work", person_id)
    own = work_of([person_id])[person_id]
    listed = [code for code, _name in LANGUAGES]
    context = {
        "person": person,
        "work": own,
        "skills": list(skill_names().items()),
        "levels": [(0, _("no")), *((level, str(words)) for level, words in LEVEL_NAMES.items())],
        "languages": LANGUAGES,
        "versions_of": WORK,
        "has_versions": has_versions(WORK, person_id),
        "more_languages": ", ".join(each for each in own.languages if each not in listed),
    }
    return settings_page(request, "agent_work", context, errors=errors)


def _page(request: SignedInRequest, errors: Errors | None = None) -> HttpResponse:
    context = {
        "skills": list(skill_names().items()),
        "reasons": [(row, pause_name(row.code, row.name)) for row in PauseReason.objects.order_by("position", "id")],
        "minutes": offline_after_minutes(),
        "absence": ABSENCE,
        "pauses": PAUSES,
        "skills_kind": SKILLS,
        "has_skill_versions": has_versions(SKILLS, ALL),
        "only_row": ONLY_ROW,
    }
    return settings_page(request, "work", context, errors=errors)


def _code(name: str, taken: set[str]) -> str:
    """A code for something new of this name: its Latin letters, or a number; one that nobody has."""
    base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:24] or "c"
    numbered = (f"{base}_{each}" for each in range(2, len(taken) + 3))
    return base if base not in taken else next(each for each in numbered if each not in taken)
