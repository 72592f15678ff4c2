"""`tuki restore FILE --home DIR`: a saved desk into an empty place."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

FAILED, NO_INPUT = 1, 66  # sysexits: EX_NOINPUT


def arguments(parser: argparse.ArgumentParser) -> None:
    """What, and into which folder."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a backup made by tuki backup")
    parser.add_argument("--home", required=True, help="empty folder; tables go into TUKI_DATABASE_URL if that is set")


def run(options: argparse.Namespace) -> int:
    """Reads the whole backup before it touches anything; 1 with the reason when it is refused, and nothing changed."""
    from tuki.cli.progress import shown_progress
    from tuki.cli.starting import start_django, use_home
    from tuki.cli.supervising import say
    from tuki.operations.manifest import BackupTrouble
    from tuki.operations.unpacking import place_key, refuse_used_home, unpack

    use_home(options.home)
    home = Path(os.environ["TUKI_HOME"])
    key_file = Path(os.environ.get("TUKI_SECRET_KEY_FILE") or home / "secret.key")
    try:
        home.mkdir(parents=True, exist_ok=True)
        with shown_progress() as tell, tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as folder:
            manifest = unpack(options.file, Path(folder), tell)
            refuse_used_home(home, key_file, manifest)
            place_key(Path(folder), key_file)
            start_django()
            from tuki.operations.restoring import refuse_other_place, restore

            refuse_other_place(manifest)
            restore(Path(folder), manifest, tell=tell)
    except BackupTrouble as trouble:
        say(f"{trouble} Nothing was restored.")
        return FAILED
    except OSError as error:
        say(f"{error.filename or options.file}: {error.strerror or error}. Nothing was restored.")
        return NO_INPUT
    rows = sum(each.count for each in manifest.tables.values())
    print(f"{home}: {rows} rows as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC, all digests equal.")  # noqa: T201
    print("Mail stays in the outbox until an administrator releases it in the settings.")  # noqa: T201
    if manifest.missing_files:
        say(f"{len(manifest.missing_files)} files were gone already when the backup was made; tuki doctor names them.")
    return 0
