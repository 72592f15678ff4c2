"""What pages, the API and the command line show of imports."""

from __future__ import annotations

from itertools import islice

import msgspec
from django.db.models import Count, Q, QuerySet

from tuki.imports.making import MAKING, Making, making_of
from tuki.imports.mapping import CODED, ColumnMapping
from tuki.imports.models import FaultyCase, TableImport
from tuki.imports.permissions import IMPORT
from tuki.imports.reading import most_frequent, rows_in, unpacked, words_in
from tuki.kernel import files
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound, Refused

MOST_SHOWN = 100
ROWS_SHOWN = 5


class Table(msgspec.Struct, frozen=True):
    """A table as the mapping page shows it: its first rows, the words of the coded fields whose column is known with
    how often they stand there, and what bringing it in would add."""

    sample: list[list[str]]
    words: dict[str, dict[str, int]]
    making: Making


def imports_for(actor: Actor) -> QuerySet[TableImport]:
    """The imports, newest first; refuses `not_allowed`."""
    _insist(actor)
    return TableImport.objects.select_related("department").order_by("-id")


def import_for(actor: Actor, import_id: int) -> TableImport:
    """One import; refuses `not_allowed` and `not_found`."""
    _insist(actor)
    run = TableImport.objects.select_related("department", "file").filter(pk=import_id).first()
    if run is None:
        raise NotFound()
    return run


def earlier_import(actor: Actor, *, source: str, file_id: int, department_id: int) -> TableImport | None:
    """The latest import of the same table from the same source into the same department."""
    _insist(actor)
    runs = TableImport.objects.filter(source=source, file_id=file_id, department_id=department_id)
    return runs.order_by("-id").first()


def mapping_of(run: TableImport) -> ColumnMapping:
    """What its columns mean."""
    return msgspec.convert(run.mapping, ColumnMapping)


def table_of(run: TableImport, mapping: ColumnMapping | None = None) -> Table:
    """What the columns say, as they are mapped or as `mapping` would have them; reads the whole file once."""
    mapping = mapping or mapping_of(run)
    text = unpacked(files.read(run.file.digest) or b"")
    coded = {field: mapping.columns[field][0] for field in CODED if mapping.columns.get(field)}
    names = {column for field in MAKING for column in mapping.columns.get(field, [])}
    counted = words_in(text, mapping.delimiter, {*coded.values(), *names})
    return Table(
        sample=list(islice(rows_in(text, mapping.delimiter), 1, 1 + ROWS_SHOWN)),
        words={
            field: {word: counted[column][word] for word in most_frequent(counted[column])}
            for field, column in coded.items()
        },
        making=making_of(run.source, mapping, counted),
    )


def faults_of(run: TableImport, *, after_id: int = 0, most: int = MOST_SHOWN) -> list[FaultyCase]:
    """Cases that were set aside, in the order of the run."""
    return list(run.faulty_cases.filter(id__gt=after_id).order_by("id")[:most])


def trash_counts(run: TableImport) -> tuple[int, int]:
    """How many tickets of an import lie in the trash with it, of how many that it opened."""
    found = run.cases.aggregate(trashed=Count("id", filter=Q(is_trashed=True)), all=Count("id"))
    return found["trashed"], found["all"]


def _insist(actor: Actor) -> None:
    if not actor.holds(IMPORT):
        raise Refused("not_allowed")
