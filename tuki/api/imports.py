"""Imports: the history of another desk from a table (CSV): given, mapped, run, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest
from msgspec import UNSET, Meta, UnsetType

from tuki.api.bearer import caller
from tuki.api.files import one_file
from tuki.api.reading import malformed
from tuki.api.routes import Routes
from tuki.api.shapes import Id, Input, Items, Page, after_id, cut
from tuki.imports.commands.running import begin_import, map_columns, start_import, stop_import
from tuki.imports.commands.trashing import restore_import, trash_import
from tuki.imports.making import Making
from tuki.imports.mapping import ColumnMapping, placed
from tuki.imports.models import TableImport
from tuki.imports.permissions import IMPORT
from tuki.imports.proposing import Proposal, read_table
from tuki.imports.queries import faults_of, import_for, imports_for, mapping_of, table_of
from tuki.imports.reading import LARGEST_BYTES
from tuki.imports.wording import fault_words
from tuki.kernel import files
from tuki.kernel.actors import Actor
from tuki.people.commands.insisting import insist_holds

routes = Routes("imports")
READ, WRITE = "settings:read", "settings:write"
Word = Annotated[str, Meta(max_length=1000)]
Column = Annotated[int, Meta(ge=0, le=10_000)] | Word
Words = Annotated[list[Word], Meta(max_length=100)]
_COUNTS = ("row_count", "case_count", "opened_count", "continued_count", "known_count", "faulty_count")


class MappingShape(msgspec.Struct):
    """What the columns mean. `columns`: field → positions, counted from 0; `values`: field → word of the table → code
    of this desk; `empty`: words that stand for nothing."""

    columns: dict[str, list[int]]
    values: dict[str, dict[str, str]]
    date_format: str
    zone: str
    delimiter: str
    empty: list[str]
    makes_teams: bool
    makes_categories: bool
    makes_agents: bool


class ImportShape(msgspec.Struct):
    """An import. `state`: mapping, running, stopped, done, failed, trashing, trashed, restoring. `done_count` of
    `case_count` cases are behind it."""

    id: int
    source: str
    file_name: str
    department: int
    state: str
    problem: str
    header: list[str]
    mapping: MappingShape
    row_count: int
    case_count: int
    done_count: int
    opened_count: int
    continued_count: int
    known_count: int
    faulty_count: int
    made_at: datetime
    ended_at: datetime | None


class ImportFields(Input):
    """What is sent beside the table."""

    source: Annotated[str, Meta(max_length=80)]
    department: Id


class NewImport(Input):
    """A table as it was read, and what was sent beside it."""

    source: str
    department: int
    file_name: str
    file_id: int
    table: Proposal


class MappingChange(Input):
    """Only what is named changes. Columns by their names in the header or by their positions, counted from 0."""

    columns: dict[str, Annotated[list[Column], Meta(max_length=50)]] | UnsetType = UNSET
    values: dict[str, dict[Word, Word]] | UnsetType = UNSET
    date_format: Word | UnsetType = UNSET
    zone: Word | UnsetType = UNSET
    delimiter: Word | UnsetType = UNSET
    empty: Words | UnsetType = UNSET
    makes_teams: bool | UnsetType = UNSET
    makes_categories: bool | UnsetType = UNSET
    makes_agents: bool | UnsetType = UNSET


class TableShape(msgspec.Struct):
    """The first rows of a table; the words of the fields whose words need a code of this desk, with how often they
    stand there; what it would add: tickets, requesters, and the names of teams, categories and agents unknown here."""

    header: list[str]
    sample: list[list[str]]
    words: dict[str, dict[str, int]]
    making: Making


class FaultShape(msgspec.Struct):
    """A case that was set aside: its number in the table, the row, and why."""

    key: str
    row: int
    code: str
    reason: str


def _read_new(request: HttpRequest, type_: type[NewImport]) -> NewImport:
    """The table of a form (`multipart/form-data`), stored and read, before any transaction begins."""
    actor = caller(request)
    insist_holds(actor, IMPORT)
    upload = one_file(request, LARGEST_BYTES)
    try:
        fields = msgspec.convert(request.POST.dict(), ImportFields, strict=False)
    except msgspec.ValidationError as error:
        raise malformed(error) from None
    content = upload.read()
    table = read_table(content)
    return type_(
        source=fields.source,
        department=fields.department,
        file_name=upload.name or "",
        file_id=files.store(content).id,
        table=table,
    )


_read_new.media_type = "multipart/form-data"  # type: ignore[attr-defined]  # what OpenAPI says of it
_read_new.fields = ImportFields  # type: ignore[attr-defined]  # as above


@routes.get("/imports", scope=READ, query=Page, answer=Items[ImportShape])
def list_imports(actor: Actor, query: Page) -> Items[ImportShape]:
    """The imports, oldest first. One query."""
    rows = imports_for(actor).filter(id__gt=after_id(query)).order_by("id")
    found, has_more = cut(list(rows[: query.size + 1]), query.size)
    return Items([_shape(row) for row in found], str(found[-1].id) if has_more else None)


@routes.post("/imports", scope=WRITE, body=NewImport, answer=ImportShape, status=201, read=_read_new)
def give_table(actor: Actor, body: NewImport) -> ImportShape:
    """Keeps a table and proposes what its columns mean; nothing is brought in before it runs."""
    run = begin_import(
        actor,
        source=body.source,
        file_name=body.file_name,
        file_id=body.file_id,
        table=body.table,
        department_id=body.department,
    )
    return _shape(run)


@routes.get("/imports/{row:id}", scope=READ, answer=ImportShape)
def show_import(actor: Actor, id: int) -> ImportShape:
    """One import: what its columns mean, and how far it is."""
    return _shape(import_for(actor, id))


@routes.get("/imports/{row:id}/table", scope=READ, answer=TableShape, cost=20)
def show_imported_table(actor: Actor, id: int) -> TableShape:
    """The first rows, and the words that need a code. Reads the whole table."""
    run = import_for(actor, id)
    table = table_of(run)
    return TableShape(run.header, table.sample, table.words, table.making)


@routes.patch("/imports/{row:id}", scope=WRITE, body=MappingChange, answer=ImportShape)
def map_imported_columns(actor: Actor, body: MappingChange, id: int) -> ImportShape:
    """Says what the columns mean; one that had begun otherwise begins anew, and makes nothing twice."""
    run = import_for(actor, id)
    said: dict[str, Any] = {name: each for name, each in msgspec.structs.asdict(body).items() if each is not UNSET}
    if "columns" in said:
        said["columns"] = placed(said["columns"], run.header)
    if "empty" in said:
        said["empty"] = tuple(said["empty"])
    mapping: ColumnMapping = msgspec.structs.replace(mapping_of(run), **said)
    return _shape(map_columns(actor, id, mapping=mapping))


@routes.post("/imports/{row:id}/run", scope=WRITE, answer=ImportShape)
def let_import_run(actor: Actor, id: int) -> ImportShape:
    """Runs, goes on where it stopped, or runs again; what is known is not made twice."""
    return _shape(start_import(actor, id))


@routes.delete("/imports/{row:id}/run", scope=WRITE, answer=ImportShape)
def let_import_stop(actor: Actor, id: int) -> ImportShape:
    """Stops after the cases in hand."""
    return _shape(stop_import(actor, id))


@routes.post("/imports/{row:id}/trash", scope=WRITE, answer=ImportShape)
def put_import_into_trash(actor: Actor, id: int) -> ImportShape:
    """All tickets that it opened go into the trash, one after the other."""
    return _shape(trash_import(actor, id))


@routes.delete("/imports/{row:id}/trash", scope=WRITE, answer=ImportShape)
def take_import_out_of_trash(actor: Actor, id: int) -> ImportShape:
    """The tickets that went into the trash with the import come out again."""
    return _shape(restore_import(actor, id))


@routes.get("/imports/{row:id}/faults", scope=READ, query=Page, answer=Items[FaultShape])
def list_faulty_cases(actor: Actor, query: Page, id: int) -> Items[FaultShape]:
    """Cases that were set aside, in the order of the run; the next run tries them again."""
    rows = faults_of(import_for(actor, id), after_id=after_id(query), most=query.size + 1)
    found, has_more = cut(rows, query.size)
    shapes = [FaultShape(row.key, row.row_number, row.reason, fault_words(row.reason, row.details)) for row in found]
    return Items(shapes, str(found[-1].id) if has_more else None)


def _shape(run: TableImport) -> ImportShape:
    return ImportShape(
        id=run.id,
        source=run.source,
        file_name=run.file_name,
        department=run.department_id,
        state=run.state,
        problem=run.problem,
        header=run.header,
        mapping=msgspec.convert(run.mapping, MappingShape),
        done_count=run.next_case,
        made_at=run.made_at,
        ended_at=run.ended_at,
        **{name: getattr(run, name) for name in _COUNTS},
    )
