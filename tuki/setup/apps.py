from django.apps import AppConfig


class SetupConfig(AppConfig):
    """The room that sets a desk up."""

    name = "tuki.setup"
    label = "setup"
