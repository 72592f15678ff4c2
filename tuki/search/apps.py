from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room of the index and the query language."""

    name = "tuki.search"
    label = "search"
