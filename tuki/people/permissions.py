"""What may be done with people and settings."""

from django.utils.translation import gettext_lazy as _

from tuki.kernel.permissions import permission

SEE = permission("people.see", _("See all persons and organisations, not only those of one's own tickets."))
EDIT = permission("people.edit", _("Add and change contacts and organisations."))
VALUE = permission("people.value", _("See and change what customers are worth: tier, plan, revenue."))
MANAGE_AGENTS = permission("people.manage_agents", _("Add, change and deactivate agents, teams and their roles."))
CHANGE_STATES = permission("people.change_states", _("Change the states of other agents: online, away, offline."))
SETTINGS = permission("settings.change", _("Change brands, departments, mailboxes and templates."))
AUDIT = permission("settings.audit", _("Read the event log of the whole desk and verify its chain."))
