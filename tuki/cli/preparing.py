"""Everything that must be true before the desk serves; harmless when repeated, also by several processes at once."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError, connection

from tuki.cli.starting import NO_DATABASE, WRONG_SETTING
from tuki.cli.static import static_built
from tuki.cli.supervising import say
from tuki.kernel import clock
from tuki.kernel.database import is_postgres
from tuki.kernel.database.safety import weak_settings
from tuki.kernel.keys import unknown_key
from tuki.operations.migrating import migrate_once
from tuki.operations.restoring import hold_if_restored
from tuki.setup.commands.begin import begin_desk

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
    problems = [*weak_settings(), *_wrong_mail_server()]
    if (year := clock.now().year) < FIRST_YEAR:
        problems.append(f"this machine's clock says {year}; mail would get wrong dates. Set the clock.")
    return problems


def _wrong_mail_server() -> list[str]:
    """`TUKI_SMTP_URL`, where one is given, is read as it will be when mail leaves."""
    if not settings.SMTP_URL:
        return []
    from tuki.channels.email.outgoing.server import read_smtp_url
    from tuki.kernel.refusals import Invalid

    try:
        read_smtp_url(settings.SMTP_URL)
    except Invalid as refusal:
        return [f"TUKI_SMTP_URL: {refusal.sentence}"]
    return []


def _refuse(problems: list[str]) -> None:
    for each in problems:
        say(each)
    if problems:
        raise SystemExit(WRONG_SETTING)
