"""How many queries pages cost, kept in `query_counts.json`: no new fact adds one without anybody noticing.

Recorded anew on purpose only: `TUKI_RECORD_QUERIES=1 python -m pytest tests/test_query_counts.py`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from tests.queries import queries_once_read

RECORD = Path(__file__).with_name("query_counts.json")
IS_RECORDING = bool(os.environ.get("TUKI_RECORD_QUERIES"))


def assert_as_recorded(name: str, read: Callable[[], object]) -> None:
    """Asserts that `read`, once it has been read, costs as many queries as recorded; or records them."""
    queries, known = queries_once_read(read), _recorded()
    if IS_RECORDING:
        RECORD.write_text(json.dumps(known | {name: len(queries)}, indent=2, sort_keys=True) + "\n")
        return
    assert len(queries) == known.get(name), "\n".join([f"{name}: {len(queries)}, recorded {known.get(name)}", *queries])


def _recorded() -> dict[str, int]:
    found: dict[str, int] = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    return found
