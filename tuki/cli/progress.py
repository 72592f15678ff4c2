"""How far a long piece of work is, for a person at a terminal; silent in a pipe."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

NAMES = {
    "digest": "Hashing tables",
    "tables": "Copying tables",
    "files": "Reading files",
    "verify": "Reading the backup again",
    "read": "Reading the backup",
    "rebuild": "Rebuilding",
}


@contextlib.contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Gives a function `(what, done, total)` that draws a bar for each kind of work."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(NAMES.get(what, what), total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield tell
