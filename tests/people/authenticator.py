"""An authenticator in software, for tests: makes passkeys and signs with them as a device would."""

import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One device with one passkey."""

    def __init__(self, origin="http://localhost:8000", rp_id="localhost"):
        self.origin, self.rp_id = origin, rp_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.counter = 0
        self.flags = PRESENT | VERIFIED
        self.handle = b""

    def create(self, options):
        """Answers `navigator.credentials.create`."""
        self.handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.credential_id, public)
        attestation = AttestationObject.create("none", self._data(self.flags | ATTESTED, credential), {})
        return self._answer(
            {
                "clientDataJSON": self._client_data("webauthn.create", options["challenge"]),
                "attestationObject": websafe_encode(bytes(attestation)),
            }
        )

    def get(self, options, **changed):
        """Answers `navigator.credentials.get`; `changed` replaces parts of the answer."""
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = bytes(self._data(self.flags))
        signed = data + hashlib.sha256(websafe_decode(client_data)).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(self.handle),
        }
        return self._answer(response | changed)

    def _data(self, flags, credential=b""):
        return AuthenticatorData.create(
            hashlib.sha256(self.rp_id.encode()).digest(), flags, self.counter, bytes(credential)
        )

    def _client_data(self, kind, challenge):
        content = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return websafe_encode(json.dumps(content).encode())

    def _answer(self, response):
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
