"""Sentences and refusals about agents at work."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare
from tuki.kernel.telling import Filling, Ref, Told, names, tells
from tuki.people.agents import events
from tuki.people.agents.names import STATE_NAMES
from tuki.people.agents.reasons import pause_name
from tuki.people.models import PauseReason, Skill

declare("not_an_agent", _("This person is no active agent."))
declare("unknown_state", _("There is no such state."))
declare("pause_reason_needed", _("Say why: choose a reason for the pause."))
declare("unknown_skill", _("There is no skill called %(name)s."))


@names("skill")
def _skills(ids: list[int]) -> Mapping[int, str]:
    return dict(Skill.objects.filter(id__in=ids).values_list("id", "name"))


@names("pause_reason")
def _reasons(ids: list[int]) -> Mapping[int, str]:
    rows = PauseReason.objects.filter(id__in=ids).values_list("id", "code", "name")
    return {id_: pause_name(code, name) for id_, code, name in rows}


@tells(events.StateChanged)
def _state(event: events.StateChanged) -> Told:
    values: dict[str, Filling] = {"name": Ref("person", event.subject), "state": STATE_NAMES[event.new]}
    if event.reason is not None:
        values["reason"] = Ref("pause_reason", event.reason)
        return Told(_("set the state of %(name)s: %(state)s, %(reason)s"), values, "clock")
    if event.is_automatic and event.new == "offline":
        return Told(_("noted that %(name)s was not seen any more: %(state)s"), values, "circle-dashed")
    return Told(_("set the state of %(name)s: %(state)s"), values, "user-check")


@tells(events.WorkChanged)
def _work(event: events.WorkChanged) -> Told:
    return Told(_("changed skills, languages or capacity of %(name)s"), {"name": Ref("person", event.subject)}, "user")


@tells(events.SkillChanged)
def _skill(event: events.SkillChanged) -> Told:
    return Told(_("changed the skill %(name)s"), {"name": Ref("skill", event.subject)}, "pencil")


@tells(events.SkillRemoved)
def _skill_removed(event: events.SkillRemoved) -> Told:
    return Told(_("removed the skill %(name)s"), {"name": event.code}, "x")


@tells(events.PauseReasonChanged)
def _reason(event: events.PauseReasonChanged) -> Told:
    return Told(_("changed the pause reason %(name)s"), {"name": Ref("pause_reason", event.subject)}, "pencil")
