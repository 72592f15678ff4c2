"""Where lexemes are kept: ``search_text`` (FTS5) on SQLite, ``search_entry.lexemes`` on PostgreSQL.

The only file of the room that knows which database it is.
"""

import json
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from tuki.kernel.database import is_postgres
from tuki.kernel.database.driver import Statement
from tuki.kernel.numerals import LARGEST
from tuki.search.language import ENABLED_LANGUAGES
from tuki.search.lexemes import PERSON_SCOPE, IndexedText
from tuki.search.matching import Asking, compile_fts5, compile_tsquery
from tuki.search.query import Node

_CONFLICTS = {"ticket": "(ticket_id) WHERE message_id IS NULL", "message": "(message_id)", "person": "(person_id)"}
_PUT_SQLITE = {
    kind: Statement(
        "INSERT INTO search_entry (ticket_id, message_id, person_id, language) VALUES (%s, %s, %s, %s)"  # noqa: S608 - only our own words
        f" ON CONFLICT {conflict} DO UPDATE SET language = excluded.language RETURNING id"
    )
    for kind, conflict in _CONFLICTS.items()
}
_PUT_TEXT = Statement("INSERT OR REPLACE INTO search_text (rowid, words, extras) VALUES (%s, %s, %s)")
_PUT_POSTGRES = {
    kind: Statement(
        "INSERT INTO search_entry (ticket_id, message_id, person_id, language, lexemes)"  # noqa: S608 - only our own words
        f" VALUES (%s, %s, %s, %s, %s::tsvector) ON CONFLICT {conflict}"
        " DO UPDATE SET language = excluded.language, lexemes = excluded.lexemes"
    )
    for kind, conflict in _CONFLICTS.items()
}
_NEWEST_SQLITE = Statement(
    "SELECT entry.id, ticket_id, message_id FROM search_text"
    " CROSS JOIN search_entry entry ON entry.id = search_text.rowid WHERE search_text MATCH %s"
    " AND search_text.rowid < %s ORDER BY search_text.rowid DESC LIMIT %s"
)
_NEWEST_POSTGRES = Statement("SELECT entry_id, ticket, message FROM search_newest(%s::tsquery, %s, %s)")
_AMONG_SQLITE = Statement(
    "SELECT entry.id, ticket_id, message_id FROM search_text"
    " CROSS JOIN search_entry entry ON entry.id = search_text.rowid WHERE search_text MATCH %s"
    " AND +search_text.rowid IN (SELECT value FROM json_each(%s)) ORDER BY search_text.rowid DESC LIMIT %s"
)
_AMONG_POSTGRES = Statement(
    "SELECT id, ticket_id, message_id FROM search_entry"
    " WHERE lexemes @@ %s::tsquery AND id = ANY(%s) ORDER BY id DESC LIMIT %s"
)
_PERSONS_SQLITE = Statement(
    "SELECT person_id FROM search_text CROSS JOIN search_entry entry ON entry.id = search_text.rowid"
    " WHERE search_text MATCH %s ORDER BY search_text.rowid DESC LIMIT %s"
)
# Apart and materialised, so that the index is asked first: for a limit the planner would go through all by their id.
_PERSONS_POSTGRES = Statement(
    "WITH named AS MATERIALIZED (SELECT id, person_id FROM search_entry WHERE lexemes @@ %s::tsquery)"
    " SELECT person_id FROM named ORDER BY id DESC LIMIT %s"
)


def put(
    indexed: IndexedText,
    *,
    ticket_id: int | None = None,
    message_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Adds the entry of a ticket, a message (with its ticket) or a person, or replaces its lexemes."""
    kind = "person" if person_id else "message" if message_id else "ticket"
    row = (ticket_id, message_id, person_id, indexed.languages[0] if indexed.languages else "")
    if is_postgres():
        _PUT_POSTGRES[kind].run((*row, indexed.tsvector()))
        return
    ((entry_id,),) = _PUT_SQLITE[kind].rows(row)
    _PUT_TEXT.run((entry_id, *indexed.fts5_row()))


class Found(NamedTuple):
    """An entry that matches; of the ticket itself when it has no message."""

    entry_id: int
    ticket_id: int
    message_id: int | None


_found = partial(tuple.__new__, Found)  # what `_make` does, without looking at lengths: a quarter of its cost


def newest(node: Node, *, limit: int, before: int = LARGEST, compounds: bool = True) -> list[Found]:
    """The newest entries of tickets below ``before`` that match a tree of words, the newest first.

    It hides nothing: the caller shows only what ``visible_to`` lets through.
    """
    statement = _NEWEST_POSTGRES if is_postgres() else _NEWEST_SQLITE
    rows = statement.rows((_compiled(node, Asking(ENABLED_LANGUAGES, compounds)), before, limit))
    return list(map(_found, rows))


def among(node: Node, entry_ids: Sequence[int], *, limit: int, compounds: bool = True) -> list[Found]:
    """The newest of these entries that match a tree of words; for somebody who sees few entries of many."""
    statement = _AMONG_POSTGRES if is_postgres() else _AMONG_SQLITE
    ids = list(entry_ids) if is_postgres() else json.dumps(list(entry_ids))
    rows = statement.rows((_compiled(node, Asking(ENABLED_LANGUAGES, compounds)), ids, limit))
    return list(map(_found, rows))


def persons(node: Node, *, limit: int, compounds: bool = True) -> list[int]:
    """Ids of the newest persons whose name or addresses match a tree of words. It hides nobody either."""
    statement = _PERSONS_POSTGRES if is_postgres() else _PERSONS_SQLITE
    rows = statement.rows((_compiled(node, Asking(ENABLED_LANGUAGES, compounds, PERSON_SCOPE)), limit))
    return [person_id for (person_id,) in rows]


def matching(node: Node, *, compounds: bool = True) -> RawSQL:
    """All entries of tickets that match a tree of words, for ``id__in``."""
    statement = (
        "SELECT id FROM search_entry WHERE lexemes @@ %s::tsquery"
        if is_postgres()
        else "SELECT rowid FROM search_text WHERE search_text MATCH %s"
    )
    # The statement is a constant; what was typed is its parameter.
    return RawSQL(statement, (_compiled(node, Asking(ENABLED_LANGUAGES, compounds)),), output_field=BigIntegerField())  # noqa: S611  see above


def has_compounds(node: Node) -> bool:
    """Whether any word of the tree could begin a compound, so that asking with compounds may find more."""
    return _compiled(node, Asking(ENABLED_LANGUAGES)) != _compiled(node, Asking(ENABLED_LANGUAGES, compounds=False))


@lru_cache(maxsize=256)
def _compiled(node: Node, asking: Asking) -> str:
    write = compile_tsquery if is_postgres() else compile_fts5
    return write(node, asking)
