"""The product in processes of its own, as operators run it, and what these processes take."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Served:
    """`tuki web` or `tuki serve` on a free loopback port, until the end of the block."""

    def __init__(self, what: str, *more: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._command = [sys.executable, "-m", "tuki.cli", what, "--bind", f"127.0.0.1:{self.port}", *more]

    def __enter__(self) -> Served:
        if self._command[3] == "web":
            subprocess.run([*self._command[:3], "prepare"], cwd=ROOT, check=True, capture_output=True)
        begun = time.perf_counter()
        self.process = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - begun > 60:
                raise SystemExit(f"{' '.join(self._command[2:])} does not serve pages")
            time.sleep(0.02)
        self.seconds_to_start = time.perf_counter() - begun
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def pids(self) -> list[int]:
        """The process and everything that it started."""
        found = [self.process.pid]
        for pid in found:
            for thread in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    found += [int(child) for child in thread.read_text().split()]
        return found

    def memory_mb(self) -> float:
        """Memory of all processes; what they share is counted once (PSS)."""
        total = 0
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024

    def cpu_seconds(self) -> float:
        """CPU that all processes have taken so far."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/login")
            answer = connection.getresponse()
            answer.read()
            return answer.status in (200, 302, 303)
        except OSError:
            return False
