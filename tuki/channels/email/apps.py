from django.apps import AppConfig


class EmailConfig(AppConfig):
    """The door of mail, in and out."""

    name = "tuki.channels.email"
    label = "email"
