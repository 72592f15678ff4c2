"""Who is connected: above the limit the one that has been idle longest must go, so that new mail gets in (F042)."""

from __future__ import annotations

import time
from typing import Protocol


class Connection(Protocol):
    """What a listener knows of a client."""

    active_at: float
    is_storing: bool

    def send_away(self) -> None: ...


class Connections:
    """All open connections of the listeners; used on their event loop only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: dict[Connection, None] = {}

    def __len__(self) -> int:
        return len(self._open)

    def add(self, connection: Connection) -> None:
        """Lets one in; when there are too many, sends the longest idle one away that has no mail on its way to
        disk."""
        connection.active_at = time.monotonic()
        self._open[connection] = None
        if len(self._open) > self._most:
            idle = [each for each in self._open if not each.is_storing and each is not connection]
            longest = min(idle, key=lambda each: each.active_at, default=connection)
            self.remove(longest)
            longest.send_away()

    def remove(self, connection: Connection) -> None:
        """One has gone."""
        self._open.pop(connection, None)

    def send_all_away(self) -> None:
        """The listener stops."""
        for connection in list(self._open):
            connection.send_away()
