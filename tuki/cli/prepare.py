"""`tuki prepare`: everything that must be true before the desk serves; harmless when repeated."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to tell a person where to go next."""
    parser.add_argument("--announce", action="store_true", help="print the address and the wizard's link")


def run(options: argparse.Namespace) -> int:
    """Checks the database's settings, migrates, adds the built-in rows, builds the static files."""
    from tuki.cli.starting import start_django

    start_django()
    from tuki.kernel.database.safety import weak_settings
    from tuki.setup.commands.begin import begin_desk
    from tuki.cli.migrating import migrate_once
    from tuki.cli.static import build_static

    if problems := weak_settings():
        sys.stderr.write("".join(f"tuki: {each}\n" for each in problems))
        return 78
    migrate_once()
    build_static()
    begin_desk()
    if options.announce:
        _announce()
    return 0


def _announce() -> None:
    from django.conf import settings

    from tuki.setup.first_run import fresh_link, is_needed

    print(f"Tuki serves {settings.BASE_URL}", flush=True)  # noqa: T201  this is for a person at the terminal
    if is_needed():
        print(f"Begin here, once: {fresh_link()}", flush=True)  # noqa: T201
