"""Makes the desk be as a file says: everything in one transaction, or nothing."""

from __future__ import annotations

from pathlib import PurePath

from django.utils import translation

from tuki.kernel.actors import importer
from tuki.kernel.log import from_row
from tuki.kernel.models import EventRow
from tuki.kernel.telling import tell
from tuki.setup.commands.apply import apply_desk_file
from tuki.setup.credentials import new_hashes
from tuki.setup.known import known_now
from tuki.setup.reading import read_desk_file
from tuki.setup.references import insist_fitting


def apply_content(content: bytes, name: str) -> list[str]:
    """Applies the content of a file called `name`; one sentence for each thing that changed.

    What the file does not mention stays as it is. A second run changes nothing. Raises `Nonsense`, and then nothing
    was changed. Passwords are hashed before the transaction begins, for that takes long.
    """
    with translation.override("en"):
        desk = read_desk_file(content, name)
        insist_fitting(desk, known_now())
        hashes = new_hashes(desk)
        actor = importer("apply", cause=f"apply:{PurePath(name).name}"[:100])
        before = EventRow.objects.order_by("-id").values_list("id", flat=True).first() or 0
        apply_desk_file(actor, desk, hashes=hashes)
        rows = EventRow.objects.filter(id__gt=before, actor_name=actor.name, cause=actor.cause).order_by("id")
        return [line.what for line in tell(filter(None, map(from_row, rows)))]
