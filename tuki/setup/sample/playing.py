"""Plays the stories by the commands of the desk, each step at its own moment of the past."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from tuki.catalogue.categories import category_named
from tuki.kernel import clock
from tuki.kernel.actors import Actor, ActorKind
from tuki.people.access import actor_of
from tuki.people.models import Person
from tuki.setup.sample.automation import let_rules_act
from tuki.setup.sample.people import Company
from tuki.setup.sample.script import Step, Story
from tuki.sla.clocks.models import Clock
from tuki.sla.clocks.telling import tell_of
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.receive import receive_message
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.commands.status import change_status, reject_completion
from tuki.tickets.commands.writing import Writing
from tuki.tickets.lines.moving import escalate_to_line, return_to_line
from tuki.tickets.models import Ticket
from tuki.tickets.queries.workflow import workflow_of
from tuki.tickets.workflow import WorkflowDefinition

CAUSE = "sample"
# Priority of a story → urgency and impact that give it by the built-in matrix.
LEVELS = {1: (1, 2), 2: (2, 3), 3: (3, 3), 4: (4, 4)}
FIRST_HOUR, HOURS_OF_A_DAY = 7, 10


class Play:
    """One story: its ticket, as it comes to be."""

    def __init__(self, company: Company, story: Story, files: Mapping[str, int]) -> None:
        self._company, self._story, self._files = company, story, files
        self._ticket: Ticket | None = None
        self._last_event = 0

    def perform(self, *, now: datetime, number: int) -> None:
        """All steps in order, and what clocks and rules do between them; none lies in the future."""
        moment = _opening(self._story, now, number)
        for step in self._story.steps:
            moment = min(moment + timedelta(hours=step.hours), now)
            self._let_clocks_tell(moment)
            with clock.at(moment):
                self._take(step, moment)
                assert self._ticket is not None
                self._last_event = let_rules_act(self._ticket.id, self._last_event)
        self._let_clocks_tell(now)

    def _let_clocks_tell(self, until: datetime) -> None:
        """Warnings and breaches, each at its moment; nobody is told of them."""
        if self._ticket is None:
            return
        due = Clock.objects.filter(ticket=self._ticket, next_check_at__lte=until).order_by("next_check_at", "id")
        while (moment := due.values_list("next_check_at", flat=True).first()) is not None:
            with clock.at(moment):
                tell_of(_as(None), self._ticket.id)

    def _take(self, step: Step, moment: datetime) -> None:
        if self._ticket is None:
            self._open(step, moment)
            return
        acts: dict[str, Callable[[Step, Actor], object]] = {
            "writes": self._write, "takes": self._assign, "replies": self._reply, "notes": self._note,
            "sets": self._set, "completes": self._complete, "closes": self._close, "rejects": self._reject,
            "asks": self._ask, "escalates": self._escalate, "returns": self._return,
        }  # fmt: skip
        acts[step.does](step, _as(self._person(step.who)))

    @property
    def _reference(self) -> str:
        assert self._ticket is not None
        return self._ticket.reference

    def _open(self, step: Step, moment: datetime) -> None:
        requester = self._company.contacts[step.who]
        story = self._story
        urgency, impact = LEVELS[story.priority]
        self._ticket = open_ticket(
            _as(requester),
            department_id=self._company.departments[story.place],
            requester_id=requester.id,
            subject=story.subject,
            writing=self._writing(step, moment),
            kind=story.kind,
            urgency=urgency,
            impact=impact,
            tags=story.tags,
            category_id=category_named(story.category) if story.category else None,
        )

    def _write(self, step: Step, actor: Actor) -> None:
        assert self._ticket is not None
        writing = self._writing(step, clock.now())
        receive_message(actor, self._ticket.id, writing=writing, author_id=actor.id, is_verified=True)

    def _reply(self, step: Step, actor: Actor) -> None:
        reply_to_ticket(actor, self._reference, text=step.words, attachment_ids=self._attached(step))

    def _note(self, step: Step, actor: Actor) -> None:
        add_note(actor, self._reference, text=step.words)

    def _assign(self, step: Step, actor: Actor) -> None:
        assert actor.id is not None
        assign_ticket(actor, self._reference, assignee_id=actor.id)

    def _set(self, step: Step, actor: Actor) -> None:
        change_status(actor, self._reference, status=step.words)

    def _ask(self, step: Step, _import: Actor) -> None:
        """A status that somebody else must agree to: asked by the agent in person."""
        person = self._person(step.who)
        assert person is not None
        change_status(actor_of(person, cause=CAUSE), self._reference, status=step.words)

    def _escalate(self, step: Step, actor: Actor) -> None:
        escalate_to_line(actor, self._reference, handover=step.words, team_id=self._company.second_line_id)

    def _return(self, step: Step, actor: Actor) -> None:
        return_to_line(actor, self._reference, reason=step.words)

    def _complete(self, step: Step, actor: Actor) -> None:
        change_status(actor, self._reference, status=self._workflow.completion, resolution=step.words)

    def _close(self, step: Step, actor: Actor) -> None:
        change_status(actor, self._reference, status=self._workflow.confirmed)

    @property
    def _workflow(self) -> WorkflowDefinition:
        return workflow_of(self._story.kind)

    def _reject(self, step: Step, actor: Actor) -> None:
        reject_completion(actor, self._reference)

    def _writing(self, step: Step, moment: datetime) -> Writing:
        person = self._company.contacts[step.who]
        return Writing(
            text=step.words,
            subject=self._story.subject,
            author_name=person.name,
            author_address=person.email,
            channel=self._story.channel,
            language=self._story.language,
            attachment_ids=self._attached(step),
            written_at=moment,
        )

    def _attached(self, step: Step) -> list[int]:
        return [self._files[step.file]] if step.file else []

    def _person(self, key: str) -> Person | None:
        return self._company.agents.get(key) or self._company.contacts.get(key)


def _as(person: Person | None) -> Actor:
    """An import that stands for somebody: it announces in their name, and nobody is answered."""
    name, id_ = (person.name, person.id) if person else ("Tuki", None)
    return Actor(kind=ActorKind.IMPORT, id=id_, name=name, cause=CAUSE)


def _opening(story: Story, now: datetime, number: int) -> datetime:
    """`days` ago; what lies further back is moved into the hours of a working day."""
    moment = now - timedelta(days=story.days)
    if story.days < 2:
        return moment
    hour, minute = FIRST_HOUR + number * 7 % HOURS_OF_A_DAY, number * 17 % 60
    return min(moment.replace(hour=hour, minute=minute, second=0, microsecond=0), now - story.lasts)
