"""Which secret key this desk belongs to: noticed at start, before anything fails to open."""

from __future__ import annotations

from tuki.kernel.models import DeskValue
from tuki.kernel.secrets import keyring

NAME = "key_id"


def unknown_key() -> str | None:
    """A sentence when this desk's secrets were sealed with a key that the key file does not hold; None when it does.

    The first start writes the key's id down, a start after a rotation the new one's.
    """
    ring = keyring()
    known = DeskValue.objects.filter(pk=NAME).values_list("value", flat=True).first()
    if known is not None and known not in ring.ids:
        return (
            f"TUKI_SECRET_KEY_FILE: this desk's secrets are sealed with the key {known}, which is not in the key file"
            " (TUKI_HOME/secret.key by default). Put back the file that belongs to this desk."
        )
    if known != ring.current_id:
        DeskValue.objects.update_or_create(name=NAME, defaults={"value": ring.current_id})
    return None
