"""Signed and encrypted mail is recognised, its clear text made readable; nothing is checked or decrypted."""

import re

from tuki.channels.email.reading.mail import MailFile
from tuki.channels.email.reading.structure import SMIME_TYPES, Part

SIGNATURE_TYPES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_ENCRYPTED_TYPES = frozenset({"multipart/encrypted", "application/pgp-encrypted", "application/pgp"})
_ENCRYPTED_ARMOUR = re.compile(r"^-----BEGIN PGP MESSAGE-----[ \t]*$", re.MULTILINE)
_SIGNED_TEXT = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]+:[^\n]*\n)*[ \t]*\n"
    r"(?P<text>(?:(?!-----BEGIN PGP SIGNATURE-----)[^\n]*+\n)*)"
    r"(?P<signature>-----BEGIN PGP SIGNATURE-----\n(?:(?!-----END PGP SIGNATURE)[^\n]*+\n)*"
    r"-----END PGP SIGNATURE-----[ \t]*(?:\n|$))?",
    re.MULTILINE,
)


def is_signed_part(part: Part) -> bool:
    """Whether a part says that something is signed (RFC 1847, RFC 8551)."""
    return part.type == "multipart/signed" or part.type in SIGNATURE_TYPES or _is_opaque(part)


def is_encrypted_part(part: Part) -> bool:
    """Whether a part says that something is encrypted; opaque S/MIME that does not open counts as such."""
    if part.type in _ENCRYPTED_TYPES:
        return True
    if part.type not in SMIME_TYPES or part.message is not None:
        return False
    return part.parameters.get("smime-type", "").lower() not in ("signed-data", "certs-only")


def is_encrypted_file(file: MailFile) -> bool:
    """Whether a file is an OpenPGP message by its armour or, together with its name, by its first packet."""
    if file.content.startswith(b"-----BEGIN PGP MESSAGE-----"):
        return True
    first = file.content[:1]
    # RFC 9580: tags 1 and 3 (session keys), old and new packet form.
    return file.name.lower().endswith((".pgp", ".gpg")) and first in (
        b"\x84",
        b"\x85",
        b"\x8c",
        b"\xc1",
        b"\xc3",
    )


def is_encrypted_text(text: str) -> bool:
    """Whether a text holds an armoured OpenPGP message that is not merely quoted."""
    return "-----BEGIN PGP MESSAGE-----" in text and _ENCRYPTED_ARMOUR.search(text) is not None


def strip_clear_signature(text: str) -> tuple[str, bool]:
    """The text without the armour of the OpenPGP cleartext signatures in it, and whether there was one.

    Dash escapes are undone (RFC 9580 section 7.2); quoted signatures stay as they are.
    """
    if "-----BEGIN PGP SIGNED MESSAGE-----" not in text:
        return text, False
    stripped, count = _SIGNED_TEXT.subn(lambda match: re.sub(r"(?m)^- ", "", match["text"]), text)
    return (stripped, True) if count else (text, False)


def _is_opaque(part: Part) -> bool:
    if part.type not in SMIME_TYPES:
        return False
    return part.message is not None or part.parameters.get("smime-type", "").lower() == "signed-data"
