"""What happens to mailboxes by the clock."""

from __future__ import annotations

from tuki.channels.email.fetching.commands.progress import ask_for_comparison
from tuki.kernel.actors import system
from tuki.kernel.jobs.registry import scheduled


@scheduled("email.reconcile", every_seconds=86_400)
def reconcile_mailboxes() -> None:
    """Once a day every folder is laid beside its ledger: by the watcher, on the one connection it has."""
    ask_for_comparison(system("schedule"))
