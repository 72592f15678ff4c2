"""`tuki rebuild NAME`: a derived table anew from the truth."""

from __future__ import annotations

import argparse

USAGE = 64  # sysexits: EX_USAGE


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to rebuild."""
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="for example search")
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """Rebuilds while the desk works; what there is to rebuild when the name is not known (exit 64)."""
    from tuki.cli.progress import shown_progress
    from tuki.cli.starting import start_desk
    from tuki.cli.supervising import say

    start_desk(options.home)
    from tuki.operations.rebuilding import REBUILDS

    if options.name not in REBUILDS:
        say(f"there is no {options.name!r} to rebuild. There is: {', '.join(sorted(REBUILDS))}.")
        return USAGE
    count = 0
    with shown_progress() as tell:
        for done, total in REBUILDS[options.name]():
            tell("rebuild", done, total)
            count = done
    print(f"{options.name}: {count} entries made anew.")  # noqa: T201  this is the command's answer
    return 0
