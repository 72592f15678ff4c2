"""Files: stored before the message that carries them, bound to it when it is written."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tuki.kernel import clock, files, limits
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.filenames import safe_name
from tuki.kernel.refusals import Invalid, NotFound
from tuki.kernel.secrets import random_token
from tuki.tickets.models import Attachment

LARGEST_BYTES = 25 * 1024 * 1024
MOST_MEGABYTES_PER_DAY, DAY = 4_096, 86_400


def upload(actor: Actor, *, name: str, type: str, content: bytes) -> Attachment:
    """Stores the bytes first, then keeps them for their uploader until a message takes them.

    Refuses `file_too_large`, `disk_full`, `too_many_files`.
    """
    insist_room(actor, len(content))
    return keep_file(actor, file_id=files.store(content).id, size=len(content), name=name, type=type)


def insist_room(actor: Actor, size: int) -> None:
    """Asked before anything is written to disk: refuses `file_too_large`, and `too_many_files` (TooMany) where a person
    would store more than 4 GB a day, each file counted as a megabyte at least (F073)."""
    if size > LARGEST_BYTES:
        raise Invalid("file_too_large", field="files", limit=f"{LARGEST_BYTES // 1024 // 1024} MB")
    if actor.is_person:
        limits.insist_below(
            f"files:{actor.id}",
            most=MOST_MEGABYTES_PER_DAY,
            window_seconds=DAY,
            code="too_many_files",
            by=max(1, size // 1024 // 1024),
        )


@command
def keep_file(
    actor: Actor, *, file_id: int, size: int, name: str, type: str, content_id: str = "", is_inline: bool = False
) -> Attachment:
    """A stored file that waits for its message."""
    return Attachment.objects.create(
        key=random_token(),
        uploader_id=actor.id if actor.is_person else None,
        file_id=file_id,
        name=safe_name(name),
        type=type[:127],
        size=size,
        content_id=content_id[:255],
        is_inline=is_inline,
        created_at=clock.now(),
    )


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a door has written to disk. `key` is chosen before, so that HTML can name it."""

    key: str
    written: files.Written
    name: str
    type: str
    content_id: str = ""
    is_inline: bool = False


@command
def keep_files(actor: Actor, new: Sequence[NewFile]) -> list[int]:
    """Files of one message from a door, waiting for it; their ids. Costs two queries, three when one is new."""
    if not new:
        return []
    file_ids = files.ids_of(each.written for each in new)
    now = clock.now()
    rows = [
        Attachment(
            key=each.key,
            file_id=file_ids[each.written.digest],
            name=safe_name(each.name),
            type=each.type[:127],
            size=each.written.size,
            content_id=each.content_id[:255],
            is_inline=each.is_inline,
            created_at=now,
        )
        for each in new
    ]
    insert_all(rows)
    return [row.id for row in rows]


@command
def drop_upload(actor: Actor, attachment_id: int) -> None:
    """Removes one's own file that no message has taken. Refuses `not_found` for any other."""
    if not Attachment.objects.filter(pk=attachment_id, message=None, uploader_id=actor.id).delete()[0]:
        raise NotFound()
