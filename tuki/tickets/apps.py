from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The room of tickets and conversations."""

    name = "tuki.tickets"
    label = "tickets"
