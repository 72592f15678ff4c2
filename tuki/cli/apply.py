"""`tuki apply FILE`: makes the desk be as the file says."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

NONSENSE, NO_INPUT = 65, 66  # sysexits: EX_DATAERR, EX_NOINPUT


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and where data lies."""
    parser.add_argument("file", metavar="FILE.toml", help="what the desk shall be like; - for standard input")
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """Prints what changed. Nonsense is refused with file and line on standard error (65), and nothing changes."""
    from tuki.cli.starting import start_django, use_home

    use_home(options.home)
    try:
        is_input = options.file == "-"
        content = sys.stdin.buffer.read() if is_input else Path(options.file).read_bytes()
    except OSError as error:
        sys.stderr.write(f"tuki: {options.file} cannot be read: {error.strerror or error}\n")
        return NO_INPUT
    start_django()
    from tuki.operations.migrating import migrate_once
    from tuki.setup.applying import apply_content
    from tuki.setup.commands.begin import begin_desk
    from tuki.setup.complaints import Nonsense
    from tuki.setup.reading import read_desk_file

    name = "standard input" if is_input else options.file
    try:
        read_desk_file(content, name)
        migrate_once()
        begin_desk()
        changes = apply_content(content, name)
    except Nonsense as nonsense:
        sys.stderr.write(f"{nonsense}\nNothing was changed.\n")
        return NONSENSE
    sys.stdout.write("".join(f"{each}\n" for each in changes) or "Nothing changed: the desk is so already.\n")
    return 0
