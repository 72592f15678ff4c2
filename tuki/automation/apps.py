from django.apps import AppConfig


class AutomationConfig(AppConfig):
    """The room of templates, macros and actions."""

    name = "tuki.automation"
    label = "automation"
