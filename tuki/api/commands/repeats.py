"""Doing what a request asks in one transaction, once."""

from __future__ import annotations

import re
from collections.abc import Callable

from tuki.api.refusals import Malformed
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.requests import fingerprint, first_result, keep_result
from tuki.kernel.secrets import keyring

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_CONTEXT = "api.repeats"

Do = Callable[[], bytes]


@command
def perform(actor: Actor, do: Do) -> bytes:
    """Runs everything that one request asks in one transaction: all of it happens, or nothing."""
    return do()


@command
def perform_once(actor: Actor, do: Do, *, key: str, content: bytes, is_secret: bool = False) -> bytes:
    """The same, once for each key: a repeat gets the first answer, and changes nothing.

    Twenty repeats at once wait for the first. A refused request is not remembered, for it changed nothing.
    `is_secret` answers are kept sealed. Refuses `bad_request_key`, and `request_reused` for another content.
    """
    if not _KEY.fullmatch(key):
        raise Malformed("bad_request_key", field="Idempotency-Key")
    name = f"api:{actor.id}:{key}"
    if (kept := first_result(name, fingerprint(content))) is not None:
        return (keyring().unseal(kept, context=_CONTEXT) if is_secret else kept).encode()
    answer = do()
    text = answer.decode()
    keep_result(name, keyring().seal(text, context=_CONTEXT) if is_secret else text)
    return answer
