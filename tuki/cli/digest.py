"""`tuki digest`: a hash of every table's content, the same on both databases."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether files are hashed too."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--files", action="store_true", help="hash the stored files as well")


def run(options: argparse.Namespace) -> int:
    """One line for each table: hash, number of rows, name; at the end one over all tables."""
    from tuki.cli.progress import shown_progress
    from tuki.cli.starting import start_on_tables

    start_on_tables(options.home)
    from tuki.operations.digests import digest_files, digest_tables, whole

    with shown_progress() as tell:
        tables = digest_tables(tell=tell)
        stored = digest_files(tell) if options.files else None
    lines = [f"{each.digest} {each.count:>9} {name}" for name, each in tables.items()]
    if stored:
        lines.append(f"{stored.digest} {stored.count:>9} (files)")
    lines.append(f"{whole(tables)} {sum(each.count for each in tables.values()):>9} (all tables)")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
