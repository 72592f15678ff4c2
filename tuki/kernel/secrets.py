"""Secrets: sealed text at rest (AES-256-GCM with key ids), derived keys, tokens and their digests."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets as randomness
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = "v1"


class WrongKeyFile(Exception):
    """The key file cannot be used; the message names it and says what to do."""


class CannotUnseal(Exception):
    """A sealed text was changed, belongs to another context, or its key is not in the key file."""


class Keyring:
    """The desk's keys by id. The first one seals, all of them unseal."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = keys
        self.current_id = next(iter(keys))

    @classmethod
    def from_file(cls, path: str | Path) -> Keyring:
        """Reads `id:base64` lines; a missing file is made with one fresh key, readable by its owner alone.

        Raises `WrongKeyFile` when the file cannot be read or holds no valid key.
        """
        path = Path(path)
        try:
            if not path.exists():
                _create(path)
            text = path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise WrongKeyFile(f"The key file {path} cannot be read: {error}") from error
        keys = dict(_parsed(line, path) for line in text.splitlines() if line.strip())
        if not keys:
            raise WrongKeyFile(f"The key file {path} holds no key. Restore it from a backup.")
        return cls(keys)

    @property
    def ids(self) -> list[str]:
        """The ids of all keys, the one that seals first."""
        return list(self._keys)

    def seal(self, plain: str, *, context: str) -> str:
        """Encrypts a text; it opens only under the same `context`."""
        nonce = os.urandom(NONCE_BYTES)
        box = AESGCM(self._subkey(self.current_id, "seal")).encrypt(nonce, plain.encode(), context.encode())
        return f"{FORMAT}:{self.current_id}:{base64.urlsafe_b64encode(nonce + box).decode()}"

    def unseal(self, sealed: str, *, context: str) -> str:
        """Decrypts what `seal` made. Raises `CannotUnseal`."""
        try:
            form, key_id, body = sealed.split(":", 2)
            box = base64.urlsafe_b64decode(body)
            if form != FORMAT or key_id not in self._keys:
                raise CannotUnseal(f"sealed with key {key_id}, which is not in the key file")
            plain = AESGCM(self._subkey(key_id, "seal")).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context.encode())
        except (ValueError, InvalidTag) as error:
            raise CannotUnseal("the sealed text was changed or belongs elsewhere") from error
        return plain.decode()

    def rotated(self, sealed: str, *, context: str) -> str:
        """The same secret sealed with the current key; unchanged when it is already."""
        if sealed.startswith(f"{FORMAT}:{self.current_id}:"):
            return sealed
        return self.seal(self.unseal(sealed, context=context), context=context)

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose (HKDF, RFC 5869), from the oldest key so that rotation keeps
        it."""
        return self._subkey(list(self._keys)[-1], purpose)

    def _subkey(self, key_id: str, purpose: str) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"tuki:{purpose}".encode()).derive(self._keys[key_id])


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The desk's keyring, read once per process from the file that the settings name."""
    from django.conf import settings

    return Keyring.from_file(settings.SECRET_KEY_FILE)


def random_token(bits: int = 128) -> str:
    """An unguessable name, safe in addresses."""
    return randomness.token_urlsafe((bits + 7) // 8)


def digest_token(token: str) -> str:
    """How a random token is stored: SHA-256 in hexadecimal. Enough, because tokens are long and random."""
    return hashlib.sha256(token.encode()).hexdigest()


def equal(one: str, other: str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def add_key(path: str | Path) -> str:
    """Puts a fresh key first into the key file, whole or not at all; the new key's id."""
    path = Path(path)
    key_id, line = _fresh()
    beside = _written_beside(path, line + path.read_text(encoding="ascii"))
    beside.replace(path)
    return key_id


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _written_beside(path, _fresh()[1])
    # Two processes may start at once: linking fails for the second, which then reads the key of the first.
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


def _written_beside(path: Path, text: str) -> Path:
    """A synced file next to `path`, readable by its owner alone (which is what mkstemp makes)."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return Path(name)


def _fresh() -> tuple[str, str]:
    key_id = randomness.token_hex(4)
    return key_id, f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}\n"


def _parsed(line: str, path: Path) -> tuple[str, bytes]:
    key_id, _, body = line.strip().partition(":")
    try:
        key = base64.b64decode(body, validate=True)
    except ValueError:
        key = b""
    if not key_id or len(key) != KEY_BYTES:
        raise WrongKeyFile(f"The key file {path} has a line that is no key. Restore it from a backup.")
    return key_id, key
