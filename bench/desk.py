"""The desk that is measured: made in an empty home, filled to a size, read as a browser does."""

from __future__ import annotations

import io
import os
import random
import re
import sqlite3
import sys
from datetime import timedelta
from typing import Any

VOCABULARY = """
printer burns invoice accounts password window server network backup drucker rechnung kennwort fenster
tulostin lasku salasana ikkuna skriver faktura passord vindu принтер счёт пароль окно сервер сеть утром
meeting morning floor office cannot please again since yesterday request answer attached picture urgent
"""
WORDS = VOCABULARY.split()


def prepare() -> Any:
    """Tables, the cast of the tests and what they are promised, in the home and database that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuki.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from tests.cast import make_cast
    from tests.sla.promises import promised

    call_command("migrate", verbosity=0)
    cast = make_cast()
    promised(first_response=60, resolve=(240, 480, 960, 1920))
    return cast


def fill(cast: Any, count: int) -> None:
    """Tickets with three messages each, written without commands, as ten years of them would be too slow.

    Then what workers do by the clock: statistics of tables, and the index of the search in few pieces.
    """
    from django.db import connection, transaction

    from tuki.kernel import clock
    from tuki.kernel.database.counters import raise_to
    from tuki.kernel.database.inserting import insert_all
    from tuki.search.indexing import index_new_message, index_new_ticket
    from tuki.search.tending import tend_index
    from tuki.tickets.models import Message, Ticket

    dice, first = random.Random(7), Ticket.objects.count()
    for start in range(first, first + count, 500):
        with transaction.atomic():
            tickets = [
                _ticket(Ticket, cast, dice, number, clock.now())
                for number in range(start, min(start + 500, first + count))
            ]
            insert_all(tickets)
            messages = [_message(Message, cast, dice, each, part) for each in tickets for part in range(3)]
            insert_all(messages)
            for each in tickets:
                index_new_ticket(each)
            for each in messages:
                index_new_message(each)
    raise_to(f"ticket:{cast.brand.id}", first + count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tend_index()


def _ticket(model: Any, cast: Any, dice: random.Random, number: int, now: Any) -> Any:
    at = now - timedelta(minutes=5 * (200_000 - number) + dice.randrange(5))
    is_open = dice.random() < 0.3
    return model(
        brand=cast.brand, number=number + 1, reference=f"{cast.brand.prefix}-{number + 1}",
        subject=" ".join(dice.choices(WORDS, k=6)), kind_id="incident", status_id="new" if is_open else "closed",
        priority=dice.randrange(1, 5), department=cast.support, requester=dice.choice([cast.clara, cast.dmitri]),
        organisation=cast.customer_a, assignee=dice.choice([None, cast.anna, cast.boris]), channel="mail",
        opened_at=at, updated_at=at, last_message_at=at, waiting_since=at if is_open else None, is_open=is_open,
    )  # fmt: skip


def _message(model: Any, cast: Any, dice: random.Random, ticket: Any, part: int) -> Any:
    text = " ".join(dice.choices(WORDS, k=60))
    return model(
        ticket=ticket, kind="reply", author=cast.anna if part == 1 else ticket.requester, is_public=True,
        is_from_desk=part == 1, channel="mail", text=text, full_text=text, created_at=ticket.opened_at,
    )  # fmt: skip


class Browser:
    """Somebody signed in, asking Django within this process: what a page costs without network."""

    def __init__(self, person: Any) -> None:
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application

        from tests.browsing import browser

        token = browser(person).cookies[settings.SESSION_COOKIE_NAME].value
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={token}"
        self._application = get_wsgi_application()
        if forms := re.search(rf"{settings.CSRF_COOKIE_NAME}=\w+", "".join(self._answer("/desk/lists/open")[1])):
            self._cookie += f"; {forms[0]}"

    def get(self, address: str) -> bytes:
        """The page's bytes; raises for anything but 200."""
        status, _cookies, body = self._answer(address)
        if not status.startswith("200"):
            raise SystemExit(f"{address}: {status}")
        return body

    def _answer(self, address: str) -> tuple[str, list[str], bytes]:
        """Status, cookies that are set, and bytes."""
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http",
            "HTTP_COOKIE": self._cookie, "HTTP_ACCEPT_LANGUAGE": "en",
        }  # fmt: skip
        said: list[Any] = []
        body = b"".join(self._application(environ, lambda status, headers, *rest: said.extend((status, headers))))
        return said[0], [value for name, value in said[1] if name == "Set-Cookie"], body


class Raw:
    """The database's own driver on a connection of its own, with the same durability as the product's."""

    def __init__(self) -> None:
        from django.db import connection

        self.is_postgres = connection.vendor == "postgresql"
        if self.is_postgres:
            import psycopg

            kept = {"dbname", "user", "password", "host", "port"}
            parameters = {name: value for name, value in connection.get_connection_params().items() if name in kept}
            self.connection: Any = psycopg.connect(**parameters, autocommit=True)
        else:
            self.connection = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=30)
            self.connection.execute("PRAGMA synchronous=FULL")

    def ask(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows; `%s` marks a value on both databases."""
        return self.connection.execute(self._marked(statement), values).fetchall()

    def run(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        """A statement without rows."""
        self.connection.execute(self._marked(statement), values)

    def _marked(self, statement: str) -> str:
        return statement if self.is_postgres else statement.replace("%s", "?")
