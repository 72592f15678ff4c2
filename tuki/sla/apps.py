from django.apps import AppConfig


class SlaConfig(AppConfig):
    """The room of service levels."""

    name = "tuki.sla"
    label = "sla"
