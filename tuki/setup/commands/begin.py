"""The rows that every desk has from its first start."""

from __future__ import annotations

from tuki.catalogue.commands import add_builtin_kinds
from tuki.kernel.actors import system
from tuki.people.commands.roles import add_builtin_roles
from tuki.tickets.commands.workflow import add_default_workflow


def begin_desk() -> None:
    """Adds roles, kinds and workflow where they are missing; harmless when repeated."""
    actor = system("begin_desk")
    add_builtin_roles(actor)
    add_builtin_kinds(actor)
    add_default_workflow(actor)
