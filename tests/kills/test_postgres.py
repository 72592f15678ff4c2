"""G12: PostgreSQL is killed and started again under load: the desk works again within 30 s, without a restart."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.kills.mails import Mail, send_all
from tests.postgres import _as_owner, _binaries, server
from tests.serving import serving, wait_until

MAILS = 60
DURABLE = ["-c", "max_connections=60", "-c", "listen_addresses="]


@pytest.mark.kill
def test_postgres_dies_and_comes_back(tmp_path: Path):
    mails = [Mail(number) for number in range(MAILS)]
    with server(*DURABLE) as address, serving(tmp_path / "home", TUKI_DATABASE_URL=address) as desk:
        tree = desk.pids()[0]
        sending = threading.Thread(target=send_all, args=(desk, mails), kwargs={"per_second": 4.0})
        sending.start()
        threading.Event().wait(5.0)
        folder = Path(parse_qs(urlsplit(address).query)["host"][0])
        _kill_and_start_again(folder)
        began = time.monotonic()
        assert wait_until(lambda: desk.answers() and desk.all_of("/tickets") is not None), desk.log()
        assert time.monotonic() - began <= 30
        sending.join()
        assert wait_until(lambda: len(desk.all_of("/tickets")) == MAILS, seconds=120), desk.log()
        assert desk.pids()[0] == tree
        assert Counter(row["message_id"] for row in desk.all_of("/messages")) == Counter(m.message_id for m in mails)


def _kill_and_start_again(folder: Path) -> None:
    data = folder / "data"
    pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not Path(f"/proc/{pid}").exists())
    options = " ".join([*DURABLE, "-k", str(folder)])
    start = [*_as_owner(folder), _binaries() / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]

    def is_started() -> bool:
        """Children of the dead server may hold its memory for a moment."""
        return subprocess.run(list(map(str, start)), capture_output=True, cwd="/").returncode == 0

    assert wait_until(is_started)
