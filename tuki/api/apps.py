from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room of the HTTP API."""

    name = "tuki.api"
    label = "api"
    # What else is named like a part is routes: they come with the addresses, which only web processes read.
    parts = ("wording", "commands")
