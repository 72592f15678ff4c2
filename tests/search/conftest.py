"""Both databases' indexes, side by side."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import server
from tuki.search.lexemes import FTS5_TOKENIZER, index_text
from tuki.search.matching import Asking, compile_fts5, compile_tsquery
from tuki.search.query import Node

LANGUAGES = ("en", "ru", "nb", "fi", "de", "sv", "uk")


def shared_data() -> Path:
    """The folder of real data that belongs to no repository."""
    root = os.environ.get("TUKI_SHARED", str(Path(__file__).parents[3] / "shared"))
    return Path(root) / "data"


class Indexes:
    """The same texts in an FTS5 table and in a table with a tsvector."""

    def __init__(self, postgres: psycopg.Connection) -> None:
        self.postgres = postgres
        self.sqlite = sqlite3.connect(":memory:")
        self.sqlite.execute(f'create virtual table texts using fts5(words, extras, tokenize="{FTS5_TOKENIZER}")')
        postgres.execute("drop table if exists texts")
        postgres.execute("create table texts (id int primary key, lexemes tsvector not null)")

    def add(self, key: int, *fields: str) -> None:
        indexed = index_text(fields, LANGUAGES)
        self.sqlite.execute("insert into texts (rowid, words, extras) values (?, ?, ?)", (key, *indexed.fts5_row()))
        self.postgres.execute("insert into texts values (%s, %s::tsvector)", (key, indexed.tsvector()))

    def clear(self) -> None:
        self.sqlite.execute("delete from texts")
        self.postgres.execute("truncate texts")

    def find(self, node: Node) -> list[int]:
        """The keys both find; fails when they differ."""
        matched = self.sqlite.execute(
            "select rowid from texts where texts match ? order by rowid", (compile_fts5(node, Asking(LANGUAGES)),)
        )
        answered = self.postgres.execute(
            "select id from texts where lexemes @@ %s::tsquery order by id",
            (compile_tsquery(node, Asking(LANGUAGES)),),
        )
        sqlite, postgres = [row[0] for row in matched], [row[0] for row in answered.fetchall()]
        assert sqlite == postgres, (node, sqlite, postgres)
        return sqlite


@pytest.fixture(scope="session")
def postgres() -> Iterator[psycopg.Connection]:
    with server() as address, psycopg.connect(address, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def indexes(postgres: psycopg.Connection) -> Indexes:
    return Indexes(postgres)


@pytest.fixture
def finds(indexes: Indexes) -> Callable[[Node, str], bool]:
    """Whether a query finds a text, in both databases alike."""

    def found(node: Node, text: str) -> bool:
        indexes.clear()
        indexes.add(1, text)
        return indexes.find(node) == [1]

    return found
