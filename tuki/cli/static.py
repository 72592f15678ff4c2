"""Static files: built and collected once per version of their sources, named by their content, compressed."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tuki.ui.assets import STATIC, build_assets
from tuki.ui.translations import compile_translations

# Bundled into ui/dist/; nobody loads the single files.
LEFT_OUT = ["css", "js"]


@contextlib.contextmanager
def static_built() -> Iterator[None]:
    """Translations are there before the block begins; styles, scripts and sprite are built and collected beside it.

    Compressing takes half a second of another core. Nothing may be drawn in the block: names of files are not known.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root.parent / "static.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        compile_translations()
        with ThreadPoolExecutor(1, thread_name_prefix="static") as pool:
            collecting = pool.submit(_collect, root)
            yield
            collecting.result()


def _collect(root: Path) -> None:
    """Nothing to do when all sources are as they were."""
    build_assets()
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
