"""Where the shared sample mails are, and how texts are compared with what other parsers read from them."""

import json
import os
import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[4]
SHARED = Path(os.environ.get("TUKI_SHARED", REPOSITORY.parent / "shared"))
MAILS = SHARED / "data" / "email"
DIFFERENCES: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "differences.json").read_text())
_NOT_MAIL = re.compile(r"README|LICENSE|COPYING|.*\.json$|.*LICENSE")


def mails(folder: str) -> list[str]:
    """Paths of the mails of one corpus, relative to the folder of all."""
    found = (path for path in (MAILS / folder).rglob("*") if path.is_file() and not _NOT_MAIL.match(path.name))
    return sorted(str(path.relative_to(MAILS)) for path in found)


def squeezed(text: str | None) -> str:
    """Without white space and quote marks: how a parser breaks lines is its own affair."""
    return re.sub(r"[\s>]+", "", text or "")


def allowed(name: str, aspect: str) -> bool:
    """Whether the difference list names this aspect of this mail, with a reason."""
    return bool(DIFFERENCES.get(name, {}).get(aspect))
