"""`tuki serve`: one supervised tree. This process stays small: it imports neither Django nor any room."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

STOP_SECONDS = 10.0
STEADY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where data lies and which addresses are listened on."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address of the web pages (default %(default)s)")
    parser.add_argument("--lmtp", default="127.0.0.1:8024", help="LMTP listener; empty for none (default %(default)s)")
    parser.add_argument("--smtp", default="127.0.0.1:8025", help="SMTP listener; empty for none (default %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Prepares the desk, then keeps web and worker alive until told to stop."""
    from tuki.cli.starting import use_home

    use_home(options.home)
    os.environ.setdefault("TUKI_BASE_URL", f"http://{options.bind}")
    prepared = subprocess.run([*_TUKI, "prepare", "--announce"])
    if prepared.returncode:
        return prepared.returncode
    supervisor = Supervisor(
        [
            Child("web", [*_TUKI, "web", "--bind", options.bind]),
            Child("worker", [*_TUKI, "worker", "--lmtp", options.lmtp, "--smtp", options.smtp]),
        ]
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: supervisor.stop())
    return supervisor.run()


_TUKI = [sys.executable, "-m", "tuki.cli"]


@dataclass
class Child:
    """A process that shall live."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        """Starts it; it is told to end when this process dies, however that happens."""
        self.process = subprocess.Popen(self.command, preexec_fn=_die_with_parent)
        self.started_at = time.monotonic()

    def died(self) -> None:
        """Plans the next start: at once after a long life, later each time after a short one."""
        lived = time.monotonic() - self.started_at
        self.failures = 0 if lived > STEADY_SECONDS else self.failures + 1
        pause = min(0.1 * 2**self.failures, LONGEST_PAUSE_SECONDS)
        code = self.process.returncode if self.process else None
        _say(f"{self.name} ended (code {code}) after {lived:.0f} s; starting it again in {pause:.1f} s")
        self.process = None
        self.next_start = time.monotonic() + pause


@dataclass
class Supervisor:
    """Starts the children, starts them again when they die, and stops them in order."""

    children: list[Child]
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Watches until `stop`; gives 0 when every child ended by itself then."""
        while not self._stopping.is_set():
            for child in self.children:
                self._look_after(child)
            self._stopping.wait(0.1)
        return self._end_all()

    def stop(self) -> None:
        """Asks the tree to end; work in hand is finished or given back."""
        self._stopping.set()

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.next_start:
                child.start()
        elif child.process.poll() is not None:
            child.died()

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


def _die_with_parent() -> None:
    """Linux: the kernel sends SIGTERM to the child when its parent dies (prctl PR_SET_PDEATHSIG = 1)."""
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _say(text: str) -> None:
    sys.stderr.write(f"tuki: {text}\n")
    sys.stderr.flush()
