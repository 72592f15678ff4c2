"""`tuki import`: the history of another desk from a table (CSV)."""

from __future__ import annotations

import argparse
from pathlib import Path

EXIT_CODES = (
    "exit codes (sysexits.h): 0 brought in, 64 usage, 65 cases were set aside or the table or mapping makes no sense,"
    " 66 no such file, 75 try again, 130 stopped"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The table, where it comes from, where it goes, and what its columns mean."""
    parser.epilog = EXIT_CODES
    parser.add_argument("file", metavar="FILE", type=Path, help="a table with a header, also packed by gzip")
    parser.add_argument("--source", metavar="NAME", required=True, help="the other desk; cases are known again by it")
    parser.add_argument("--department", metavar="NAME", required=True, help="where the tickets are opened")
    parser.add_argument("--mapping", metavar="FILE.toml", type=Path, help="what the columns mean; else it is guessed")
    parser.add_argument("--save-mapping", metavar="FILE.toml", type=Path, help="writes what the columns mean")
    parser.add_argument("--check", action="store_true", help="shows what would happen and changes nothing")
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """Brings the table in, or checks it."""
    from tuki.cli.starting import start_on_tables

    start_on_tables(options.home)
    from tuki.cli.table_import import import_table

    return import_table(options)
