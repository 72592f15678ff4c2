"""A pytest plugin loaded before Django: every run of the tests has a home of its own, gone at its end.

Two runs at once do not meet, nor do workers of one run, and no test touches the data of a desk in this checkout.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TUKI_HOME" not in os.environ:
    os.environ["TUKI_HOME"] = tempfile.mkdtemp(prefix="tuki-tests-")
    atexit.register(shutil.rmtree, os.environ["TUKI_HOME"], ignore_errors=True)

if "PYTEST_XDIST_WORKER" in os.environ:
    own = Path(os.environ["TUKI_HOME"], os.environ["PYTEST_XDIST_WORKER"])
    own.mkdir(exist_ok=True)
    os.environ["TUKI_HOME"] = str(own)
