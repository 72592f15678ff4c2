"""Read mails in a process of its own, so that no mail can hang, starve or crash the worker (F033, F036)."""

import contextlib
import fcntl
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Literal

import msgspec

from tuki.channels.email.reading import frames
from tuki.channels.email.reading.mail import Mail

Reason = Literal["timeout", "too_slow", "crashed", "killed", "too_large"]
_CHUNK = 1_048_576
_IMPORT_ROOT = str(Path(__file__).parents[4])


class ReadingFailed(Exception):
    """A mail that could not be read; `reason`: `timeout`, `too_slow` (in CPU time: it will be so again), `crashed`,
    `too_large` (in bytes or in memory).

    `killed`: somebody else ended the reader (SIGKILL), which says nothing of the mail.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Reader:
    """One guarded child process that reads mails; safe to use from several threads, one mail at a time.

    The child starts with the first mail and again after its end. It ends when this process does.
    """

    def __init__(
        self,
        *,
        cpu_seconds: int = 4,
        wall_seconds: float = 20.0,
        memory_bytes: int = 1_073_741_824,
        largest_mail: int = 100_000_000,
        module: str = "tuki.channels.email.reading.child",
    ) -> None:
        self._command = [
            sys.executable,
            "-m",
            module,
            str(memory_bytes),
            str(cpu_seconds),
        ]
        self._wall_seconds = wall_seconds
        self._largest_mail = largest_mail
        self._lock = threading.Lock()
        self._decoder = msgspec.msgpack.Decoder(Mail)
        self._child: subprocess.Popen[bytes] | None = None
        self._begun: bytes | None = None

    def read(self, raw: bytes) -> Mail:
        """Read one mail; raises `ReadingFailed`. After a failure the next mail gets a new child."""
        return self._decoder.decode(self.answer(raw))

    def begin(self, question: bytes) -> None:
        """Hand the child a question whose `answer` is wanted later, the same object then; at most one at a time.

        Never raises `ReadingFailed`: what goes wrong does so again when the answer is wanted.
        """
        if len(question) > self._largest_mail:
            return
        with self._lock:
            try:
                self._send(question)
                self._begun = question
            except ReadingFailed:
                self._end_child()

    def answer(self, question: bytes) -> memoryview:
        """What the child's module answers, undecoded; raises `ReadingFailed`."""
        if len(question) > self._largest_mail:
            raise ReadingFailed("too_large")
        with self._lock:
            try:
                kind, answer = self._ask(question)
            except BaseException:
                self._end_child()
                raise
            if kind != frames.MAIL:
                self._end_child()
                raise ReadingFailed("crashed")
            return answer

    def close(self) -> None:
        """End the child. The reader may be used again."""
        with self._lock:
            self._end_child()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, question: bytes) -> tuple[bytes, memoryview]:
        if self._begun is not question:
            self._send(question)
        self._begun = None
        assert self._child is not None
        exchange = _Exchange(self._child, time.monotonic() + self._wall_seconds)
        kind, length = frames.HEADER.unpack(exchange.receive(frames.HEADER.size))
        return kind, exchange.receive(length)

    def _send(self, question: bytes) -> None:
        """To the child, which is a new one when it has ended or still owes an answer that nobody wants."""
        child = self._child
        if child is None or self._begun is not None or child.poll() is not None:
            child = self._child = self._start_child()
        exchange = _Exchange(child, time.monotonic() + self._wall_seconds)
        exchange.send(frames.frame_header(frames.MAIL, len(question)), question)

    def _start_child(self) -> subprocess.Popen[bytes]:
        self._end_child()
        path = os.pathsep.join(filter(None, (_IMPORT_ROOT, os.environ.get("PYTHONPATH"))))
        child = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert child.stdin is not None and child.stdout is not None
        for pipe in (child.stdin, child.stdout):
            os.set_blocking(pipe.fileno(), False)
            with contextlib.suppress(OSError):  # a larger pipe only saves changes between the processes
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _CHUNK)
        return child

    def _end_child(self) -> None:
        child, self._child, self._begun = self._child, None, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.kill()
        child.wait()


class _Exchange:
    """One question and its answer over the child's pipes, until the deadline."""

    def __init__(self, child: subprocess.Popen[bytes], deadline: float) -> None:
        assert child.stdin is not None and child.stdout is not None
        self._child, self._deadline = child, deadline
        self._input, self._output = child.stdin.fileno(), child.stdout.fileno()

    def send(self, *contents: bytes) -> None:
        """Write everything, waiting for room in the pipe."""
        for content in contents:
            view = memoryview(content)
            while view:
                try:
                    view = view[os.write(self._input, view[:_CHUNK]) :]
                except BlockingIOError:
                    self._wait(self._input, selectors.EVENT_WRITE)
                except BrokenPipeError:
                    raise self._failure() from None

    def receive(self, length: int) -> memoryview:
        """Read exactly `length` bytes."""
        content = memoryview(bytearray(length))
        at = 0
        while at < length:
            try:
                count = os.readv(self._output, [content[at:]])
            except BlockingIOError:
                self._wait(self._output, selectors.EVENT_READ)
                continue
            if count == 0:
                raise self._failure()
            at += count
        return content

    def _wait(self, descriptor: int, event: int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, event)
            if not selector.select(max(0.0, self._deadline - time.monotonic())):
                raise ReadingFailed("timeout")

    def _failure(self) -> ReadingFailed:
        """Why the child ended: out of CPU time, out of memory, killed, or crashed."""
        code = self._child.wait()
        if code == frames.EXIT_NO_MEMORY:
            return ReadingFailed("too_large")
        if code == -signal.SIGKILL:
            return ReadingFailed("killed")
        return ReadingFailed("too_slow" if code == -signal.SIGXCPU else "crashed")
