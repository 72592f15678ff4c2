"""G1 for IMAP in the size of CI: workers are killed while they fetch and delete; nothing is lost, nothing is twice."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.channels.email.importing.conftest import ROOT, Desk
from tests.channels.email.mails import mail
from tests.dovecot import PASSWORD, Dovecot

COUNT, KILLS = 120, 4
CONNECT = """
import django; django.setup()
from tests.cast import SYSTEM
from tuki.channels.email.commands.mailbox import add_mailbox
from tuki.channels.email.mailboxes.address import read_mailbox_url
from tuki.people.models import Department
department = Department.objects.get(name="Support")
add_mailbox(SYSTEM, department_id=department.id, address=read_mailbox_url("{url}"), after="delete")
"""


@pytest.mark.kill
@pytest.mark.real_mail
def test_f002_f003_workers_killed_while_fetching(server: Dovecot, tmp_path):
    desk = Desk(tmp_path / "home")
    url = f"imap://kills:{PASSWORD}@127.0.0.1:{server.port}/INBOX"
    subprocess.run([sys.executable, "-c", CONNECT.format(url=url)], env=desk.environment, check=True, cwd=ROOT)
    mails = [_mail(number) for number in range(COUNT)]
    for number in range(KILLS):
        server.put("kills", mails[number * COUNT // KILLS : (number + 1) * COUNT // KILLS])
        worker, seen = _start(desk), len(desk.digests())
        _until(lambda seen=seen: len(desk.digests()) > seen, worker)
        time.sleep(number * 0.06)  # another moment for each kill: in the journal, in deleting, in reading
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    worker = _start(desk)
    _until(lambda: desk.ask("SELECT count(*) FROM email_journal WHERE settled_at IS NULL") == [(0,)], worker)
    _until(lambda: server.count("kills") == 0, worker)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert Counter(desk.digests()) == Counter(hashlib.sha256(raw).hexdigest() for raw in mails)
    assert desk.ask("SELECT count(*), count(DISTINCT subject) FROM tickets_ticket") == [(COUNT, COUNT)]
    assert desk.ask("SELECT count(*) FROM email_outgoingmail WHERE kind = 'acknowledgement'") == [(COUNT,)]


def _mail(number: int) -> bytes:
    """Each from somebody else: nobody gets many acknowledgements in a short time."""
    raw = mail(f"Mail {number}.\n", subject=f"Mail {number}", from_=f"clara{number}@customer-a.test")
    return raw.replace(b"\n", b"\r\n")


def _start(desk: Desk) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tuki.cli", "worker"]
    return subprocess.Popen(command, env=desk.environment, cwd=ROOT, stderr=subprocess.DEVNULL)


def _until(condition, worker: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 90
    while not condition():
        assert worker.poll() is None, "the worker ended by itself"
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)  # another process works meanwhile; its rows are the only sign
