"""`tuki export-config`: the desk as a file that `tuki apply` reads."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether contacts are wanted, and where data lies."""
    parser.add_argument("--no-contacts", action="store_true", help="leave the contacts out")
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """Writes the file to standard output; secrets are not in it."""
    from tuki.cli.starting import start_django, use_home

    use_home(options.home)
    start_django()
    from tuki.operations.migrating import migrate_once
    from tuki.setup.exporting import export_desk

    migrate_once()
    sys.stdout.write(export_desk(with_contacts=not options.no_contacts))
    return 0
