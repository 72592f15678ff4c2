"""The differences between SQLite and PostgreSQL, all in one place.

Words: engine, counter, horizon, wake-up. Nobody else asks which database is running.
"""

from functools import lru_cache

from django.db import connection


@lru_cache(maxsize=1)
def is_postgres() -> bool:
    """Whether the desk runs on PostgreSQL; the other possibility is SQLite."""
    return connection.vendor == "postgresql"
