"""What a rehearsal found, as pages and the API show it: numbers, and the tickets behind each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db.models import QuerySet

from tuki.automation.models import Finding, Rehearsal
from tuki.automation.permissions import REHEARSE
from tuki.automation.rehearsing.promises import GOING, MET, MISSED
from tuki.automation.rehearsing.rules import LOADS
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused
from tuki.people.models import Department, Person, Team
from tuki.sla.policies.definition import LINE, TARGETS, VENDOR
from tuki.tickets.queries import visible_to

NOTHING = "none"


class Load(msgspec.Struct, frozen=True):
    """Of the tickets that would have moved: how many this department, team or agent has, and would have had.

    `id` is null and `name` empty for tickets that nobody has.
    """

    fact: str
    id: int | None
    name: str
    before: int
    after: int


class Promise(msgspec.Struct, frozen=True):
    """One target: how many promises were and would have been kept (met), broken (missed) or still going."""

    target: str
    before: dict[str, int]
    after: dict[str, int]


class Verdicts(msgspec.Struct, frozen=True):
    """How many tickets were judged `before` as things were, and `after` by the draft; none: nothing was promised."""

    before: str
    after: str
    tickets: int


class RehearsalOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a rehearsal has counted so far. `avoided` and `caused` are tickets with a broken promise.
    `refused`: times
    that a rule would have fired but for a step that the desk refuses. `mails`: of a rule its own, else warnings and
    escalations by the draft, `mails_before` those as things were.

    `changed`: fact → tickets of which a rule would have changed it. `missed_by_team`: tickets with a broken promise.
    """

    touched: int = 0
    fired: int = 0
    refused: int = 0
    mails: int = 0
    mails_before: int = 0
    changed: dict[str, int] = {}
    loads: list[Load] = []
    promised: int = 0
    avoided: int = 0
    caused: int = 0
    promises: list[Promise] = []
    verdicts: list[Verdicts] = []
    missed_by_team: list[Load] = []


def rehearsals_for(actor: Actor) -> QuerySet[Rehearsal]:
    """All rehearsals, the latest first, and for who may rehearse only in some departments their own; refuses
    `not_allowed`."""
    if not actor.holds(REHEARSE):
        raise Refused("not_allowed")
    found = Rehearsal.objects.order_by("-id")
    return found if actor.areas(REHEARSE) is None else found.filter(started_by_id=actor.id)


def rehearsal_for(actor: Actor, rehearsal_id: int) -> Rehearsal:
    """One rehearsal; refuses `not_allowed` and `not_found`."""
    row = rehearsals_for(actor).filter(pk=rehearsal_id).first()
    if row is None:
        raise NotFound()
    return row


def findings_for(
    actor: Actor, row: Rehearsal, *, mark: str = "", before: str = "", after: str = ""
) -> QuerySet[Finding]:
    """The tickets behind the numbers, only those that the actor may see, by id.

    `mark` is the key of a count in the summary; `before` and `after` are verdicts, `none` for nothing promised.
    """
    found = row.findings.filter(ticket__in=visible_to(actor).values("id")).select_related("ticket").order_by("id")
    if mark:
        found = found.filter(marks__contains=f" {mark} ")
    for side, verdict in (("before", before), ("after", after)):
        if verdict:
            found = found.filter(**{side: "" if verdict == NOTHING else verdict})
    return found


def outcome_of(row: Rehearsal) -> RehearsalOutcome:
    """The summary with names; three queries at most."""
    counts: Mapping[str, int] = row.summary
    return RehearsalOutcome(
        touched=counts.get("touched", 0),
        fired=counts.get("fired", 0),
        refused=counts.get("refused", 0),
        mails=counts.get("mails", 0),
        mails_before=counts.get("mails_before", 0),
        changed={code.removeprefix("changed:"): n for code, n in counts.items() if code.startswith("changed:")},
        loads=[load for fact in LOADS for load in _loads(counts, fact, fact)],
        promised=counts.get("promised", 0),
        avoided=counts.get("avoided", 0),
        caused=counts.get("caused", 0),
        promises=list(_promises(counts)),
        verdicts=list(_verdicts(counts)),
        missed_by_team=_loads(counts, "team_missed", "team"),
    )


def _verdicts(counts: Mapping[str, int]) -> Iterable[Verdicts]:
    for before in (MET, MISSED, GOING, NOTHING):
        for after in (MET, MISSED, GOING, NOTHING):
            if tickets := counts.get(f"tickets:{before}:{after}"):
                yield Verdicts(before, after, tickets)


def _promises(counts: Mapping[str, int]) -> Iterable[Promise]:
    for target in (*TARGETS, LINE, VENDOR):
        sides = [
            {state: n for state in (MET, MISSED, GOING) if (n := counts.get(f"{target}:{state}:{side}"))}
            for side in ("before", "after")
        ]
        if any(sides):
            yield Promise(target, *sides)


def _loads(counts: Mapping[str, int], prefix: str, fact: str) -> list[Load]:
    """Sorted by how much differs, the largest first."""
    found: dict[int | None, dict[str, int]] = {}
    for code, number in counts.items():
        head, _colon, rest = code.partition(":")
        if head == prefix:
            id_, _colon, side = rest.partition(":")
            found.setdefault(int(id_) if id_.isdigit() else None, {})[side] = number
    names = _names(fact, [each for each in found if each is not None]) if found else {}
    rows = [
        Load(fact, id_, names.get(id_, "") if id_ is not None else "", sides.get("before", 0), sides.get("after", 0))
        for id_, sides in found.items()
    ]
    return sorted(rows, key=lambda each: (-abs(each.after - each.before), each.name))


def _names(fact: str, ids: list[int]) -> dict[int, str]:
    tables: dict[str, Any] = {"department": Department, "team": Team, "assignee": Person}
    return dict(tables[fact].objects.filter(id__in=ids).values_list("id", "name"))
