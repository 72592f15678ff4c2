"""`tuki setup`: prints the one-time link of the first-run wizard."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which desk."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """A fresh link; the ones before it no longer work. Refused (exit 1) once the desk has an administrator."""
    from tuki.cli.starting import start_desk

    start_desk(options.home)
    from tuki.setup.first_run import fresh_link, is_needed

    if not is_needed():
        sys.stderr.write("tuki: this desk has an administrator already; the wizard is over.\n")
        return 1
    print(fresh_link())  # noqa: T201  this is the command's answer
    return 0
