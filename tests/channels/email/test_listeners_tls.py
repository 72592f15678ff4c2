"""STARTTLS at our own listeners (RFC 3207): offered only with a certificate, and nothing said before it counts."""

from __future__ import annotations

import os
import smtplib
import ssl
from pathlib import Path

import pytest

from tests.cast import make_cast
from tests.channels.email.mails import mail
from tests.channels.email.test_listeners import CLARA, OURS, ask, listening, raws, talking
from tests.dovecot import write_certificate
from tuki.channels.email.listeners.encryption import Certificate
from tuki.channels.email.models import Journal
from tuki.site import environment
from tuki.site.environment import WrongSetting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    write_certificate(tmp_path)
    return Certificate(str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem"))


def trusting(tmp_path: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))


@pytest.mark.parametrize(("name", "client_class"), [("smtp", smtplib.SMTP), ("lmtp", smtplib.LMTP)])
def test_mail_comes_encrypted(tmp_path, certificate, name, client_class):
    make_cast()
    raw = mail("It burns.\n").replace(b"\n", b"\r\n")
    with listening(certificate=certificate) as running:
        port = running.addresses[name][1]
        with client_class("localhost", port) as client:
            client.ehlo()
            assert client.has_extn("starttls") and not client.has_extn("auth")
            client.starttls(context=trusting(tmp_path))
            client.ehlo()
            assert not client.has_extn("starttls") and not client.has_extn("auth") and client.has_extn("pipelining")
            assert client.sock.version() in ("TLSv1.2", "TLSv1.3")
            assert client.sendmail(CLARA, [OURS], raw) == {}
    assert raws() == [raw]


def test_without_a_certificate_nothing_is_offered():
    make_cast()
    with listening() as running, smtplib.SMTP(*running.addresses["smtp"]) as client:
        client.ehlo()
        assert not client.has_extn("starttls")
        assert client.docmd("STARTTLS")[0] >= 450
        assert client.sendmail(CLARA, [OURS], mail("Plain.\n")) == {}


def test_f039_what_was_said_in_the_clear_is_forgotten(tmp_path, certificate):
    """Commands put behind STARTTLS in one piece are thrown away, and so is the envelope from before it."""
    make_cast()
    with listening(certificate=certificate) as running, talking(running.addresses["smtp"]) as (plain, lines):
        assert ask(plain, lines, f"MAIL FROM:<{CLARA}>\r\n".encode()) == [250]
        injected = f"RCPT TO:<{OURS}>\r\nDATA\r\nSubject: injected\r\n\r\nx\r\n.\r\n".encode()
        assert ask(plain, lines, b"STARTTLS\r\n" + injected) == [220]
        with trusting(tmp_path).wrap_socket(plain, server_hostname="localhost") as secured:
            secured.settimeout(10)
            secured.sendall(f"RCPT TO:<{OURS}>\r\n".encode())
            answer = secured.recv(1000)
            assert answer[:1] == b"5" and answer.count(b"\r\n") == 1, answer
    assert not Journal.objects.exists()


def test_a_renewed_certificate_counts_for_the_next_connection(tmp_path, certificate):
    first = certificate.context()
    assert certificate.context() is first is not None
    write_certificate(tmp_path)
    for name in ("certificate.pem", "key.pem"):
        os.utime(tmp_path / name, (2_000_000_000, 2_000_000_000))
    second = certificate.context()
    assert second is not first and second is not None
    (tmp_path / "key.pem").write_text("nonsense")
    os.utime(tmp_path / "key.pem", (2_000_000_100, 2_000_000_100))
    assert certificate.context() is second
    (tmp_path / "key.pem").unlink()
    assert certificate.context() is second


@pytest.mark.parametrize(
    ("chain", "key", "named"),
    [
        ("missing.pem", "key.pem", "TUKI_MAIL_CERTIFICATE: "),
        ("certificate.pem", "missing.pem", "TUKI_MAIL_KEY: "),
        ("certificate.pem", "", "TUKI_MAIL_KEY: is missing"),
        ("", "key.pem", "TUKI_MAIL_CERTIFICATE: is missing"),
        ("certificate.pem", "other.pem", "TUKI_MAIL_CERTIFICATE: "),
    ],
)
def test_a_start_is_refused_with_the_settings_name(tmp_path, monkeypatch, chain, key, named):
    write_certificate(tmp_path)
    (tmp_path / "other.pem").write_text("nonsense")
    monkeypatch.setenv("TUKI_MAIL_CERTIFICATE", str(tmp_path / chain) if chain else "")
    monkeypatch.setenv("TUKI_MAIL_KEY", str(tmp_path / key) if key else "")
    with pytest.raises(WrongSetting) as caught:
        environment.mail_certificate()
    assert caught.value.code == 78 and str(caught.value).startswith(named)


def test_the_settings_are_read(tmp_path, monkeypatch):
    write_certificate(tmp_path)
    given = (str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem"))
    assert environment.mail_certificate() is None
    monkeypatch.setenv("TUKI_MAIL_CERTIFICATE", given[0])
    monkeypatch.setenv("TUKI_MAIL_KEY", given[1])
    assert environment.mail_certificate() == given
