from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The room of backups, digests and examinations."""

    name = "tuki.operations"
    label = "operations"
