from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room of definitions."""

    name = "tuki.catalogue"
    label = "catalogue"
