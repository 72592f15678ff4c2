"""The first page of the settings: what can be set, as far as the actor may."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.automation.permissions import REHEARSE, RULES
from tuki.catalogue.permissions import EDIT as CATALOGUE
from tuki.desk.settings.pages import settings_page
from tuki.imports.permissions import IMPORT
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Refused
from tuki.people.permissions import MANAGE_AGENTS, SETTINGS
from tuki.sla.permissions import MANAGE as SLA
from tuki.tickets.permissions import WORKFLOW
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff")
def sections(request: SignedInRequest) -> HttpResponse:
    """Groups of links; refused to who may change nothing here."""
    groups = _groups(request.actor)
    if not groups:
        raise Refused("not_allowed")
    return settings_page(request, "index", {"groups": groups})


def _service_levels() -> list[tuple[str, str, str, str]]:
    return [
        ("policies", "timer", _("Policies"), _("By when you answer and solve, and who is told when time runs out")),
        ("calendars", "calendar", _("Calendars"), _("Working hours, public holidays, exceptions")),
        ("sla-calculator", "timer", _("Calculator"), _("When working time runs out, and why then")),
    ]


def _automation(actor: Actor) -> list[tuple[str, str, str, str]]:
    rows = [
        (RULES, ("rules", "workflow", _("Rules"), _("What the desk does by itself, and why it did so"))),
        (REHEARSE, ("rehearsals", "history", _("Rehearsals"), _("What a draft would have changed in past weeks"))),
    ]
    return [row for permission, row in rows if actor.holds(permission)]


def _groups(actor: Actor) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Title, and for each link its address, icon, name and what is set there."""
    found = []
    if actor.holds(SETTINGS):
        desk = [
            ("brands", "flag", _("Brands"), _("Names under which the desk answers, and their languages")),
            ("departments", "building-2", _("Departments"), _("Who answers, at which address, with which signature")),
        ]
        desk.append(("tiers", "star", _("Customer tiers"), _("How much customers weigh in the order of work")))
        if actor.holds(CATALOGUE):
            desk.append(("categories", "folder", _("Categories"), _("What tickets are about, in a tree")))
            desk.append(("priorities", "flag", _("Priorities"), _("What urgency and impact give")))
            desk.append(("kinds", "layers", _("Kinds"), _("What sort of request a ticket is")))
        if actor.holds(WORKFLOW):
            desk.append(("workflows", "workflow", _("Workflows"), _("How tickets go from new to closed")))
        mail = [
            ("mailboxes", "inbox", _("Mailboxes"), _("Where mail is fetched from, and whether that works")),
            (
                "mail-accounts",
                "key-round",
                _("Mail accounts"),
                _("Microsoft 365, Google and others, without password"),
            ),
            ("outgoing", "send", _("Outgoing mail"), _("The server, its limit, and mail that did not leave")),
            ("texts", "file-text", _("Mail texts"), _("What the desk writes by itself, in six languages")),
        ]
        found += [(_("Desk"), desk), (_("Mail"), mail)]
    if actor.holds(IMPORT):
        found.append((_("History"), [("imports", "archive", _("Imports"), _("The history of another desk"))]))
    if actor.holds(SLA):
        found.append((_("Service levels"), _service_levels()))
    if automation := _automation(actor):
        found.append((_("Automation"), automation))
    if actor.holds(MANAGE_AGENTS):
        people = [
            ("agents", "users", _("Agents"), _("Who works here, with which roles")),
            ("teams", "layers", _("Teams and lines"), _("Who works together on which support line")),
            ("work", "list-checks", _("Skills and pauses"), _("What agents can, why they pause, when they are absent")),
            ("roles", "shield", _("Roles"), _("What each role may do")),
            ("access", "shield-check", _("Who may what"), _("Why somebody may do something, or may not")),
        ]
        found.append((_("People"), people))
    return [
        (title, [(reverse(f"desk:{name}"), icon, label, words) for name, icon, label, words in rows])
        for title, rows in found
    ]
