"""`tuki COMMAND …`: finds the command's file and runs it. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import NoReturn

# command → (module, what it does); a module offers `arguments(parser)` and `run(options) -> exit code`.
COMMANDS = {
    "serve": ("tuki.cli.serve", "web, worker and mail listeners as one supervised tree"),
    "web": ("tuki.cli.web", "the web process alone"),
    "worker": ("tuki.cli.worker", "jobs, schedule, mailboxes and mail listeners alone"),
    "prepare": ("tuki.cli.prepare", "brings database and static files up to date"),
    "setup": ("tuki.cli.setup", "prints the one-time link of the first-run wizard"),
    "sample": ("tuki.cli.sample", "fills an empty desk with a believable example"),
    "apply": ("tuki.cli.apply", "makes the desk be as a file says"),
    "export-config": ("tuki.cli.export_config", "writes the desk's settings as such a file"),
    "mail": ("tuki.cli.mail", "imports mail, or takes one from standard input"),
    "import": ("tuki.cli.table", "brings in the history of another desk from a table"),
    "backup": ("tuki.cli.backup", "saves everything into one file, while the desk works"),
    "restore": ("tuki.cli.restore", "puts a saved desk into an empty place"),
    "doctor": ("tuki.cli.doctor", "says what is wrong and what to do"),
    "rebuild": ("tuki.cli.rebuild", "makes a derived table anew from the truth"),
    "digest": ("tuki.cli.digest", "hashes every table's content"),
    "manage": ("tuki.cli.manage", "Django's own commands, for developers"),
}


class Parser(argparse.ArgumentParser):
    """Wrong usage ends with 64 (EX_USAGE of sysexits.h), also in subcommands; mail servers know that number."""

    def error(self, message: str) -> NoReturn:
        """Prints how it is used and what was wrong."""
        self.print_usage(sys.stderr)
        self.exit(os.EX_USAGE, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and gives its exit code (sysexits where something is wrong)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuki.site.settings")
    given = sys.argv[1:] if arguments is None else arguments
    name = given[0] if given else ""
    if name not in COMMANDS:
        return _help(name)
    module_name, purpose = COMMANDS[name]
    module = importlib.import_module(module_name)
    parser = Parser(prog=f"tuki {name}", description=f"{purpose[0].upper()}{purpose[1:]}.")
    module.arguments(parser)
    if name == "manage":
        return module.run(argparse.Namespace(rest=given[1:]))
    return module.run(parser.parse_args(given[1:])) or 0


def _help(name: str) -> int:
    wanted = name in ("", "help", "-h", "--help")
    stream = sys.stdout if wanted else sys.stderr
    if not wanted:
        stream.write(f"tuki: there is no command {name!r}.\n\n")
    width = max(map(len, COMMANDS))
    lines = [f"  {each:<{width}}  {purpose}" for each, (_, purpose) in COMMANDS.items()]
    stream.write("Usage: tuki COMMAND [options]\n\n" + "\n".join(lines) + "\n")
    return 0 if wanted else 64


if __name__ == "__main__":
    sys.exit(main())
