"""File names and types from strangers: names fit to show and to save, types decided by content.

Stored files live under generated ids, never under these names.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote

MAX_NAME_BYTES = 255
FALLBACK_NAME = "file"

# Names that Windows gives to devices, with any extension ("Naming Files, Paths, and Namespaces").
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)
# Forbidden on Windows, or special to shells, headers and HTML alike.
_RESERVED = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
_UNSEEN = re.compile(
    "[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\U000e0000-\\U000e0fff\\ud800-\\udfff]"
)
_SLASHES = re.compile(r"[/\\\u2044\u2215\u29f5\u29f8\ufe68\uff0f\uff3c]")
_SPACES = re.compile(r"\s+")


def safe_name(name: str) -> str:
    """A name to show and to offer for saving: the last part of any path, without control, direction and
    invisible characters, device names, leading or trailing dots; NFC; at most 255 bytes of UTF-8 with its
    extension kept. Never empty."""
    last = [part for part in _SLASHES.split(_decoded(name)) if part.strip(" .\x00")]
    name = unicodedata.normalize("NFC", _UNSEEN.sub("", last[-1])) if last else ""
    # A compatibility form may have hidden a separator from the first look.
    name = _SLASHES.sub("_", _RESERVED.sub("_", _SPACES.sub(" ", name.replace("\x00", ""))))
    name = name.strip(" .")
    if not name.strip("_. "):
        return FALLBACK_NAME
    if name.partition(".")[0].rstrip().casefold() in _DEVICES:
        name = f"_{name}"
    return _fit(name)


def _decoded(name: str) -> str:
    """Undo percent-encoding, up to three layers, where it hides a separator; "100% sure.pdf" stays as it
    is."""
    for _ in range(3):
        decoded = unquote(name)
        if decoded == name:
            break
        if _SLASHES.search(decoded) or "\x00" in decoded or "%" in decoded:
            name = decoded
        else:
            break
    return name


def _fit(name: str) -> str:
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 20:
        stem, dot, extension = name, "", ""
    room = MAX_NAME_BYTES - len((dot + extension).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + extension


def content_disposition(name: str, inline: bool = False) -> str:
    """The Content-Disposition value (RFC 6266): an ASCII `filename` for all, `filename*` (RFC 8187) for the
    rest."""
    name = safe_name(name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()+-]", "_", plain).strip()
    if not plain.partition(".")[0]:
        plain = FALLBACK_NAME + plain
    value = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    if plain != name:
        value += f"; filename*=UTF-8''{quote(name, safe='')}"
    return value


@dataclass(frozen=True)
class ServedType:
    """What a file is served as, and whether a browser may show it in place of saving it."""

    type: str
    inline: bool


DOWNLOAD = "application/octet-stream"
_TEXT_ENDINGS = frozenset({"txt", "log", "text"})
_MARKUP = re.compile(rb"<\s*[a-z!?/]|%!ps|%pdf-|\{\\rtf", re.IGNORECASE)


def served_type(name: str, claimed: str, head: bytes) -> ServedType:
    """How to serve a file, by its first bytes (give at least 512), not by what the sender claims.

    Raster images (PNG, JPEG, GIF, WebP) and plain text without any markup may be shown; PDF keeps its type
    but is saved; everything else is an octet stream to save. Send with nosniff and a sandbox policy all the
    same.
    """
    image = sniff_image(head)
    if image:
        return ServedType(image, inline=True)
    if head.startswith(b"%PDF-"):
        return ServedType("application/pdf", inline=False)
    is_claimed = claimed.partition(";")[0].strip().lower() == "text/plain"
    if is_claimed and safe_name(name).rpartition(".")[2].lower() in _TEXT_ENDINGS and _is_plain_text(head):
        return ServedType("text/plain; charset=utf-8", inline=True)
    return ServedType(DOWNLOAD, inline=False)


def sniff_image(head: bytes) -> str | None:
    """The type of a raster image by its signature (MIME Sniffing standard, 6.1), with the fields that
    follow it."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    # A GIF that is also a script ("GIF89a=1;…") has a nonsensical size; the byte at 11 is a palette index,
    # the next one the aspect ratio, nought in real files.
    if head[:6] in (b"GIF87a", b"GIF89a") and len(head) >= 13 and head[12] in (0, 49):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def _is_plain_text(head: bytes) -> bool:
    if _MARKUP.search(head) or b"\x00" in head:
        return False
    try:
        # The head may end within a character.
        head[: max(0, len(head) - 3)].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not re.search(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f]", head)
