from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The room of pages for customers."""

    name = "tuki.portal"
    label = "portal"
