"""Sealed secrets, the key file, tokens."""

import stat
import threading
from pathlib import Path

import pytest

from tuki.kernel.secrets import (
    CannotUnseal,
    Keyring,
    WrongKeyFile,
    add_key,
    digest_token,
    equal,
    keyring,
    random_token,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "secret.key"


def test_the_key_file_is_made_once_for_its_owner_alone(path: Path) -> None:
    first = Keyring.from_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert Keyring.from_file(path).current_id == first.current_id


def test_many_starting_at_once_share_one_key(path: Path) -> None:
    found: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        found.append(Keyring.from_file(path).current_id)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_what_was_sealed_opens_only_in_its_context(path: Path) -> None:
    ring = Keyring.from_file(path)
    sealed = ring.seal("pässword 🔑", context="mailbox:7")
    assert "pässword" not in sealed
    assert sealed.startswith(f"v1:{ring.current_id}:")
    assert ring.unseal(sealed, context="mailbox:7") == "pässword 🔑"
    assert ring.seal("pässword 🔑", context="mailbox:7") != sealed
    with pytest.raises(CannotUnseal):
        ring.unseal(sealed, context="mailbox:8")


def test_every_changed_character_is_noticed(path: Path) -> None:
    ring = Keyring.from_file(path)
    sealed = ring.seal("secret", context="x")
    body = sealed.rindex(":") + 1
    for index in range(body, len(sealed) - 4):
        other = "A" if sealed[index] != "A" else "B"
        with pytest.raises(CannotUnseal):
            ring.unseal(sealed[:index] + other + sealed[index + 1 :], context="x")


@pytest.mark.parametrize("sealed", ["", "v1", "v1:x:y", "v2:a:b", "::", "v1:ä:ü", "plain text"])
def test_other_texts_do_not_open(path: Path, sealed: str) -> None:
    with pytest.raises(CannotUnseal):
        Keyring.from_file(path).unseal(sealed, context="x")


def test_after_rotation_old_secrets_open_and_new_ones_use_the_new_key(path: Path) -> None:
    old = Keyring.from_file(path)
    sealed = old.seal("secret", context="x")
    key_id = add_key(path)
    ring = Keyring.from_file(path)
    assert ring.current_id == key_id != old.current_id
    assert ring.unseal(sealed, context="x") == "secret"
    resealed = ring.rotated(sealed, context="x")
    assert resealed.startswith(f"v1:{key_id}:")
    assert ring.rotated(resealed, context="x") == resealed
    assert ring.unseal(resealed, context="x") == "secret"
    with pytest.raises(CannotUnseal):
        old.unseal(resealed, context="x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_derived_keys_differ_by_purpose_and_outlive_rotation(path: Path) -> None:
    ring = Keyring.from_file(path)
    assert len(ring.derive("links")) == 32
    assert len({ring.derive("links"), ring.derive("sessions"), Keyring.from_file(path).derive("seal")}) == 3
    add_key(path)
    assert Keyring.from_file(path).derive("links") == ring.derive("links")


@pytest.mark.parametrize("content", [b"", b"\n", b"no key", b"id:c2hvcnQ=", b":AAAA", b"\xff\xfe"])
def test_a_wrong_key_file_is_named(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(WrongKeyFile, match=str(path)):
        Keyring.from_file(path)
    assert path.read_bytes() == content


def test_an_unreadable_key_file_is_named(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(WrongKeyFile, match=str(path)):
        Keyring.from_file(path)


def test_the_keyring_of_the_settings_is_read_lazily(path: Path, settings) -> None:
    settings.SECRET_KEY_FILE = str(path)
    keyring.cache_clear()
    try:
        assert not path.exists()
        assert keyring().current_id == Keyring.from_file(path).current_id
        assert keyring() is keyring()
    finally:
        keyring.cache_clear()


def test_tokens_are_random_safe_in_addresses_and_stored_as_digests() -> None:
    tokens = {random_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 22 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    assert len(random_token(256)) == 43
    # SHA-256 of "abc", FIPS 180-4 example.
    assert digest_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert equal("ä", "ä")
    assert not equal("a", "b")
