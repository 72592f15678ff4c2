"""Children that shall live: started, started again when they die, and stopped in order. Imports nothing heavy."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

STOP_SECONDS = 9.0
STEADY_SECONDS = 20.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 30.0
LOOK_SECONDS = 0.1


@dataclass
class Child:
    """A process that shall live; `handed` are the file descriptors that it inherits."""

    name: str
    command: list[str]
    handed: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    next_start: float = 0.0

    def start(self, *more: str, also_handed: Sequence[int] = ()) -> None:
        """Starts it, with `more` arguments this time; it is told to end when this process dies, however that comes."""
        self.process = subprocess.Popen(
            [*self.command, *more],
            pass_fds=[*self.handed, *also_handed],
            preexec_fn=_die_with_parent,  # the process has one thread here
        )
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        """Starts it again when it has died: at once when it was killed or had lived long, else later each time."""
        if self.process is None:
            if time.monotonic() >= self.next_start:
                self.start()
        elif self.process.poll() is not None:
            self._died(self.process.returncode)

    def _died(self, code: int) -> None:
        lived = time.monotonic() - self.started_at
        is_killed = code < 0
        self.failures = 0 if is_killed or lived > STEADY_SECONDS else self.failures + 1
        pause = min(FIRST_PAUSE_SECONDS * 2**self.failures, LONGEST_PAUSE_SECONDS)
        say(f"{self.name} ended (code {code}) after {lived:.0f} s; starting it again in {pause:.1f} s")
        self.process = None
        self.next_start = time.monotonic() + pause


@dataclass
class Supervisor:
    """Looks after children until it is told to stop."""

    children: list[Child]
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Watches until `stop`; gives 0 when every child ended by itself then."""
        while not self._stopping.is_set():
            for child in self.children:
                child.look_after()
            self._stopping.wait(LOOK_SECONDS)
        return self._end_all()

    def first_start(self, child: Child) -> int | None:
        """Starts a child and waits until it says that it is ready; its exit code when it ends before that."""
        reading, writing = os.pipe()
        child.start("--ready", str(writing), also_handed=[writing])
        os.close(writing)
        os.set_blocking(reading, False)
        try:
            while not self._stopping.wait(LOOK_SECONDS / 5) and child.process is not None:
                if (code := child.process.poll()) is not None:
                    return code
                with contextlib.suppress(BlockingIOError):
                    if os.read(reading, 1):
                        break
        finally:
            os.close(reading)
        return None

    def stop(self) -> None:
        """Asks the tree to end; work in hand is finished or given back."""
        self._stopping.set()

    def _end_all(self) -> int:
        living = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in living:
            process.terminate()
        ends, code = time.monotonic() + STOP_SECONDS, 0
        for process in living:
            try:
                process.wait(max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                code = 1
        return code


def say(text: str) -> None:
    """A line for the person at the terminal or for the log of the machine."""
    sys.stderr.write(f"tuki: {text}\n")
    sys.stderr.flush()


def _die_with_parent() -> None:
    """Linux: the kernel sends SIGTERM to the child when its parent dies (prctl PR_SET_PDEATHSIG = 1)."""
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
