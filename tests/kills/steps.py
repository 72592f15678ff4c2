"""Kills a process at each of its persistence steps in turn: `python -m tests.kills.steps mail|reply`.

A step is a writing statement, a commit, an fsync or a rename. TUKI_HOME names a desk that is set up; each time it is
copied back, a child runs the story and dies before that step, and another child goes on as a worker would. The last
line printed is JSON: how many steps there are, and what was wrong afterwards.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuki.site.settings")

RAW = (
    b"From: Clara <clara@customer-a.test>\r\nTo: support@desk.test\r\nSubject: Printer\r\nMessage-ID: <one@x.test>\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nIt burns.\r\n--b\r\n"
    b"Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1,2\r\n--b--\r\n"
)
LANES = ("default", "mail-in", "mail-out", "slow")
ROUNDS = 6


def main(story: str) -> int:
    """Runs the story once for each step; prints the result."""
    home = Path(os.environ["TUKI_HOME"])
    saved = home.with_name(home.name + "-saved")
    _in_child(lambda: _begin(story, home))
    shutil.copytree(home, saved)
    wrong, step = [], 0
    gc.freeze()  # or the collector of each child copies what all of them share
    while True:
        step += 1
        shutil.rmtree(home)
        shutil.copytree(saved, home)
        ended = _in_child(partial(_run, story, home, dying_at=step))
        if ended not in (0, -signal.SIGKILL):
            wrong.append(f"step {step}: the story broke")
        if code := _in_child(lambda: _check(story, home)):
            wrong.append(f"step {step}: what is there afterwards is wrong ({code})")
        if ended == 0 or len(wrong) > 5:
            break
    print(json.dumps({"steps": step - 1, "wrong": wrong}))
    return 0


def _begin(story: str, home: Path) -> None:
    """For an answer there is a ticket already."""
    if story == "reply":
        _journal()
        _work()
        (home / "acknowledged").unlink(missing_ok=True)
        (home / "sent").unlink(missing_ok=True)


def _run(story: str, home: Path, *, dying_at: int) -> None:
    with _dying(dying_at):
        if story == "mail":
            _journal()
            (home / "acknowledged").touch()
        else:
            _reply()
            (home / "acknowledged").touch()
        _work()


def _check(story: str, home: Path) -> None:
    """Whoever got no answer tries again; then everything is there once."""
    from django.db import connection

    from tuki.channels.email.models import Journal, OutgoingMail
    from tuki.kernel.chain import breaks_everywhere
    from tuki.kernel.jobs.reaper import free_leases_of
    from tuki.kernel.models import Job
    from tuki.tickets.models import Attachment, Message, Ticket

    free_leases_of("test")
    kinds = ["reply", "acknowledgement"] if story == "reply" else ["acknowledgement"]
    if story == "mail" and not (home / "acknowledged").exists():
        _journal()
    if story == "reply" and Message.objects.count() == 1:
        assert not (home / "acknowledged").exists()
        _reply()
    _work()
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == len(kinds)
    assert Attachment.objects.filter(message__isnull=False).count() == 1
    assert Message.objects.exclude(text="").count() == len(kinds)
    assert sorted(OutgoingMail.objects.values_list("kind", "state")) == sorted((kind, "sent") for kind in kinds)
    assert not Journal.objects.filter(outcome__in=["waiting", "quarantined"]).exists()
    assert not Job.objects.filter(state="parked").exists()
    assert breaks_everywhere() == []
    sent = (home / "sent").read_text().split()
    assert 1 <= len(sent) <= 2
    assert len(set(sent)) == 1
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def _journal() -> None:
    from tuki.channels.email.commands.journal import Delivery, journal_mail
    from tuki.kernel.actors import channel

    delivery = Delivery(
        raw=RAW, source="lmtp", envelope_from="clara@customer-a.test", envelope_to=["support@desk.test"]
    )
    journal_mail(channel("mail", "test"), delivery)


def _reply() -> None:
    from tuki.people.access import actor_of
    from tuki.people.models import Person
    from tuki.tickets.commands.reply import reply_to_ticket
    from tuki.tickets.models import Ticket

    anna = actor_of(Person.objects.get(email="anna@desk.test"), cause="test")
    reply_to_ticket(anna, Ticket.objects.get().reference, text="We come.")


@dataclass(frozen=True)
class Here:
    """Stands for a guarded process: answers in this one, which is spared a start at every step."""

    of: Callable[[bytes], Any]

    def answer(self, question: bytes) -> bytes:
        """What the process would answer, encoded as it would be."""
        return msgspec.msgpack.encode(self.of(question))


def _work() -> None:
    """What a worker does until nothing is left; waiting jobs are made due, so that nobody waits."""
    from tuki.kernel import clock
    from tuki.kernel.jobs.running import run_due
    from tuki.kernel.models import Job

    for _ in range(ROUNDS):
        Job.objects.filter(state="ready").update(due_at=clock.now())
        if not sum(run_due(lane) for lane in LANES):
            return


@contextlib.contextmanager
def _no_network() -> Iterator[None]:
    """Reads mails and their files in this process, and notes what would have been sent."""
    from tuki.channels.email.intake import prepared, understanding
    from tuki.channels.email.outgoing import sending
    from tuki.channels.email.outgoing.delivery import Delivered
    from tuki.search.files import extracting, reading

    def deliver(url: object, envelope: Any) -> Delivered:
        with Path(os.environ["TUKI_HOME"], "sent").open("ab") as stream:
            stream.write(_message_id(envelope.content) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        return Delivered(sent=list(envelope.recipients))

    with (
        mock.patch.object(prepared, "_thread_reader", lambda: Here(understanding.answer)),
        mock.patch.object(reading, "_reader", lambda: Here(extracting.answer)),
        mock.patch.object(sending, "deliver", deliver),
    ):
        yield


def _message_id(content: bytes) -> bytes:
    from email import message_from_bytes

    return str(message_from_bytes(content)["message-id"]).encode()


@contextlib.contextmanager
def _dying(at: int) -> Iterator[None]:
    """Dies by SIGKILL before the step with this number."""
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            step()
            return function(*args, **kwargs)

        return run

    def statement(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA")):
            step()
        return execute(sql, *args)

    os.fsync, os.replace = before(os.fsync), before(os.replace)
    BaseDatabaseWrapper._commit = before(BaseDatabaseWrapper._commit)  # type: ignore[method-assign]  counted
    with connection.execute_wrapper(statement):
        yield


def _in_child(run: Callable[[], None]) -> int:
    """Runs it in a fork of this process, which never opened the database; its exit code."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 0
    try:
        run()
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        os._exit(code)


if __name__ == "__main__":
    import django

    django.setup()
    with _no_network():
        sys.exit(main(sys.argv[1]))
