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
from tuki.setup.sample.made import is_there
from tuki.sla.permissions import MANAGE as SLA
from tuki.tickets.permissions import WORKFLOW
from tuki.ui.access import SignedInRequest, open_to

# Its address, icon, name, and what is set there.
Link = tuple[str, str, str, str]


@open_to("staff")
def sections(request: SignedInRequest) -> HttpResponse:
    """Groups of links; refused to who may change nothing here."""
    groups = _groups(request.actor)
    if not groups:
        raise Refused("not_allowed")
    return settings_page(request, "index", {"groups": groups})


def _sections() -> list[tuple[str, list[tuple[str, Link]]]]:
    """Everything that can be set: title, and for each link the permission that it needs."""
    return [
        (_("Desk"), [(SETTINGS, each) for each in _desk()]),
        (_("Tickets"), _tickets()),
        (_("Service levels"), [(SLA, each) for each in _service_levels()]),
        (_("Automation"), _automation()),
        (_("Mail"), [(SETTINGS, each) for each in _mail()]),
        (_("People"), [(MANAGE_AGENTS, each) for each in _people()]),
        (_("History"), _history()),
    ]


def _groups(actor: Actor) -> list[tuple[str, list[Link]]]:
    """Title, and for each link its address, icon, name and what is set there, as far as the actor may."""
    found = []
    for title, links in _sections():
        if open_here := [link for permission, link in links if actor.holds(permission)]:
            found.append((title, [(reverse(f"desk:{link[0]}"), *link[1:]) for link in open_here]))
    return found


def _desk() -> list[Link]:
    return [
        ("brands", "flag", _("Brands"), _("Names under which the desk answers, and their languages")),
        ("departments", "building-2", _("Departments"), _("Who answers, at which address, with which signature")),
        ("tiers", "star", _("Customer tiers"), _("How much customers weigh in the order of work")),
    ]


def _tickets() -> list[tuple[str, Link]]:
    return [
        (WORKFLOW, ("workflows", "workflow", _("Workflows"), _("How tickets go from new to closed"))),
        (CATALOGUE, ("kinds", "layers", _("Kinds"), _("What sort of request a ticket is"))),
        (CATALOGUE, ("categories", "folder", _("Categories"), _("What tickets are about, in a tree"))),
        (CATALOGUE, ("priorities", "sliders-horizontal", _("Priorities"), _("What urgency and impact give"))),
    ]


def _service_levels() -> list[Link]:
    return [
        ("policies", "timer", _("Policies"), _("By when you answer and solve, and who is told when time runs out")),
        ("calendars", "calendar", _("Calendars"), _("Working hours, public holidays, exceptions")),
        ("sla-calculator", "hourglass", _("Calculator"), _("When working time runs out, and why then")),
    ]


def _automation() -> list[tuple[str, Link]]:
    return [
        (RULES, ("rules", "zap", _("Rules"), _("What the desk does by itself, and why it did so"))),
        (REHEARSE, ("rehearsals", "history", _("Rehearsals"), _("What a draft would have changed in past weeks"))),
        (RULES, ("macros", "list-checks", _("Macros"), _("Several actions in one click"))),
        (RULES, ("templates", "file-text", _("Reply templates"), _("Texts to begin an answer with"))),
    ]


def _mail() -> list[Link]:
    return [
        ("mailboxes", "inbox", _("Mailboxes"), _("Where mail is fetched from, and whether that works")),
        ("mail-accounts", "key-round", _("Mail accounts"), _("Microsoft 365, Google and others, without password")),
        ("outgoing", "send", _("Outgoing mail"), _("The server, its limit, and mail that did not leave")),
        ("texts", "file-text", _("Mail texts"), _("What the desk writes by itself, in six languages")),
    ]


def _people() -> list[Link]:
    return [
        ("agents", "users", _("Agents"), _("Who works here, with which roles")),
        ("teams", "network", _("Teams and lines"), _("Who works together on which support line")),
        ("work", "list-checks", _("Skills and pauses"), _("What agents can, why they pause, when they are absent")),
        ("roles", "shield", _("Roles"), _("What each role may do")),
        ("access", "shield-check", _("Who may what"), _("Why somebody may do something, or may not")),
    ]


def _history() -> list[tuple[str, Link]]:
    links = [(IMPORT, ("imports", "archive", _("Imports"), _("The history of another desk")))]
    if is_there():
        links.append((SETTINGS, ("sample", "trash-2", _("Example"), _("Take it out, now that you begin"))))
    return links
