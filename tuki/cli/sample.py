"""`tuki sample`: fills an empty desk with a believable example, or takes the example out again."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where data lies, and which way."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--remove", action="store_true", help="take the example out; what is in use stays")


def run(options: argparse.Namespace) -> int:
    """Says what was added or taken out; 1 when the desk is in use."""
    from tuki.cli.starting import start_django, use_home

    use_home(options.home)
    start_django()
    from tuki.kernel.refusals import Refused
    from tuki.operations.migrating import migrate_once
    from tuki.setup.commands.begin import begin_desk

    migrate_once()
    begin_desk()
    try:
        sys.stdout.write(_taken_out() if options.remove else _filled())
    except Refused as refused:
        sys.stderr.write(f"tuki: {refused.sentence}\n")
        return 1
    return 0


def _filled() -> str:
    from tuki.kernel.actors import system
    from tuki.setup.commands.sample import fill_with_sample

    count = fill_with_sample(system("sample"))
    return f"Added {count} tickets.\n" if count else "The example is there already; nothing was changed.\n"


def _taken_out() -> str:
    from tuki.kernel.actors import system
    from tuki.setup.commands.sample_removal import remove_sample

    removed = remove_sample(system("sample-removal"))
    lines = [
        f"Tickets put into the trash: {removed.tickets}",
        f"People who can no longer sign in: {removed.people}",
        f"Settings retired: {removed.settings}",
        f"Tickets of your own put back, unassigned: {removed.unassigned}",
        *(f"Stays: {each}" for each in removed.kept),
    ]
    return "\n".join(lines) + "\n"
