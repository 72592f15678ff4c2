"""The import of mail with its progress on the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import Error
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from tuki.channels.email.importing.keeping import Kept, batches, keep
from tuki.channels.email.importing.sources import Source, mails_in, sources_in
from tuki.cli.departments import department_named
from tuki.kernel.actors import importer
from tuki.kernel.refusals import Refusal

INTERRUPTED = 130


class Import:
    """One run: what was kept, what was known already, and which files could not be read."""

    def __init__(self, console: Console, *, department_id: int, is_archive: bool) -> None:
        self._console = console
        self._department_id, self._is_archive = department_id, is_archive
        self.new = self.known = 0
        self.unreadable: list[str] = []

    def run(self, sources: Sequence[Source]) -> None:
        """Keeps every mail of the sources, batch by batch; each batch is safe before the next is read."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._console, disable=not self._console.is_terminal) as progress:
            task = progress.add_task("kB", total=sum(each.size for each in sources) // 1024)
            for batch in batches(self._mails(sources, progress, task)):
                self._count(keep(_ACTOR, batch, department_id=self._department_id, is_archive=self._is_archive))

    def tell(self) -> None:
        """How it went, on the terminal."""
        for words in self.unreadable:
            self._console.print(f"not read: {words}", style="red", markup=False, soft_wrap=True)
        self._console.print(f"{self.new} mails kept, {self.known} known already.")

    def _mails(self, sources: Sequence[Source], progress: Progress, task: TaskID) -> Iterator[bytes]:
        done = 0
        for source in sources:
            try:
                for found in mails_in(source):
                    progress.update(task, completed=(done + found.position) // 1024)
                    if found.raw.strip():
                        yield found.raw
            except OSError as error:
                self.unreadable.append(f"{source.path}: {error.strerror or error}")
            done += source.size

    def _count(self, kept: Kept) -> None:
        self.new += kept.new
        self.known += kept.known


_ACTOR = importer("mail", "import")


def import_mail(paths: Sequence[Path], *, department: str, is_archive: bool) -> int:
    """Imports all mail at the paths into a department; the exit code. The worker makes tickets of it afterwards."""
    console = Console(stderr=True)
    running: Import | None = None
    try:
        department_id = department_named(department)
        running = Import(console, department_id=department_id, is_archive=is_archive)
        sources = [each for path in paths for each in sources_in(path)]
        running.run(sources)
    except KeyboardInterrupt:
        if running is not None:
            running.tell()
        console.print("Stopped. The same command goes on where this one ended.")
        return INTERRUPTED
    except (LookupError, OSError, Refusal, Error) as error:
        console.print(f"tuki mail import: {error}", style="red", markup=False, soft_wrap=True)
        return _code_of(error)
    running.tell()
    return os.EX_NOINPUT if running.unreadable or not running.new + running.known else 0


def _code_of(error: Exception) -> int:
    if isinstance(error, LookupError):
        return os.EX_USAGE
    return os.EX_NOINPUT if isinstance(error, FileNotFoundError | PermissionError) else os.EX_TEMPFAIL
