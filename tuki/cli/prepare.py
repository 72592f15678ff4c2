"""`tuki prepare`: what `tuki web` and `tuki worker` do first, for scripts that want it done before."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where data lies."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """Brings database, built-in rows and static files up to date; harmless when repeated."""
    from tuki.cli.starting import start_desk

    start_desk(options.home)
    return 0
