"""What each process does without: libraries that cost start and memory are loaded when they are asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST_PAGE = "import tuki.site.urls; from django.test import Client; assert Client().get('/login').status_code == 200"
API_CALL = "; assert Client().get('/api/v1/nothing').status_code == 404"
SERVE = "import tuki.cli.__main__, tuki.cli.serve, tuki.cli.starting, tuki.cli.supervising, tuki.kernel.listening"
SETUP = "import django; django.setup(); "
WORKER = SETUP + "import tuki.cli.preparing, tuki.channels.email.listeners, tuki.channels.email.fetching"
PREPARED = "from tuki.cli.preparing import migrate_once; migrate_once(); "
WEB = SETUP + PREPARED + "import tuki.cli.dispatcher, tuki.cli.greeting; " + FIRST_PAGE


@pytest.mark.parametrize(
    ("work", "absent"),
    [
        (SERVE, {"django", "tuki.kernel.models", "asyncio", "msgspec"}),
        (WORKER, {"ninja", "pydantic", "jinja2", "uvicorn", "fido2", "segno", "rich", "tuki.desk.urls"}),
        (WEB, {"ninja", "pydantic", "prometheus_client", "fido2", "segno", "PIL", "rich", "tuki.api.api"}),
    ],
    ids=["supervisor", "worker", "web"],
)
def test_what_is_not_needed_is_not_loaded(tmp_path: Path, work: str, absent: set[str]):
    assert absent & _loaded(tmp_path, work) == set()


def test_the_api_is_loaded_when_it_is_asked_for(tmp_path: Path):
    assert "tuki.api.api" in _loaded(tmp_path, WEB + API_CALL)


def _loaded(home: Path, work: str) -> set[str]:
    """The modules of a process of its own after its work."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TUKI_")},
        "DJANGO_SETTINGS_MODULE": "tuki.site.settings",
        "TUKI_HOME": str(home),
    }
    program = f"{work}\nimport sys\nprint(*sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())
