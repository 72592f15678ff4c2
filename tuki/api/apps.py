from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room of the HTTP API."""

    name = "tuki.api"
    label = "api"
