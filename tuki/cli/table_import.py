"""The import of a table with its progress on the terminal."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator
from typing import TypedDict

from django.db import Error
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tuki.cli.departments import department_named
from tuki.cli.table_check import MOST_FAULTS, columns_told, future_told, words_told
from tuki.cli.table_mapping import mapping_text, read_mapping
from tuki.imports.commands.running import begin_import, map_columns, start_import, stop_import
from tuki.imports.foreseeing import foreseen
from tuki.imports.mapping import ColumnMapping, check_mapping
from tuki.imports.models import ImportState, TableImport
from tuki.imports.proposing import Proposal, codes_here, proposed_mapping
from tuki.imports.queries import earlier_import, faults_of, import_for, mapping_of
from tuki.imports.reading import Shape, shape_of, unpacked
from tuki.imports.slices import bring_in
from tuki.imports.wording import fault_words
from tuki.kernel import files
from tuki.kernel.actors import importer
from tuki.kernel.refusals import Invalid, Refusal

INTERRUPTED = 130
SLICE_SECONDS = 5.0


def import_table(options: argparse.Namespace) -> int:
    """Brings a table in, or shows what would happen; the exit code."""
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        content = options.file.read_bytes()
        text = unpacked(content)
        given = Given(options, content, text, shape_of(text))
        return _check(given) if options.check else _import(given, console)
    except (LookupError, ValueError, OSError, Refusal, Error) as error:
        console.print(f"tuki import: {_words_of(error)}", style="red")
        return _code_of(error)


class Place(TypedDict):
    """Where a table comes from and where it goes."""

    source: str
    file_id: int
    department_id: int


class Given:
    """What the command line says, and the table."""

    def __init__(self, options: argparse.Namespace, content: bytes, text: str, shape: Shape) -> None:
        self.options, self.content, self.text, self.shape = options, content, text, shape
        self.source: str = options.source
        self.department_id = department_named(options.department)
        self.actor = importer(self.source, "tuki import")

    def mapping(self, usual: ColumnMapping | None = None) -> ColumnMapping:
        """As the file says, or as an earlier run said, or as the names of the columns let guess."""
        guessed = usual or proposed_mapping(self.text, self.shape)
        if self.options.mapping is not None:
            guessed = read_mapping(self.options.mapping, self.shape.header, guessed)
        if self.options.save_mapping is not None:
            self.options.save_mapping.write_text(mapping_text(guessed, self.shape.header), encoding="utf-8")
        check_mapping(guessed, len(self.shape.header), codes=codes_here())
        return guessed


def _check(given: Given) -> int:
    mapping = given.mapping()
    found = foreseen(given.text, mapping, given.source)
    told = Console(soft_wrap=True, highlight=False, markup=False)
    told.print("\n".join(["Columns:", *columns_told(mapping, given.shape.header)]))
    if words := list(words_told(mapping, given.text)):
        told.print("\n".join(["Words that would say nothing (how often):", *words]))
    told.print("\n".join(future_told(found)))
    return 0


def _import(given: Given, console: Console) -> int:
    run = _begun(given, console)
    try:
        with _progress(console) as progress:
            task = progress.add_task("cases", total=run.case_count or None, completed=run.next_case)
            while run.state == ImportState.RUNNING:
                bring_in(run.id, seconds=SLICE_SECONDS, tell=lambda place: progress.update(task, completed=place))
                run = import_for(given.actor, run.id)
                progress.update(task, total=run.case_count or None)
    except KeyboardInterrupt:
        stop_import(given.actor, run.id)
        _tell(import_for(given.actor, run.id), console)
        console.print("Stopped. The same command goes on where this one ended.")
        return INTERRUPTED
    return _tell(run, console)


def _begun(given: Given, console: Console) -> TableImport:
    """The import of this table, running: the one that stopped goes on, else a new one begins."""
    stored = files.store(given.content)
    place: Place = {"source": given.source, "file_id": stored.id, "department_id": given.department_id}
    run = earlier_import(given.actor, **place)
    mapping = given.mapping(mapping_of(run) if run else None)
    if run is None:
        table = Proposal(given.shape.header, given.shape.row_count, mapping)
        run = begin_import(given.actor, file_name=given.options.file.name, table=table, **place)
        console.print("\n".join(["What the columns mean:", *columns_told(mapping, given.shape.header)]))
    map_columns(given.actor, run.id, mapping=mapping)
    return start_import(given.actor, run.id)


def _tell(run: TableImport, console: Console) -> int:
    for each in faults_of(run)[:MOST_FAULTS]:
        console.print(f"set aside: {each.key}: {fault_words(each.reason, each.details)}", style="red")
    console.print(
        f"{run.opened_count} tickets opened, {run.continued_count} went on, {run.known_count} known already,"
        f" {run.faulty_count} set aside."
    )
    if run.state == ImportState.FAILED:
        return os.EX_TEMPFAIL
    return os.EX_DATAERR if run.faulty_count else 0


@contextlib.contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress


def _words_of(error: Exception) -> str:
    if isinstance(error, Invalid) and error.field:
        return f"{error.field}: {error.sentence}"
    return error.sentence if isinstance(error, Refusal) else str(error)


def _code_of(error: Exception) -> int:
    if isinstance(error, LookupError):
        return os.EX_USAGE
    if isinstance(error, Invalid | ValueError):
        return os.EX_DATAERR
    is_missing = isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError)
    return os.EX_NOINPUT if is_missing else os.EX_TEMPFAIL
