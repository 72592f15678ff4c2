"""What a wheel holds besides the sources: styles, scripts and sprite as they are served, and compiled translations.

They are made from the sources and not kept in git, so the build makes them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GENERATED = ("tuki/ui/static/ui/dist/**/*", "tuki/locale/*/LC_MESSAGES/*.mo")


class GeneratedFiles(BuildHookInterface):
    """Builds what is generated and puts it into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before files are chosen, in the environment that `build-system.requires` makes."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from tuki.ui.assets import build_assets
        from tuki.ui.translations import compile_translations

        build_assets()
        compile_translations()
        found = [path for pattern in GENERATED for path in root.glob(pattern) if path.is_file()]
        if not any(path.suffix == ".mo" for path in found) or not any("dist" in path.parts for path in found):
            raise RuntimeError("nothing was generated; is this a whole checkout?")
        build_data["force_include"] |= {str(path): str(path.relative_to(root)) for path in found}
