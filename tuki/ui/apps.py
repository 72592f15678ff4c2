"""Registers the room with Django, so that its templates and static files are found."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The shared look; it has no tables."""

    name = "tuki.ui"
    label = "ui"
