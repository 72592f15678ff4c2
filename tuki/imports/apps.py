from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """History of other desks."""

    name = "tuki.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"
