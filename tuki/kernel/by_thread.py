"""Language and time zone kept by thread.

Django keeps both in storage made for coroutines, which takes 5 to 10 µs to read, as long as a look-up by key in the
database, and a page reads it thirty times. Our pages and jobs run on threads; no coroutine of ours sets either, which
`tests/contracts/test_threads.py` checks.
"""

from __future__ import annotations

import threading
from typing import Any

from django.utils import timezone
from django.utils.translation import trans_real


def keep_by_thread() -> None:
    """From now on language and zone are those of the thread; what was set before is forgotten."""
    for module in (trans_real, timezone):
        place: Any = module
        place._active = threading.local()
