"""Every module of the product, loaded, so that all registers are full."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import tuki

ROOT = Path(tuki.__file__).parent
# Entry points of processes: importing them starts something.
ENTRIES = {"tuki.cli.__main__", "tuki.ui.build", "tuki.channels.email.reading.child", "tuki.site.wsgi"}


@lru_cache(maxsize=1)
def all_modules() -> list[ModuleType]:
    """Imports everything below `tuki` but entry points and migrations."""
    names = [each.name for each in pkgutil.walk_packages([str(ROOT)], "tuki.")]
    return [importlib.import_module(name) for name in names if name not in ENTRIES and ".migrations" not in name]


def sources() -> list[Path]:
    """Every source file of the product, migrations left out."""
    return [path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts]


def rooms() -> list[Path]:
    """Folders that are Django apps."""
    return sorted(path.parent for path in ROOT.rglob("apps.py"))
