"""Where the shared corpora of mail lie, and how texts are compared."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("TUKI_SHARED", Path(__file__).parents[5] / "shared"))
MAIL = SHARED / "data" / "email"


def folded(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def text_of(path: Path) -> str:
    """The file as text, line ends untouched."""
    return path.read_bytes().decode("utf-8")
