"""The roles that every desk begins with."""

from __future__ import annotations

from tuki.people.access import EVERYTHING

AGENT = [
    "tickets.see", "tickets.open", "tickets.reply", "tickets.note", "tickets.assign", "tickets.change",
    "tickets.transfer", "people.see", "people.edit",
]  # fmt: skip

# code → (name, permissions); names are shown translated by their code, custom roles by their own name.
BUILTIN: dict[str, tuple[str, list[str]]] = {
    "administrator": ("Administrator", [EVERYTHING]),
    "manager": ("Support manager", [*AGENT, "tickets.approve", "tickets.trash", "tickets.see_trash", "mail.ledger",
                                    "settings.audit", "tickets.dispatch", "people.change_states", "sla.hear",
                                    "automation.rules", "automation.rehearse"]),
    "dispatcher": ("Dispatcher", ["tickets.see", "tickets.open", "tickets.note", "tickets.assign", "tickets.change",
                                  "tickets.transfer", "tickets.dispatch", "people.see", "people.change_states"]),
    "agent": ("Specialist", AGENT),
    "quality": ("Quality specialist", ["tickets.see", "tickets.note", "people.see"]),
    "editor": ("Knowledge editor", ["tickets.see"]),
    "vendor": ("Vendor", ["tickets.see", "tickets.note"]),
}  # fmt: skip
