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
MOST_NAMED = 20


class Import:
    """One run: what was kept, what was known already, which files could not be read, and which hold no mail."""

    def __init__(self, console: Console, *, department_id: int, is_archive: bool) -> None:
        self._console = console
        self._department_id, self._is_archive = department_id, is_archive
        self.new = self.known = 0
        self.unreadable: list[str] = []
        self.aside: list[str] = []

    def run(self, sources: Sequence[Source]) -> None:
        """Keeps every mail of the sources, batch by batch; each batch is safe before the next is read."""
        self.aside += [f"{each.path}: no mail by its name" for each in sources if not each.is_mail]
        sources = [each for each in sources if each.is_mail]
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._console, disable=not self._console.is_terminal) as progress:
            task = progress.add_task("kB", total=sum(each.size for each in sources) // 1024)
            for batch in batches(self._mails(sources, progress, task)):
                self._count(keep(_ACTOR, batch, department_id=self._department_id, is_archive=self._is_archive))

    def tell(self) -> None:
        """How it went, on the terminal."""
        for words in self.unreadable:
            self._console.print(f"not read: {words}", style="red", markup=False, soft_wrap=True)
        for words in self.aside[:MOST_NAMED]:
            self._console.print(f"set aside: {words}", markup=False, soft_wrap=True)
        if len(self.aside) > MOST_NAMED:
            self._console.print(f"set aside: and {len(self.aside) - MOST_NAMED} more")
        aside = f", {len(self.aside)} files set aside" if self.aside else ""
        self._console.print(f"{self.new} mails kept, {self.known} known already{aside}.")

    @property
    def code(self) -> int:
        """0 when every mail was read and there was one; files that were set aside do no harm beside mails."""
        if self.unreadable:
            return os.EX_NOINPUT
        if self.new + self.known:
            return os.EX_OK
        return os.EX_DATAERR if self.aside else os.EX_NOINPUT

    def _mails(self, sources: Sequence[Source], progress: Progress, task: TaskID) -> Iterator[bytes]:
        done = 0
        for source in sources:
            try:
                was_empty = True
                for found in mails_in(source):
                    progress.update(task, completed=(done + found.position) // 1024)
                    if found.raw.strip():
                        was_empty = False
                        yield found.raw
                if was_empty:
                    self.aside.append(f"{source.path}: empty")
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
    return running.code


def _code_of(error: Exception) -> int:
    if isinstance(error, LookupError):
        return os.EX_USAGE
    return os.EX_NOINPUT if isinstance(error, FileNotFoundError | PermissionError) else os.EX_TEMPFAIL
