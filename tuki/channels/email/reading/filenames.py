"""File names that are safe to show and to save, whatever the sender wrote."""

import mimetypes
import re
import unicodedata

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.charsets import clean_text

_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|[\\/]|\.{1,2}[\\/]|file:)")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
_EXTENSIONS = {
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/octet-stream": ".bin",
    "image/jpg": ".jpg",
    "image/jpeg": ".jpg",
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
}


def clean_file_name(name: str, media_type: str = "", fallback: str = "file") -> str:
    """A name without path, control, direction or reserved characters, at most 200 bytes, never empty.

    `media_type` gives the extension when nothing of the name is left and `fallback` is used.
    """
    name = unicodedata.normalize("NFC", clean_text(name)).strip()
    if _PATH.match(name):
        name = re.split(r"[\\/]", name)[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co", "Zl", "Zp"))
    name = _NOT_IN_NAMES.sub("_", name).strip(" .")
    if not name.strip("_"):
        name = fallback + extension_for(media_type)
    if _DEVICES.match(name):
        name = "_" + name
    return _shorten(name)


def extension_for(media_type: str) -> str:
    """The usual extension of a media type with its dot, or an empty string."""
    return _EXTENSIONS.get(media_type) or mimetypes.guess_extension(media_type) or ""


def _shorten(name: str) -> str:
    """Cut the stem, not the extension, to the limit in bytes, between characters."""
    if len(name.encode()) <= limits.FILE_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    tail = (dot + extension).encode() if stem and len(extension.encode()) <= 20 else b""
    kept = (stem if tail else name).encode()[: limits.FILE_NAME_BYTES - len(tail)]
    return kept.decode("utf-8", "ignore").rstrip(" .") + tail.decode()
