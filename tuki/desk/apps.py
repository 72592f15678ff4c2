from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The room of staff pages."""

    name = "tuki.desk"
    label = "desk"
