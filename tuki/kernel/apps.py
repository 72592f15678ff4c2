"""Wires the rooms together when Django starts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

# In this order: what a room says of itself, then what it does on its own.
PARTS = ("wording", "permissions", "events", "commands", "versions", "uses", "rules", "followers", "jobs", "checks")


class KernelConfig(AppConfig):
    """Loads the parts of every room that register themselves."""

    name = "tuki.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Runs when all models are known, so that rooms may name each other's events."""
        from tuki.kernel import chain, limits, requests  # noqa: F401  they register schedules
        from tuki.kernel.jobs import tending  # noqa: F401  likewise

        for part in PARTS:
            autodiscover_modules(part)
