"""What every command that needs the desk does first."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

WRONG_SETTING, NO_DATABASE = 78, 69  # sysexits: EX_CONFIG, EX_UNAVAILABLE


def start_django() -> None:
    """Loads the settings and the rooms; a wrong setting ends the program with its name and exit code 78."""
    import django

    from tuki.kernel.secrets import WrongKeyFile

    try:
        django.setup()
    except SystemExit as error:
        sys.stderr.write(f"tuki: {error}\n")
        raise
    except WrongKeyFile as error:
        sys.stderr.write(f"tuki: TUKI_SECRET_KEY_FILE: {error}\n")
        raise SystemExit(78) from error


def start_desk(home: str | None, *, load: Callable[[], object] = lambda: None) -> None:
    """Loads the rooms, then checks and brings up to date what must be so before anything is served.

    `load` imports what else the process needs. What was loaded stays, so it is never searched for garbage.
    """
    use_home(home)
    gc.disable()
    start_django()
    from tuki.cli.preparing import prepare_desk

    prepare_desk(load)
    gc.freeze()
    gc.enable()


def start_on_tables(home: str | None) -> None:
    """Loads the rooms for a command that reads or keeps what is there: it makes no tables and changes none.

    Ends the program with one line when the tables are missing or of another release (exit code 78), and while the
    database is away (69).
    """
    use_home(home)
    start_django()
    from django.db import OperationalError

    from tuki.operations.migrating import missing_migrations

    place = "TUKI_DATABASE_URL" if os.environ.get("TUKI_DATABASE_URL") else "TUKI_HOME"
    try:
        is_ready = not missing_migrations()
    except OperationalError as error:
        _end(f"{place}: the database does not answer: {str(error).strip().splitlines()[0]}", NO_DATABASE)
    if not is_ready:
        _end(f"{place}: no desk of this release is there. Name the right place, or run tuki prepare.", WRONG_SETTING)


def _end(words: str, code: int) -> NoReturn:
    sys.stderr.write(f"tuki: {words.rstrip('.')}. Nothing was done.\n")
    raise SystemExit(code)


def use_home(folder: str | None) -> None:
    """`--home` names the folder with all data, for this process and its children."""
    if folder:
        os.environ["TUKI_HOME"] = str(Path(folder).expanduser().resolve())
