"""`tuki manage …`: Django's own commands, for developers."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything goes to Django."""
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Runs Django's command."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tuki manage", *options.rest])
    return 0
