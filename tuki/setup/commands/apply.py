"""Applying a file that describes a desk, by the commands of the rooms, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Refusal
from tuki.setup.commands import (
    applied_automation,
    applied_catalogue,
    applied_desk,
    applied_mail,
    applied_people,
    applied_sla,
    applied_work,
    applied_workflows,
)
from tuki.setup.complaints import Complaint, Nonsense
from tuki.setup.reading import DeskFile, Item

# In this order: each table may name what an earlier one brought.
STEPS = (
    ("brand", applied_desk.brand),
    ("kind", applied_workflows.kind),
    ("workflow", applied_workflows.workflow),
    ("priority_matrix", applied_catalogue.priority_matrix),
    ("department", applied_desk.department),
    ("calendar", applied_sla.calendar),
    ("category", applied_catalogue.category),
    ("role", applied_desk.role),
    ("skill", applied_work.skill),
    ("pause_reason", applied_work.pause_reason),
    ("agents", applied_work.agents),
    ("tier", applied_people.tier),
    ("organisation", applied_people.organisation),
    ("person", applied_people.person),
    ("person", applied_work.work),
    ("contact", applied_people.contact),
    ("team", applied_desk.team),
    ("team", applied_work.assignment),
    ("policy", applied_sla.policy),
    ("reply_template", applied_automation.reply_template),
    ("macro", applied_automation.macro),
    ("rule", applied_automation.rule),
    ("mail_account", applied_mail.mail_account),
    ("mailbox", applied_mail.mailbox),
    ("outgoing", applied_mail.outgoing),
    ("template", applied_mail.template),
)


@command
def apply_desk_file(actor: Actor, desk: DeskFile, *, hashes: Mapping[str, str]) -> None:
    """Adds and changes what differs from the file; what it does not mention stays.

    `hashes` holds the new passwords by address (see `new_hashes`). Announces what the commands of the rooms
    announce; raises `Nonsense` with the line of the first thing that a command refuses.
    """
    for table, step in STEPS:
        items = applied_desk.parents_first(desk.all(table)) if table == "department" else desk.all(table)
        for item in items:
            with _line_of(item, desk.name):
                step(actor, item)
    applied_sla.default_calendar(actor)
    for item in [*desk.all("person"), *desk.all("contact")]:
        with _line_of(item, desk.name):
            applied_people.credentials(actor, item, hashes)


@contextmanager
def _line_of(item: Item, file: str) -> Iterator[None]:
    """A refusal within is a complaint about the item."""
    try:
        yield
    except Refusal as refusal:
        field = refusal.field or ""
        line = item.line_of({"url": "smtp", "role": "role"}.get(field, field))
        raise Nonsense(file, [Complaint(line, f"{refusal.sentence} Correct it and apply again.")]) from refusal
