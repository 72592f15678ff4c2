"""Support lines: which team has a ticket, escalating it with a handover, returning it with a reason."""
