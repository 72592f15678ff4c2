"""A browser without a screen: Django's test client, signed in as somebody of the cast."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from tuki.people.access import actor_of
from tuki.people.models import Person
from tuki.people.signin.sessions import begin_session


def browser(person: Person | None = None) -> Client:
    """A client; signed in when a person is given."""
    client = Client()
    if person is not None:
        person.refresh_from_db()
        begun = begin_session(actor_of(person, cause="test"), way="password")
        client.cookies[settings.SESSION_COOKIE_NAME] = begun.token
    return client
