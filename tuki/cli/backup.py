"""`tuki backup FILE`: everything into one file, while the desk works."""

from __future__ import annotations

import argparse
from pathlib import Path

FAILED = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and whether with the key."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup to write, for example desk.tar.gz")
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--with-key", action="store_true", help="put the secret key inside too; guard the file then")


def run(options: argparse.Namespace) -> int:
    """Prints what the backup holds; 1 when none could be made, and then an older file of that name is untouched."""
    from tuki.cli.progress import shown_progress
    from tuki.cli.starting import start_on_tables
    from tuki.cli.supervising import say

    start_on_tables(options.home)
    from tuki.operations.backing_up import make_backup
    from tuki.operations.manifest import BackupTrouble

    try:
        with shown_progress() as tell:
            made = make_backup(options.file, with_key=options.with_key, tell=tell)
    except BackupTrouble as trouble:
        say(f"{trouble} No backup was made.")
        return FAILED
    print(  # noqa: T201  this is the command's answer
        f"{made.path}: {made.rows} rows and {made.files} files of {made.made_at:%Y-%m-%d %H:%M:%S} UTC,"
        f" {made.size} bytes, read again and found whole."
    )
    if not options.with_key:
        print("The secret key is not inside: keep secret.key of the home somewhere else, too.")  # noqa: T201
    if made.missing_files:
        say(f"{len(made.missing_files)} stored files are gone or rotten and could not be saved; run tuki doctor.")
    return 0
