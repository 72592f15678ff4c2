"""Taking the example out of a desk that has begun to work, without what is in use by then."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.refusals import Refusal
from tuki.people.commands.desk import set_team
from tuki.people.commands.insisting import insist_holds
from tuki.people.commands.persons import deactivate_person
from tuki.people.models import Organisation, Person, Team
from tuki.people.permissions import SETTINGS
from tuki.people.queries import main_brand
from tuki.setup.events import SampleRemoved
from tuki.setup.sample.made import changed_since, made
from tuki.setup.sample.parts import Part, automation, places, work
from tuki.tickets.commands.assign import unassign_ticket
from tuki.tickets.commands.trash import trash_ticket
from tuki.tickets.models import Ticket


class Removed(msgspec.Struct, frozen=True):
    """How much was taken out; `unassigned`: real tickets put back; `kept`: what stays and why, for the reader."""

    tickets: int
    people: int
    settings: int
    unassigned: int
    kept: tuple[str, ...]


@transaction.atomic
def remove_sample(actor: Actor) -> Removed:
    """The example's tickets go into the trash; its people can no longer sign in, belong to no team and have none of the
    desk's own tickets; its rules, macros, templates, promises, categories and the like are retired.

    What real tickets use, what something of the desk's own names, and what somebody has changed since stays, and is
    told. No command of its own, so that each refusal leaves nothing half done. Announces `sample.removed` besides what
    the commands announce; refuses `not_allowed`. Nothing to do when there is nothing of the example.
    """
    insist_holds(actor, SETTINGS)
    removal = _Removal(actor)
    removal.perform()
    if any((removal.tickets, removal.people, removal.settings)):
        _tell(actor, removal.result)
    return removal.result


@command
def _tell(actor: Actor, removed: Removed) -> None:
    """Announces `sample.removed`."""
    brand = main_brand()
    assert brand is not None
    counts = {"tickets": removed.tickets, "people": removed.people, "settings": removed.settings}
    announce(actor, SampleRemoved(subject=brand.id, kept=len(removed.kept), **counts))


class _Removal:
    """One removal: what goes, counted, and what stays."""

    def __init__(self, actor: Actor) -> None:
        self._actor, self._ids = actor, made()
        self._changed = changed_since(self._ids)
        self.tickets = self.people = self.settings = self.unassigned = 0
        self._kept: list[str] = []
        self._theirs = Ticket.objects.filter(id__in=self._ids["ticket"], requester__in=self._ids["person"])
        self._real = Ticket.objects.exclude(id__in=self._theirs.values("id"))

    @property
    def result(self) -> Removed:
        return Removed(self.tickets, self.people, self.settings, self.unassigned, tuple(self._kept))

    def perform(self) -> None:
        """In the order in which one thing uses another."""
        for reference in self._theirs.filter(trashed_at=None).order_by("id").values_list("reference", flat=True):
            trash_ticket(self._actor, reference)
            self.tickets += 1
        self._retire(automation(self._actor, self._ids))
        self._retire(work(self._actor, self._ids, self._real))
        self._empty_teams()
        for person in Person.objects.filter(id__in=self._ids["person"], is_active=True).order_by("id"):
            self._see_off(person)
        self._retire(places(self._actor, self._ids, self._real))
        self._tell_organisations()

    def _retire(self, parts: Iterable[Part]) -> None:
        for part in parts:
            if part.is_used or part.id in self._changed[part.kind]:
                self._keep(part.name, _("in use") if part.is_used else _("changed since"))
                continue
            try:
                part.retire()
            except Refusal as refusal:
                self._keep(part.name, refusal.sentence)
            else:
                self.settings += 1

    def _empty_teams(self) -> None:
        """Of the example's people; teams stay, for tickets name them."""
        for team in Team.objects.filter(members__in=self._ids["person"]).distinct().order_by("id"):
            left = [id_ for id_ in team.members.values_list("id", flat=True) if id_ not in self._ids["person"]]
            set_team(self._actor, name=team.name, line=team.line, member_ids=left, department_id=team.department_id)
            if not left:
                self._keep(team.name, _("a team without members, named by tickets in the trash"))

    def _tell_organisations(self) -> None:
        """Organisations stay, for tickets in the trash name them."""
        used = set(self._real.exclude(organisation=None).values_list("organisation_id", flat=True))
        used |= set(Person.objects.exclude(id__in=self._ids["person"]).values_list("organisation_id", flat=True))
        for row in Organisation.objects.filter(id__in=self._ids["organisation"]).order_by("name"):
            why = _("in use") if row.id in used else _("an organisation named by tickets in the trash")
            self._keep(row.name, why)

    def _see_off(self, person: Person) -> None:
        if self._real.filter(requester=person).exists():
            self._keep(person.name, _("has asked for something"))
            return
        try:
            deactivate_person(self._actor, person.id)
        except Refusal as refusal:
            self._keep(person.name, refusal.sentence)
            return
        self.people += 1
        for reference in self._real.filter(assignee=person, is_open=True).values_list("reference", flat=True):
            unassign_ticket(self._actor, reference)
            self.unassigned += 1

    def _keep(self, name: str, why: str) -> None:
        self._kept.append(f"{name}: {why}")
