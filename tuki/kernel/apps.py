"""Wires the rooms together when Django starts."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

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
        from tuki.kernel.by_thread import keep_by_thread
        from tuki.kernel.jobs import tending  # noqa: F401  likewise

        keep_by_thread()
        for part in PARTS:
            for room in apps.get_app_configs():
                if part in getattr(room, "parts", PARTS) and module_has_submodule(room.module, part):
                    import_module(f"{room.name}.{part}")
