from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The room of live views."""

    name = "tuki.live"
    label = "live"
