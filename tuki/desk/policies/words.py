"""A policy in words: for whom it is, what it promises, and when its clocks pause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuki.desk.conditions import condition_words
from tuki.sla.clocks.wording import name_of
from tuki.sla.policies.definition import Minutes, PolicyDefinition
from tuki.sla.policies.facts import POLICY_FACTS
from tuki.sla.policies.library import read_kept
from tuki.tickets.wording import STAGE_NAMES
from tuki.ui.formats import working_time


class Said(NamedTuple):
    """The three sentences of a policy in the list."""

    whom: str
    promises: str
    pauses: str


def policy_words(definition: PolicyDefinition, statuses: Mapping[str, str]) -> Said:
    """What the list says of a policy."""
    condition = read_kept(definition.conditions)
    whom = condition_words(condition, POLICY_FACTS) if condition is not None else _("conditions that cannot be read")
    promised = [f"{name_of(each.code)} {_span(each.minutes)}" for each in definition.targets]
    promised += [f"{each.name} {_span(each.minutes)}" for each in definition.agreements]
    return Said(
        _("For %(whom)s.") % {"whom": whom},
        _("Promises: %(promises)s.") % {"promises": "; ".join(promised)},
        _pauses(definition, statuses),
    )


def _pauses(definition: PolicyDefinition, statuses: Mapping[str, str]) -> str:
    named = [str(STAGE_NAMES[each]) for each in definition.pause_stages]
    named += [statuses.get(each, each) for each in definition.pause_statuses]
    if not named:
        return _("Never pauses.")
    return _("Pauses in: %(statuses)s.") % {"statuses": ", ".join(named)}


def _span(minutes: Minutes) -> str:
    given = sorted({each for each in minutes if each is not None})
    if len(given) == 1:
        return working_time(given[0])
    words = pgettext("span of time", "%(least)s to %(most)s")
    return words % {"least": working_time(given[0]), "most": working_time(given[-1])}
