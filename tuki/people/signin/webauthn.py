"""Challenges for authenticators and the checks of what they answer (WebAuthn level 3), by python-fido2.

Loaded when somebody asks for a passkey: the library takes 6 MB and 0.1 s. Credentials and their ids are base64url.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

# What python-fido2 raises for an answer of the wrong form, or one that proves nothing.
BAD_ANSWER = (ValueError, TypeError, LookupError, AttributeError, AssertionError, struct.error)
Challenge = tuple[dict[str, Any], dict[str, Any]]


class Registered(NamedTuple):
    """A credential that an authenticator has made, and how often it says that it has signed."""

    credential_id: str
    credential: str
    counter: int


class Used(NamedTuple):
    """Which credential an answer names; nothing of it is proven yet."""

    credential_id: str
    handle: bytes | None
    counter: int


def begin_registration(*, handle: bytes, login: str, name: str, known: Iterable[str]) -> Challenge:
    """Options for `navigator.credentials.create` as JSON, and the state to check the answer against.

    Authenticators that hold one of the `known` credentials make no second one.
    """
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(name=login, id=handle, display_name=name),
        [_credential(each) for each in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _as_json(options), _plain(state)


def registered(challenge: Mapping[str, Any], answer: Mapping[str, Any]) -> Registered:
    """What was made. Raises one of `BAD_ANSWER`."""
    proven = _server().register_complete(challenge, answer)
    credential = proven.credential_data
    if credential is None:
        raise ValueError("no credential was made")
    return Registered(websafe_encode(credential.credential_id), websafe_encode(bytes(credential)), proven.counter)


def begin_authentication() -> Challenge:
    """Options for `navigator.credentials.get` as JSON, and the state to check the answer against."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return _as_json(options), _plain(state)


def used_in(answer: Mapping[str, Any]) -> Used:
    """What the answer says of itself. Raises one of `BAD_ANSWER`."""
    said = AuthenticationResponse.from_dict(answer)
    return Used(websafe_encode(said.raw_id), said.response.user_handle, said.response.authenticator_data.counter)


def insist_proof(challenge: Mapping[str, Any], answer: Mapping[str, Any], *, credential: str) -> None:
    """The authenticator with this credential has signed the challenge. Raises one of `BAD_ANSWER`."""
    _server().authenticate_complete(challenge, [_credential(credential)], answer)


def _server() -> Fido2Server:
    party = PublicKeyCredentialRpEntity(name="Tuki", id=urlsplit(settings.BASE_URL).hostname or "")
    return Fido2Server(party, verify_origin=lambda origin: origin == settings.BASE_URL)


def _credential(text: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(text))


def _plain(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in state.items()}


def _as_json(options: Any) -> dict[str, Any]:
    """The library's options as JSON has them: bytes in base64url, absent fields left out."""
    return dict(dict(options)["publicKey"])
