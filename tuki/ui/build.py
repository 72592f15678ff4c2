"""`python -m tuki.ui.build`: builds stylesheet, script and sprite, and compiles the translations."""

from tuki.ui.assets import build_assets
from tuki.ui.translations import compile_translations

if __name__ == "__main__":
    build_assets()
    compile_translations()
