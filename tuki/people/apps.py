from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room of persons, departments, organisations, roles and sign-in."""

    name = "tuki.people"
    label = "people"
