"""The guarded process: same answers, and no mail takes the reader down with it."""

import os
import signal
import threading

import pytest

from tuki.channels.email.reading import Reader, ReadingFailed, read_mail

MAIL = b"From: Clara <clara@example.org>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\nDate: Fri, 20 Nov 2020 10:00:00 +0300\r\n"
MAIL += b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nDTSTART:20261120T100000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\n"


def test_the_child_answers_as_the_function_does() -> None:
    with Reader() as reader:
        assert reader.read(MAIL) == read_mail(MAIL)
        assert reader.read(b"") == read_mail(b"")
        large = b"Subject: l\n\n" + b"x" * 3_000_000
        assert reader.read(large) == read_mail(large)


def test_a_killed_child_is_replaced() -> None:
    with Reader() as reader:
        reader.read(MAIL)
        first = reader._child
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert reader.read(MAIL).subject == "Café"
        assert reader._child is not first


def test_a_mail_that_kills_the_child_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with Reader() as reader:
        reader._command = [reader._command[0], "-c", "import os,sys; sys.stdin.buffer.read(9); os.abort()"]
        with pytest.raises(ReadingFailed) as failure:
            reader.read(MAIL)
        assert failure.value.reason == "crashed"


def test_a_mail_that_takes_too_long_is_reported() -> None:
    with Reader(wall_seconds=0.3) as reader:
        reader._command = [reader._command[0], "-c", "import sys; sys.stdin.buffer.read()"]
        with pytest.raises(ReadingFailed) as failure:
            reader.read(MAIL)
        assert failure.value.reason == "timeout"


def test_the_kernel_ends_a_child_out_of_cpu_time() -> None:
    with Reader() as reader:
        loop = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 5))\nwhile True: pass"
        reader._command = [reader._command[0], "-c", loop]
        with pytest.raises(ReadingFailed) as failure:
            reader.read(MAIL)
        assert failure.value.reason == "too_slow"


def test_too_much_memory_and_too_many_bytes_are_reported() -> None:
    with Reader(memory_bytes=220_000_000, largest_mail=400_000_000) as reader:
        with pytest.raises(ReadingFailed) as failure:
            reader.read(b"Subject: x\n\n" + b"x" * 300_000_000)
        assert failure.value.reason == "too_large"
        assert reader.read(MAIL).subject == "Café"
    with Reader(largest_mail=10) as reader, pytest.raises(ReadingFailed) as failure:
        reader.read(MAIL)
    assert failure.value.reason == "too_large"


def test_the_child_ends_with_its_pipe() -> None:
    reader = Reader()
    reader.read(MAIL)
    child = reader._child
    assert child is not None and child.stdin is not None
    child.stdin.close()
    assert child.wait(timeout=10) == 0
    reader.close()


def test_threads_share_one_child() -> None:
    subjects: list[str] = []
    with Reader() as reader:
        threads = [threading.Thread(target=lambda: subjects.append(reader.read(MAIL).subject)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert subjects == ["Café"] * 8


def test_django_is_not_imported_by_the_child() -> None:
    with Reader() as reader:
        check = "import sys, tuki.channels.email.reading.child; assert 'django' not in sys.modules; sys.exit(7)"
        reader._command = [reader._command[0], "-c", check]
        with pytest.raises(ReadingFailed):
            reader.read(MAIL)
        child = reader._start_child()
        assert child.wait(timeout=20) == 7


def test_a_mail_begun_ahead_is_answered_when_it_is_wanted() -> None:
    other = MAIL.replace(b"Subject", b"X-Subject")
    with Reader() as reader:
        reader.read(other)
        child = reader._child
        reader.begin(MAIL)
        assert reader.read(MAIL).subject == "Café"
        assert reader.read(other).subject == ""
        assert reader._child is child


def test_a_mail_begun_ahead_and_not_wanted_answers_for_no_other() -> None:
    other = MAIL.replace(b"Subject", b"X-Subject")
    with Reader() as reader:
        reader.begin(MAIL)
        assert reader.read(other).subject == ""
        reader.begin(MAIL)
        reader.begin(MAIL)
        assert reader.read(other).subject == ""


def test_a_child_killed_over_a_mail_begun_ahead_is_told_when_it_is_wanted() -> None:
    with Reader() as reader:
        reader.begin(MAIL)
        assert reader._child is not None
        reader._child.kill()
        reader._child.wait()
        with pytest.raises(ReadingFailed) as failure:
            reader.read(MAIL)
        assert failure.value.reason == "killed"
        assert reader.read(MAIL).subject == "Café"
