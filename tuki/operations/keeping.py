"""What happens every night: a backup that is read again, and a scrub of all stored files."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings

from tuki.kernel import clock, files
from tuki.kernel.models import DeskValue, StoredFile
from tuki.operations.backing_up import Made, make_backup
from tuki.operations.digests import NOTES, Tell, say_nothing

KEPT = 7
SCRUB = f"{NOTES}scrub"
MOST_NAMED = 50
_OWN_NAME = re.compile(r"tuki-\d{8}-\d{6}\.tar\.gz")


class Scrubbed(msgspec.Struct, frozen=True):
    """What reading every file again found: how many there are, and which are gone or rotten (the first 50 each)."""

    at: datetime
    count: int
    missing: list[str]
    rotten: list[str]


def backups_folder() -> Path:
    """Where the nightly backups lie."""
    return Path(settings.HOME, "backups")


def back_up_nightly() -> Made:
    """Makes a backup beside those of the last nights; when it is good, all but the last seven of ours go."""
    folder = backups_folder()
    folder.mkdir(exist_ok=True)
    made = make_backup(folder / f"tuki-{clock.now():%Y%m%d-%H%M%S}.tar.gz")
    ours = sorted(path for path in folder.iterdir() if _OWN_NAME.fullmatch(path.name))
    for path in ours[:-KEPT]:
        path.unlink()
    return made


def scrub_files(tell: Tell = say_nothing) -> Scrubbed:
    """Reads every stored file again and compares its digest; keeps what it found for the health page."""
    total = StoredFile.objects.count()
    missing: list[str] = []
    rotten: list[str] = []
    digests = StoredFile.objects.order_by("id").values_list("digest", flat=True)
    for number, digest in enumerate(digests.iterator(chunk_size=500)):
        tell("files", number, total)
        if not files.is_sound(digest):
            (rotten if files.path_of(digest).exists() else missing).append(digest)
    tell("files", total, total)
    found = Scrubbed(clock.now(), total, missing[:MOST_NAMED], rotten[:MOST_NAMED])
    DeskValue.objects.update_or_create(name=SCRUB, defaults={"value": msgspec.json.encode(found).decode()})
    return found


def last_scrub() -> Scrubbed | None:
    """What the last scrub found."""
    value = DeskValue.objects.filter(pk=SCRUB).values_list("value", flat=True).first()
    return msgspec.json.decode(value, type=Scrubbed) if value else None
