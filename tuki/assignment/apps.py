from django.apps import AppConfig


class AssignmentConfig(AppConfig):
    """The room of assignment and the dispatcher's board."""

    name = "tuki.assignment"
    label = "assignment"
