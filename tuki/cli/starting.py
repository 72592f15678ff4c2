"""What every command that needs the desk does first."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path


def start_django() -> None:
    """Loads the settings and the rooms; a wrong setting ends the program with its name and exit code 78."""
    import django

    from tuki.kernel.secrets import WrongKeyFile

    try:
        django.setup()
    except SystemExit as error:
        sys.stderr.write(f"tuki: {error}\n")
        raise
    except WrongKeyFile as error:
        sys.stderr.write(f"tuki: TUKI_SECRET_KEY_FILE: {error}\n")
        raise SystemExit(78) from error


def start_desk(home: str | None, *, load: Callable[[], object] = lambda: None) -> None:
    """Loads the rooms, then checks and brings up to date what must be so before anything is served.

    `load` imports what else the process needs. What was loaded stays, so it is never searched for garbage.
    """
    use_home(home)
    gc.disable()
    start_django()
    from tuki.cli.preparing import prepare_desk

    prepare_desk(load)
    gc.freeze()
    gc.enable()


def use_home(folder: str | None) -> None:
    """`--home` names the folder with all data, for this process and its children."""
    if folder:
        os.environ["TUKI_HOME"] = str(Path(folder).expanduser().resolve())
