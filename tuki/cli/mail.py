"""`tuki mail import` and `tuki mail pipe`: mail from files, and one mail from standard input."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

TEMPORARY = os.EX_TEMPFAIL
EXIT_CODES = (
    "exit codes (sysexits.h): 0 kept, 64 usage, 65 no mail, 66 no such file, 67 unknown recipient, 75 try again"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Two subcommands."""
    parser.epilog = EXIT_CODES
    parser.set_defaults(mail_command="")
    commands = parser.add_subparsers(dest="mail_command", required=True)
    importing = commands.add_parser("import", help="maildir, mbox, folder of .eml or single mails", epilog=EXIT_CODES)
    importing.add_argument("paths", metavar="PATH", nargs="+", type=Path)
    importing.add_argument("--department", metavar="NAME", required=True, help="where tickets are opened")
    importing.add_argument("--archive", action="store_true", help="history: keeps the dates and answers nobody")
    importing.add_argument("--home", help="folder with all data (TUKI_HOME)")
    piping = commands.add_parser("pipe", help="one mail on standard input", epilog=EXIT_CODES)
    piping.add_argument("--to", metavar="ADDRESS", required=True, help="the envelope's recipient")
    piping.add_argument("--from", metavar="ADDRESS", dest="sender", help="the envelope's sender; <> for none")
    piping.add_argument("--home", help="folder with all data (TUKI_HOME)")


def run(options: argparse.Namespace) -> int:
    """Runs the subcommand."""
    from tuki.cli.starting import use_home

    use_home(options.home)
    return _pipe(options) if options.mail_command == "pipe" else _import(options)


def _import(options: argparse.Namespace) -> int:
    from tuki.cli.starting import start_on_tables

    start_on_tables(options.home)
    from tuki.cli.mail_import import import_mail

    return import_mail(options.paths, department=options.department, is_archive=options.archive)


def _pipe(options: argparse.Namespace) -> int:
    """Whatever goes wrong on our side is temporary for the mail server: it keeps the mail and tries again."""
    try:
        return _take(options)
    except SystemExit:
        return TEMPORARY
    except Exception as error:
        return _say(f"{type(error).__name__}: {error}", TEMPORARY)


def _take(options: argparse.Namespace) -> int:
    from tuki.cli.starting import start_django

    start_django()
    from tuki.channels.email.importing.piping import NotTaken, take_mail

    sender = None if options.sender is None else options.sender.strip().removeprefix("<").removesuffix(">")
    recipient = options.to.strip().removeprefix("<").removesuffix(">")
    try:
        take_mail(sys.stdin.buffer, to=recipient, sender=sender)
    except NotTaken as error:
        return _say(str(error), os.EX_NOUSER if error.is_unknown else os.EX_DATAERR)
    return 0


def _say(words: str, code: int) -> int:
    sys.stderr.write(f"tuki mail pipe: {words}\n")
    return code
