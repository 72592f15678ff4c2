"""TLS with a pinned address: the certificate is checked against the name in the URL, which is also sent
(SNI)."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.kernel.canary import Canary
from tuki.kernel.outgoing import AllowList, OutgoingFailed, fetch

NAME = "hooks.example"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate for `hooks.example` and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def names() -> list[str | None]:
    return []


@pytest.fixture
def receiver(certificate: Path, names: list[str | None]) -> Iterator[Canary]:
    canary = Canary()
    canary.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    canary.tls.load_cert_chain(certificate)
    canary.tls.sni_callback = lambda sock, name, context: names.append(name)
    with canary.listening():
        yield canary


def get(receiver: Canary, name: str, context: ssl.SSLContext | None) -> bytes:
    listed = AllowList.of(f"{name}:{receiver.port}")
    url = f"https://{name}:{receiver.port}/"
    return fetch("GET", url, allow=listed, resolver=lambda host, port: ["127.0.0.1"], tls=context).body


def test_the_name_of_the_url_is_sent_and_verified(receiver: Canary, certificate: Path, names: list[str | None]) -> None:
    assert get(receiver, NAME, ssl.create_default_context(cafile=str(certificate))) == b"hi"
    assert names == [NAME]
    assert f"Host: {NAME}:{receiver.port}".encode() in receiver.requests[0]


@pytest.mark.parametrize(("name", "trusted"), [("other.example", True), (NAME, False)])
def test_wrong_names_and_unknown_issuers_fail(receiver: Canary, certificate: Path, name: str, trusted: bool) -> None:
    context = ssl.create_default_context(cafile=str(certificate)) if trusted else None
    with pytest.raises(OutgoingFailed) as failed:
        get(receiver, name, context)
    assert failed.value.code == "tls"
    assert receiver.requests == []
