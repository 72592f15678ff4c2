"""Sentences and refusals about lines, and why the desk chose somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare
from tuki.kernel.telling import Filling, Ref, Told, names, tells
from tuki.people.agents.work import skill_names
from tuki.tickets.events import Because
from tuki.tickets.lines import events

declare("handover_needed", _("Write what the next line needs to know: the handover."))
declare("reason_needed", _("Say why it comes back."))
declare("no_next_line", _("There is no team of a higher line that could take over."))
declare("not_a_higher_line", _("This team works on no higher line. Give the ticket to the team instead."))
declare("not_escalated", _("The present team did not get this ticket by escalation, so it cannot be returned."))
declare("team_of_another_brand", _("This team works for another brand."))

LINE_NAMES = {1: _("1st line"), 2: _("2nd line"), 3: _("3rd line")}

WAY_NAMES = {
    "opened": pgettext_lazy("how a ticket came to a team", "opened"),
    "escalated": pgettext_lazy("how a ticket came to a team", "escalated"),
    "returned": pgettext_lazy("how a ticket came to a team", "returned"),
    "given": pgettext_lazy("how a ticket came to a team", "given"),
    "transferred": pgettext_lazy("how a ticket came to a team", "transferred"),
}

_MOVED = {
    "escalated": (_("escalated it to %(team)s"), "arrow-right"),
    "returned": (_("returned it to %(team)s"), "undo-2"),
    "given": (_("gave it to %(team)s"), "users"),
    "transferred": (_("brought it to %(team)s by the transfer"), "users"),
}


@tells(events.TeamChanged)
def _team(event: events.TeamChanged) -> Told:
    if event.new is None:
        return Told(_("took it from %(team)s by the transfer"), {"team": Ref("team", event.old)}, "users")
    template, icon = _MOVED[event.way]
    return Told(template, {"team": Ref("team", event.new)}, icon)


# Why the desk decided: code → sentence; %(number)s, %(of)s and %(name)s are filled from the reason.
REASONS = {
    "least_loaded": _("least loaded: %(number)s of %(of)s"),
    "their_turn": _("their turn"),
    "only_one": _("the only one who is free"),
    "last_agent": _("answered this requester last"),
    "speaks": _("writes %(name)s"),
    "has_skill": _("can %(name)s"),
    "escalated_it": _("escalated it before"),
    "agent_offline": _("the agent is not at work"),
    "agent_deactivated": _("the agent is deactivated"),
}


@names("because")
def _because(ids: list[tuple[Because, ...]]) -> Mapping[tuple[Because, ...], str]:
    return {reasons: in_words(reasons) for reasons in ids}


def in_words(reasons: Sequence[Because]) -> str:
    """The reasons of a choice in the reader's language: “least loaded: 3 of 8; writes ru”."""
    return "; ".join(str(REASONS[each.code]) % _filling(each) for each in reasons if each.code in REASONS)


def _filling(reason: Because) -> dict[str, Filling]:
    return {"number": reason.number, "of": reason.of, "name": _name(reason)}


def _name(reason: Because) -> str:
    if reason.code == "has_skill":
        return skill_names().get(reason.name, reason.name)
    if reason.code == "speaks" and reason.name in LANG_INFO:
        return str(get_language_info(reason.name)["name_translated"])
    return reason.name
