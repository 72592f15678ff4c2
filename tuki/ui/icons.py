"""The icons in use (names of the lucide set, plus our own logo) and how one is drawn."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "ui/dist/sprite.svg"

OWN = {"logo": "logo.svg"}

NAMES = """
activity archive arrow-left arrow-right arrow-up-down at-sign ban bell bell-off bold book-open bot building-2
calendar chart-column check chevron-down chevron-left chevron-right chevron-up circle-alert circle-check
circle-dashed circle-question-mark circle-x clock code columns-2 copy corner-up-right database
download ellipsis external-link eye eye-off file file-archive file-music file-code file-image file-spreadsheet
file-play file-text fingerprint-pattern flag folder forward funnel git-branch globe hash history hourglass
image inbox info italic key-round keyboard languages layers life-buoy link list list-checks list-ordered
lock log-in log-out mail mail-check mail-open mail-question-mark mail-warning mail-x mails megaphone menu merge
message-square monitor moon network paperclip pause pencil phone play plug plus printer quote
refresh-cw reply reply-all rotate-ccw save scroll-text search send server settings shield shield-check
shuffle sliders-horizontal smartphone sparkles split star sun sun-moon table tag tags ticket
timer trash-2 triangle-alert undo-2 unlink upload user user-check user-plus user-x users webhook
workflow x zap
"""
LUCIDE = frozenset(NAMES.split())

FILE_ICONS = (
    ("image/", "file-image"),
    ("audio/", "file-music"),
    ("video/", "file-play"),
    ("application/pdf", "file-text"),
    ("text/calendar", "calendar"),
    ("text/csv", "file-spreadsheet"),
    ("text/html", "file-code"),
    ("text/", "file-text"),
    ("message/", "mail"),
    ("application/zip", "file-archive"),
    ("application/x-7z", "file-archive"),
    ("application/x-rar", "file-archive"),
    ("application/gzip", "file-archive"),
    ("application/json", "file-code"),
    ("application/xml", "file-code"),
    ("application/vnd.ms-excel", "file-spreadsheet"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "file-spreadsheet"),
    ("application/vnd.oasis.opendocument.spreadsheet", "file-spreadsheet"),
    ("application/msword", "file-text"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", "file-text"),
    ("application/vnd.oasis.opendocument.text", "file-text"),
)


def icon(name: str, label: str | None = None, extra: str = "") -> SafeString:
    """One icon as `<svg>`; hidden from readers unless it has a label. LookupError for a name not in the list."""
    return _drawn(_sprite(), name, label, extra)


@lru_cache(maxsize=1)
def _sprite() -> str:
    """The sprite's address; its hash changes only with a new start."""
    return static(SPRITE)


@lru_cache(maxsize=1024)
def _drawn(sprite: str, name: str, label: str | None, extra: str) -> SafeString:
    if name not in LUCIDE and name not in OWN:
        raise LookupError(f"icon {name!r} is not in the sprite: add it to tuki/ui/icons.py")
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    classes = f"icon {extra}".strip()
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', classes, SafeString(role), sprite, name)


def file_icon(media_type: str) -> str:
    """The icon's name for a media type such as `image/png`."""
    return next((name for prefix, name in FILE_ICONS if media_type.startswith(prefix)), "file")
