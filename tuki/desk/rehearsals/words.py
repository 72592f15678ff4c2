"""What rehearsals are called, and each of their findings in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tuki.automation.models import Finding, Rehearsal, RehearsalKind, RehearsalState
from tuki.automation.rehearsing.laying import PASSING
from tuki.automation.rules.promises import RULE_FACTS
from tuki.desk.rules.words import Values, trigger_words
from tuki.kernel.refusals import Refused
from tuki.sla.clocks.wording import name_of
from tuki.ui.formats import working_time

KIND_NAMES = {
    RehearsalKind.RULE: gettext_lazy("Rule"),
    RehearsalKind.POLICY: gettext_lazy("Policy"),
    RehearsalKind.CALENDAR: gettext_lazy("Calendar"),
    RehearsalKind.MATRIX: gettext_lazy("Priorities"),
}
STATE_NAMES = {
    RehearsalState.RUNNING: gettext_lazy("running"),
    RehearsalState.DONE: gettext_lazy("done"),
    RehearsalState.STOPPED: gettext_lazy("stopped"),
    RehearsalState.FAILED: pgettext_lazy("rehearsal", "failed"),
}
VERDICT_NAMES = {
    "met": gettext_lazy("kept"),
    "missed": gettext_lazy("broken"),
    "going": gettext_lazy("still going"),
    "none": gettext_lazy("nothing promised"),
}
MOST_TIMES = 5


def title_of(row: Rehearsal) -> str:
    """What a rehearsal is called: its draft's name; one without a name, such as the priorities, by its kind."""
    return str(KIND_NAMES[RehearsalKind(row.kind)]) if row.name == row.kind else row.name


class Line(NamedTuple):
    """When the rule would have fired, on what, and what it would have changed; or one promise before and after."""

    at: datetime | None
    words: str
    changes: str = ""
    before: str = ""
    after: str = ""


class ShownFinding(NamedTuple):
    """A ticket with what would have been otherwise."""

    reference: str
    subject: str
    lines: Sequence[Line]
    more: int = 0
    mails: int = 0


def found_words(findings: Iterable[Finding], row: Rehearsal) -> list[ShownFinding]:
    """The findings in words; names are read once for all of them."""
    values = Values()
    tell = _fired if row.kind == RehearsalKind.RULE else _judged
    return [
        ShownFinding(each.ticket.reference, each.ticket.subject, *tell(each.detail, values), each.mails)
        for each in findings
    ]


def _fired(detail: dict[str, Any], values: Values) -> tuple[list[Line], int]:
    fired = detail.get("fired", [])[:MOST_TIMES]
    lines = [
        Line(datetime.fromisoformat(each["at"]), trigger_words(each["trigger"]), _outcome(each, values))
        for each in fired
    ]
    return lines, max(0, detail.get("times", len(lines)) - len(lines))


def _outcome(fired: dict[str, Any], values: Values) -> str:
    if fired.get("refused"):
        return _("Nothing would be done: %(why)s") % {"why": Refused(fired["refused"]).sentence}
    return _changes(fired["changes"], values)


def _changes(changes: dict[str, Any], values: Values) -> str:
    said = (
        _("%(fact)s: %(value)s") % {"fact": RULE_FACTS[code].label, "value": values.said(code, value)}
        for code, value in changes.items()
        if code in RULE_FACTS and code not in PASSING
    )
    return "; ".join(said)


def _judged(detail: dict[str, Any], _values: Values) -> tuple[list[Line], int]:
    before, after = ({(each["target"], each["round"]): each for each in detail.get(side, [])} for side in _SIDES)
    lines = [
        Line(None, _named(before.get(key) or after[key]), before=_state(before.get(key)), after=_state(after.get(key)))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
    return lines[:MOST_TIMES], max(0, len(lines) - MOST_TIMES)


_SIDES = ("before", "after")


def _named(verdict: dict[str, Any]) -> str:
    return name_of(verdict["target"], verdict.get("party", ""))


def _state(verdict: dict[str, Any] | None) -> str:
    if verdict is None:
        return str(VERDICT_NAMES["none"])
    spans = {"used": working_time(verdict["used"]), "promised": working_time(verdict["minutes"])}
    return _("%(state)s, %(used)s of %(promised)s") % (spans | {"state": VERDICT_NAMES[verdict["state"]]})
