"""The only writers of the outbox, the outgoing server and the texts."""

from tuki.channels.email.outgoing.commands import delivering, outbox, server, templates, writing  # noqa: F401  registers
