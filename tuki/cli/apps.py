from django.apps import AppConfig


class CliConfig(AppConfig):
    """The room of the command line."""

    name = "tuki.cli"
    label = "cli"
