"""`tuki sample`: fills an empty desk with a believable example."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where data lies."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """Says what was added; 1 when the desk is in use."""
    from tuki.cli.starting import start_django, use_home

    use_home(options.home)
    start_django()
    from tuki.kernel.actors import system
    from tuki.kernel.refusals import Refused
    from tuki.operations.migrating import migrate_once
    from tuki.setup.commands.begin import begin_desk
    from tuki.setup.commands.sample import fill_with_sample

    migrate_once()
    begin_desk()
    try:
        count = fill_with_sample(system("sample"))
    except Refused as refused:
        sys.stderr.write(f"tuki: {refused.sentence}\n")
        return 1
    sys.stdout.write(f"Added {count} tickets.\n" if count else "The example is there already; nothing was changed.\n")
    return 0
