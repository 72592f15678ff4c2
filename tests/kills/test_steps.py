"""G2: one mail, and one answer, killed at each step of writing them down: never half a ticket, nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, prepared


@pytest.mark.kill
@pytest.mark.parametrize("story", ["mail", "reply"])
def test_killed_at_each_step_nothing_is_half_or_twice(tmp_path: Path, story: str):
    desk = prepared(tmp_path / "home", TUKI_SMTP_URL="smtp://127.0.0.1:9", TUKI_LOG="json")
    command = [sys.executable, "-m", "tests.kills.steps", story]
    done = subprocess.run(command, env=desk.environment, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-4000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["wrong"] == [], done.stderr[-4000:]
    assert result["steps"] > 20
