"""The rows that every desk has from its first start."""

from __future__ import annotations

from tuki.catalogue.commands import add_builtin_kinds
from tuki.kernel.actors import system
from tuki.kernel.versions import begin_versions
from tuki.people.agents.reasons import add_builtin_pause_reasons
from tuki.people.commands.customers import add_builtin_tiers
from tuki.people.commands.roles import add_builtin_roles
from tuki.people.queries import main_brand
from tuki.sla.commands.calendars import add_default_calendar
from tuki.tickets.commands.workflow import add_default_workflow


def begin_desk() -> None:
    """Adds roles, kinds, workflow and (once there is a brand) a calendar where missing; harmless when repeated.

    On a desk of an older release: gives built-in roles what is new, and settings their first version.
    """
    actor = system("begin_desk")
    add_builtin_roles(actor)
    add_builtin_tiers(actor)
    add_builtin_kinds(actor)
    add_builtin_pause_reasons(actor)
    add_default_workflow(actor)
    if brand := main_brand():
        add_default_calendar(actor, zone=brand.time_zone, language=brand.language)
    begin_versions(actor)
