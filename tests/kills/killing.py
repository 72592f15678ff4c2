"""A thread that kills random processes of a desk while something else goes on."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.serving import Desk, wait_until

# By a word of the command line; "" is the whole tree, which is started again like a machine's service manager would.
VICTIMS = ("cli web", "cli worker", "intake.child", "")


@dataclass
class Killer:
    """Kills again and again until the `with` ends; after each kill `after` is called.

    Between kills the desk comes back and works for `pause_seconds` on average, but each fourth kill comes while it is
    still starting. So a slow machine takes longer, and what is tested stays the same.
    """

    desk: Desk
    pause_seconds: float = 0.7
    victims: tuple[str, ...] = VICTIMS
    after: Callable[[], None] = lambda: None
    seed: int = 1
    kills: list[str] = field(default_factory=list)
    troubles: list[BaseException] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Killer:
        self._chance = random.Random(self.seed)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self.troubles:
            raise self.troubles[0]

    def _run(self) -> None:
        try:
            while not self._stop.wait(self.pause_seconds * self._chance.uniform(0.5, 1.5)):
                self._kill(self._chance.choice(self.victims))
                if self._chance.random() > 0.25:
                    wait_until(lambda: self._stop.is_set() or self.desk.works())
        except BaseException as error:
            self.troubles.append(error)

    def _kill(self, victim: str) -> None:
        if victim:
            for pid in self.desk.pids(victim)[:1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.kills.append(victim)
        else:
            self.desk.kill()
            self.kills.append("tree")
        self.after()
        if not victim:
            self.desk.start()
