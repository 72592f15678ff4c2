"""Everything that must be true before the desk serves; harmless when repeated, also by several processes at once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError, connection

from tuki.cli.static import static_built
from tuki.cli.supervising import say
from tuki.kernel import clock
from tuki.kernel.database import is_postgres
from tuki.kernel.database.safety import weak_settings
from tuki.kernel.keys import unknown_key
from tuki.operations.migrating import migrate_once
from tuki.operations.restoring import hold_if_restored
from tuki.setup.commands.begin import begin_desk

WRONG_SETTING, NO_DATABASE = 78, 69  # sysexits: EX_CONFIG, EX_UNAVAILABLE
FIRST_YEAR = 2026


def prepare_desk(load: Callable[[], object]) -> None:
    """Checks clock, database and key, brings tables and static files up to date, and adds the built-in rows.

    `load` is called while static files are still being compressed. Ends the program with one line for each thing
    that is wrong (exit code 78; 69 while the database is away).
    """
    try:
        _refuse(_wrong_surroundings())
        with static_built():
            migrate_once()
            _refuse([problem] if (problem := unknown_key()) else [])
            begin_desk()
            hold_if_restored()
            load()
    except OperationalError as error:
        place = "TUKI_DATABASE_URL" if is_postgres() else "TUKI_HOME"
        say(f"{place}: the database does not answer: {str(error).strip().splitlines()[0]}")
        raise SystemExit(NO_DATABASE) from error
    finally:
        connection.close()


def _wrong_surroundings() -> list[str]:
    problems = weak_settings()
    if (year := clock.now().year) < FIRST_YEAR:
        problems.append(f"this machine's clock says {year}; mail would get wrong dates. Set the clock.")
    return problems


def _refuse(problems: list[str]) -> None:
    for each in problems:
        say(each)
    if problems:
        raise SystemExit(WRONG_SETTING)
