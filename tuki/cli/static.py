"""Static files: built and collected once per version of their sources, named by their content, compressed."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tuki.ui.assets import STATIC, build_assets
from tuki.ui.translations import compile_translations

# Bundled into ui/dist/; nobody loads the single files.
LEFT_OUT = ["css", "js"]


def build_static() -> None:
    """Builds styles, scripts, sprite and translations, and collects them when anything has changed."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root.parent / "static.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        build_assets()
        compile_translations()
        stamp, digest = root / ".built", _digest()
        if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
            return
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=LEFT_OUT)
        stamp.write_text(digest, encoding="ascii")


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
