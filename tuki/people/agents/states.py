"""Whether agents work: changing a state by hand, going offline by absence, coming back with the next page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Invalid
from tuki.people.agents.absence import offline_after_minutes
from tuki.people.agents.events import StateChanged
from tuki.people.agents.queries import ShownState, states_of
from tuki.people.commands.insisting import insist_holds, locked_person
from tuki.people.models import AgentState, ApiToken, PauseReason, Session, State
from tuki.people.permissions import CHANGE_STATES


@command
def change_state(actor: Actor, person_id: int, *, state: str, reason: str = "") -> AgentState:
    """An agent is online, away, in a pause (with the code of a reason) or offline, as they or a dispatcher say.

    Announces `person.state_changed`; nothing to do when it is so already. Refuses `not_allowed` for others' states
    without `people.change_states`, `not_an_agent`, `unknown_state`, `pause_reason_needed`.
    """
    person = locked_person(person_id)
    if not (actor.is_person and actor.id == person_id):
        insist_holds(actor, CHANGE_STATES)
    if not person.is_staff or not person.is_active:
        raise Invalid("not_an_agent", field="person")
    if state not in State.values:
        raise Invalid("unknown_state", field="state")
    return _set(actor, person_id, state, _reason(reason) if state == State.PAUSE else None, is_automatic=False)


@command
def come_back(actor: Actor) -> ShownState:
    """An agent opens a page: who was offline only because nobody saw them is online again; how it is now.

    Announces `person.state_changed`. Nothing to do when they are at work, or went offline themselves.
    """
    person = locked_person(actor.id or 0)
    if person.is_staff and person.is_active and states_of([person.id])[person.id].ends_with_a_page:
        _set(actor, person.id, State.ONLINE, None, is_automatic=True)
    return states_of([person.id])[person.id]


@command
def go_offline(actor: Actor, person_id: int) -> bool:
    """An agent whom nobody has seen for long goes offline; False when they were seen meanwhile.

    Announces `person.state_changed`. A pause and being away end so too.
    """
    locked_person(person_id)
    if not absent().filter(person_id=person_id).exists():
        return False
    _set(actor, person_id, State.OFFLINE, None, is_automatic=True)
    return True


@command
def note_open_pages(actor: Actor, person_ids: Collection[int]) -> None:
    """These agents have a page open now, though they need not do anything on it."""
    AgentState.objects.filter(person_id__in=person_ids).update(present_at=clock.now())


def absent() -> QuerySet[AgentState]:
    """Agents at work whom nobody has seen for as long as the rule of absence says: no page, no session, no program."""
    limit = clock.now() - timedelta(minutes=offline_after_minutes())
    at_work = AgentState.objects.exclude(state=State.OFFLINE).filter(present_at__lt=limit, since__lt=limit)
    browsing = Session.objects.filter(person_id=OuterRef("pk"), seen_at__gte=limit)
    programs = ApiToken.objects.filter(person_id=OuterRef("pk"), used_at__gte=limit)
    return at_work.exclude(Exists(browsing)).exclude(Exists(programs))


def _set(actor: Actor, person_id: int, state: str, reason: PauseReason | None, *, is_automatic: bool) -> AgentState:
    now = clock.now()
    row = AgentState.objects.filter(person_id=person_id).first()
    if row is not None and (row.state, row.reason) == (state, reason):
        if row.is_automatic != is_automatic:
            row.is_automatic = is_automatic
            row.save(update_fields=["is_automatic"])
        return row
    old = row.state if row else State.OFFLINE.value
    row = row or AgentState(person_id=person_id)
    row.state, row.reason, row.since, row.is_automatic, row.present_at = state, reason, now, is_automatic, now
    row.save()
    reason_id = reason.id if reason else None
    announce(actor, StateChanged(subject=person_id, old=old, new=state, reason=reason_id, is_automatic=is_automatic))
    return row


def _reason(code: str) -> PauseReason:
    found = PauseReason.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise Invalid("pause_reason_needed", field="reason")
    return found
