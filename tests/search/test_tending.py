"""The index stays in few pieces and finds the same."""

from __future__ import annotations

from django.db import connection

from tests.cast import Cast
from tuki.kernel.database import is_postgres
from tuki.search.jobs import tend
from tuki.search.queries import search


def _pieces() -> int:
    """Segments on SQLite, pages that are not filed yet on PostgreSQL."""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pgstattuple")
            cursor.execute("SELECT pending_pages FROM pgstatginindex('search_entry_lexemes')")
        else:
            cursor.execute("SELECT count(DISTINCT segid) FROM search_text_idx")
        return int(cursor.fetchone()[0])


def test_pieces_are_merged_and_everything_is_still_found(cast: Cast) -> None:
    made = {cast.ticket(f"Zebra {number}", "Stripes.").reference for number in range(30)}
    assert _pieces() > (0 if is_postgres() else 1)
    tend()
    assert _pieces() <= (0 if is_postgres() else 3)
    assert {hit.number for hit in search(cast.actor(cast.vera), "zebras").hits} == made
    pieces = _pieces()
    tend()
    assert _pieces() == pieces
