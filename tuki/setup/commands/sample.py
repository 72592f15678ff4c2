"""Filling an empty desk with an example."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from tuki.kernel import clock
from tuki.kernel.actors import Actor, importer
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Refused
from tuki.live.commands.presence import mark_read
from tuki.people.access import actor_of
from tuki.people.commands.insisting import insist_holds
from tuki.people.permissions import SETTINGS
from tuki.setup.commands.begin import begin_desk
from tuki.setup.sample.automation import add_rules, hold_rules
from tuki.setup.sample.files import content_of
from tuki.setup.sample.made import is_there
from tuki.setup.sample.people import CHIEF, Company, gather, keep_at_work, set_to_work
from tuki.setup.sample.playing import CAUSE, Play
from tuki.setup.sample.script import cast, stories
from tuki.setup.sample.workings import define
from tuki.tickets.commands.files import upload
from tuki.tickets.models import Ticket

BEFORE_ALL, WORKDAY, UNREAD_FOR = timedelta(days=30), timedelta(hours=6), timedelta(hours=9)


def fill_with_sample(actor: Actor) -> int:
    """An example of departments, agents, organisations and some sixty tickets; how many tickets were added.

    0 when the example is there already. Refuses `desk_in_use` when there are other tickets. Nobody is written to.
    """
    insist_holds(actor, SETTINGS)
    if _was_filled() and is_there():
        return 0
    if Ticket.objects.exists():
        raise Refused("desk_in_use")
    run = importer(CAUSE, cause=CAUSE)
    names = {step.file for story in stories() for step in story.steps if step.file}
    files: dict[str, int] = {}
    for name in sorted(names):
        type_, content = content_of(name)
        files[name] = upload(run, name=name, type=type_, content=content).id
    return _play_all(run, files)


@transaction.atomic
def _play_all(actor: Actor, files: Mapping[str, int]) -> int:
    """One transaction: the whole example or nothing of it.

    No command of its own, so that followers run after each step, as they would have: clocks, ways through teams.
    """
    now, people = clock.now(), cast()
    begin_desk()
    with clock.at(now - BEFORE_ALL), translation.override("en"):
        company = gather(actor, people)
        define(actor)
        add_rules(actor)
    with clock.at(now - WORKDAY):
        set_to_work(actor, company, people)
    for number, story in enumerate(stories()):
        Play(company, story, files).perform(now=now, number=number)
    with translation.override("en"):
        hold_rules(actor)
    keep_at_work(actor, company, people)
    _let_chief_have_read(company, now - UNREAD_FOR)
    return len(stories())


def _let_chief_have_read(company: Company, until: datetime) -> None:
    """Everything but the latest, so that what is new stands out in lists."""
    chief = actor_of(company.agents[CHIEF], cause=CAUSE)
    for ticket_id, upto in Ticket.objects.filter(last_message_at__lt=until).values_list("id", "last_message_at"):
        mark_read(chief, ticket_id, upto=upto)


def _was_filled() -> bool:
    return EventRow.objects.filter(kind="ticket.opened", cause=CAUSE).exists()
