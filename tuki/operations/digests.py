"""A hash of all content that is the same on both databases and does not depend on the order of rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import models

from tuki.kernel import files
from tuki.kernel.models import Counter, DeskValue, EventRow, StoredFile
from tuki.operations.manifest import Digest

NOTES = "operations."  # names of DeskValue rows that say how this copy of the desk is kept, not what is in it
_SIZE = 2**256
# Which transaction wrote an event means something only inside the database that runs.
_LEFT_OUT = {(EventRow, "transaction")}
# PostgreSQL counts by sequences, SQLite in this table.
_NO_CONTENT = {Counter}

Tell = Callable[[str, int, int], None]


def say_nothing(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""


def digest_tables(using: str = "default", tell: Tell = say_nothing) -> dict[str, Digest]:
    """The digest of every table by its name. Costs one pass over everything."""
    found: dict[str, Digest] = {}
    chosen = content_models()
    for number, model in enumerate(chosen):
        tell("digest", number, len(chosen))
        found[model._meta.db_table] = _digest_of(row for row in _rows(model, using))
    tell("digest", len(chosen), len(chosen))
    return found


def digest_files(tell: Tell = say_nothing) -> Digest:
    """The digest over all stored files as they lie on disk; a missing one counts as empty."""
    total = StoredFile.objects.count()

    def contents() -> Iterator[bytes]:
        names = StoredFile.objects.order_by("id").values_list("digest", flat=True)
        for number, name in enumerate(names.iterator(chunk_size=500)):
            tell("files", number, total)
            yield name.encode() + hashlib.sha256(files.read(name) or b"").digest()

    return _digest_of(contents())


def whole(digests: dict[str, Digest]) -> str:
    """One digest over those of all tables."""
    return hashlib.sha256(
        "".join(f"{name}:{each.digest};" for name, each in sorted(digests.items())).encode()
    ).hexdigest()


def content_models() -> list[type[models.Model]]:
    """Every table that holds content, in order of their names."""
    chosen = [model for model in apps.get_models(include_auto_created=True) if model not in _NO_CONTENT]
    return sorted(chosen, key=lambda model: model._meta.db_table)


def _rows(model: type[models.Model], using: str) -> Iterator[bytes]:
    names = [each.attname for each in model._meta.concrete_fields if (model, each.name) not in _LEFT_OUT]
    rows = model._default_manager.using(using).order_by()
    if model is DeskValue:
        rows = rows.exclude(pk__startswith=NOTES)
    for row in rows.values_list(*names).iterator(chunk_size=2000):
        yield b"".join(_written(value) for value in row)


def _digest_of(contents: Iterator[bytes]) -> Digest:
    total, count = 0, 0
    for content in contents:
        total = (total + int.from_bytes(hashlib.sha256(content).digest(), "big")) % _SIZE
        count += 1
    return Digest(count, f"{total:064x}")


def _written(value: Any) -> bytes:
    """A value as bytes with its kind and length, so that no two rows are written alike."""
    if value is None:
        return b"n"
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat()
    elif isinstance(value, dict | list | bool):
        value = json.dumps(value, sort_keys=True, ensure_ascii=False)
    content = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return b"%d:" % len(content) + content
