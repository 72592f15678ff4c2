"""Static files: built and collected once per version of their sources, named by their content, compressed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from tuki.ui.assets import build_assets
from tuki.ui.translations import compile_translations


def build_static() -> None:
    """Builds styles, script, sprite and translations, and collects them when anything has changed."""
    build_assets()
    compile_translations()
    stamp, digest = Path(settings.STATIC_ROOT) / ".built", _digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest, encoding="ascii")


def _digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            digest.update(path.encode() + b"\0" + Path(storage.path(path)).read_bytes())
    return digest.hexdigest()
