"""“Why?”: every clock of a ticket with its whole sum, and whose time it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from tuki.desk.calendars.sums import Sum, moment_time, shown_sum
from tuki.desk.frame import page
from tuki.people.agents.teams import teams
from tuki.people.queries import names_of
from tuki.sla.clocks.chain import CUSTOMER, Share
from tuki.sla.clocks.queries import Account, account_of
from tuki.sla.clocks.states import ONE_MINUTE, ClockState, State
from tuki.sla.clocks.wording import STATE_NAMES, name_of
from tuki.sla.policies.definition import LINE, TARGETS
from tuki.sla.queries import calendars
from tuki.sla.worktime import Label, Part, WorktimeError
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.wording import PRIORITY_NAMES
from tuki.tickets.wording.lines import LINE_NAMES
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.formats import sentence, working_time


class Explained(NamedTuple):
    """A clock with its sum, in words."""

    id: str
    name: str
    state: str
    look: str
    verdict: Markup
    promised: str
    used: str
    steps: list[tuple[str, str | Markup]]
    sum: Sum | None


class Words(NamedTuple):
    """How people and statuses are called for this reader."""

    people: dict[int, str]
    of_status: Callable[[str], str]
    for_customer: bool


class Holder(NamedTuple):
    """Whose time it was: how much, as a share of the whole."""

    name: str
    kind: str
    working: str
    percent: float
    x: float


@open_to("staff")
def clocks(request: SignedInRequest, reference: str) -> HttpResponse:
    """All clocks of a ticket, those that go on first; times stand in the reader's zone."""
    ticket = ticket_for(request.actor, reference)
    account = account_of(ticket)
    context = {
        "ticket": ticket,
        "promises": explained([each for each in account.clocks if each.target in TARGETS]) if account else [],
        "agreements": explained([each for each in account.clocks if each.target not in TARGETS]) if account else [],
        "holders": holders(account) if account else [],
    }
    return page(request, "desk/clocks/why.html", context, current=reverse("desk:tickets", args=["open"]))


def explained(
    states: Sequence[ClockState], *, for_customer: bool = False, status_words: Callable[[str], str] | None = None
) -> list[Explained]:
    """Clocks ready to be drawn; two queries for all. Customers read neither names of agents nor of policies."""
    people = names_of({by.actor_id for each in states for by in each.standings if by and by.actor_id})
    ordered = sorted(states, key=lambda each: (not each.is_going, each.due_at or each.started_at))
    words = Words({} if for_customer else people, status_words or _status_words, for_customer)
    return [_explained(each, words) for each in ordered]


def reader_zone() -> ZoneInfo:
    """The zone in which the reader's times are written."""
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone


def holders(account: Account) -> list[Holder]:
    """Lines, the requester and vendors with their working time, in the order in which they first had the ticket."""
    spans: dict[str, tuple[str, timedelta]] = {}
    for share in account.chain:
        kind, so_far = spans.get(_holder_name(share), (share.holder, timedelta()))
        spans[_holder_name(share)] = (kind, so_far + share.working)
    total = sum((span for _kind, span in spans.values()), timedelta())
    found, at = [], 0.0
    for name, (kind, span) in spans.items():
        percent = 100 * span / total if total else 0.0
        found.append(Holder(name, kind, working_time(span / ONE_MINUTE), round(percent, 1), round(at, 2)))
        at += percent
    return found


def _explained(state: ClockState, words: Words) -> Explained:
    zone = reader_zone()
    try:
        found = shown_sum(_with_reasons(state, words), zone)
    except WorktimeError:
        found = None
    return Explained(
        id=f"{state.target}-{state.round}",
        name=_name(state),
        state=str(STATE_NAMES[state.state]),
        look=_look(state),
        verdict=_verdict(state, zone),
        promised=_promised(state, for_customer=words.for_customer),
        used=working_time(state.used / ONE_MINUTE),
        steps=[] if words.for_customer else list(_steps(state, zone)),
        sum=found,
    )


def _name(state: ClockState) -> str:
    name = name_of(state.target, state.party)
    return f"{name} · {state.round}" if state.round > 1 else name


def _look(state: ClockState) -> str:
    if state.is_breached:
        return "late"
    return {State.RUNNING: "track", State.PAUSED: "paused", State.MET: "track"}.get(state.state, "off")


def _verdict(state: ClockState, zone: ZoneInfo) -> Markup:
    due = moment_time(state.due_at, zone) if state.due_at else ""
    if state.trouble:
        return sentence(_("The due time cannot be computed: the calendar has no working hours."))
    if state.stopped_at is not None:
        words = {
            State.MET: _("Kept on %(stopped)s; it was due %(due)s."),
            State.MISSED: _("Stopped on %(stopped)s, %(late)s late; it was due %(due)s."),
            State.DROPPED: _("No longer needed since %(stopped)s; it would have been due %(due)s."),
        }[state.state]
        late = working_time(-state.left / ONE_MINUTE)
        return sentence(words, stopped=moment_time(state.stopped_at, zone), due=due, late=late)
    if not due:
        return sentence(_("Paused with %(left)s left."), left=working_time(state.left / ONE_MINUTE))
    if state.is_breached:
        late = working_time(-state.left / ONE_MINUTE)
        return sentence(_("Was due %(due)s, %(late)s ago by working time."), due=due, late=late)
    return sentence(
        _("Due %(due)s, %(left)s of working time left."), due=due, left=working_time(state.left / ONE_MINUTE)
    )


def _promised(state: ClockState, *, for_customer: bool) -> str:
    known = calendars().get(state.calendar_id)
    values = {
        "time": working_time(state.minutes),
        "priority": PRIORITY_NAMES[state.priority],
        "policy": state.policy.definition.name,
        "calendar": known.name if known else "",
    }
    if for_customer:
        return _("%(time)s of working time, by the hours of %(calendar)s.") % values
    return (
        _("%(time)s of working time for priority %(priority)s, by the policy %(policy)s, in the hours of %(calendar)s.")
        % values
    )


def _steps(state: ClockState, zone: ZoneInfo) -> Iterable[tuple[str, str | Markup]]:
    """What was told, and what is still to come."""
    for step in state.steps():
        if step.code in state.told:
            yield "told", _step_words(step.offset(state.minutes), state.minutes)
    for coming in state.coming():
        words = _step_words(coming.step.offset(state.minutes), state.minutes)
        yield "coming", sentence("%(words)s · %(at)s", words=words, at=moment_time(coming.at, zone))


def _step_words(offset: float, minutes: int) -> str:
    if offset < minutes:
        return _("Warning %(span)s before") % {"span": working_time(minutes - offset)}
    if offset > minutes:
        return _("Escalation %(span)s after") % {"span": working_time(offset - minutes)}
    return _("Breach")


def _with_reasons(state: ClockState, words: Words) -> list[Part]:
    """The sum with the reason of each pause in words: its status and who set it, or rest."""
    found = []
    for part in state.sum():
        if part.label is Label.PAUSED:
            by = state.standing_of(part)
            reason = _("nothing was to do") if by is None else words.of_status(by.status)
            who = words.people.get(by.actor_id or 0, "") if by else ""
            part = replace(part, reason=f"{reason} ({who})" if who else reason)
        found.append(part)
    return found


def _holder_name(share: Share) -> str:
    if share.holder == CUSTOMER:
        return _("Requester")
    if share.holder != LINE:
        return status_names().get(share.status, share.status)
    team = teams().get(share.team_id or 0)
    return f"{team.name} · {LINE_NAMES[team.line]}" if team else _("No team")


def _status_words(code: str) -> str:
    return status_names().get(code, code)
