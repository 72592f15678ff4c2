"""A connection to a checked address whose every wait counts against one deadline."""

import io
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any

from tuki.kernel.outgoing.refusals import OutgoingFailed


class Deadline:
    """A point in time by which everything must be done."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; raises OutgoingFailed(`timeout`) when there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise OutgoingFailed("timeout")
        return left


class TimedSocket:
    """What http.client needs of a socket: sending, and a reader that stops at the deadline and at
    `max_bytes`."""

    def __init__(self, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self._max_bytes = max_bytes

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, mode: str = "rb", buffering: int = -1) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._deadline, self._max_bytes))

    def close(self) -> None:
        """Nothing: http.client closes its connection before the body is read; who connected closes the
        socket."""


class _Reader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        super().__init__()
        self._sock = sock
        self._deadline = deadline
        self._left = max_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # collections.abc.Buffer is of Python 3.12
        self._sock.settimeout(self._deadline.left())
        count = self._sock.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise OutgoingFailed("too_large")
        return count


def connect(
    addresses: Sequence[str], port: int, deadline: Deadline, tls_name: str | None, context: ssl.SSLContext
) -> socket.socket:
    """Connect to the first address that answers; with `tls_name`, TLS for that name, certificate verified.

    Raises OutgoingFailed (`connect`, `tls`, `timeout`).
    """
    sock = _first_answering(addresses, port, deadline)
    if tls_name is None:
        return sock
    try:
        sock.settimeout(deadline.left())
        return context.wrap_socket(sock, server_hostname=tls_name)
    except TimeoutError as error:
        sock.close()
        raise OutgoingFailed("timeout") from error
    except (OSError, ValueError) as error:
        sock.close()
        raise OutgoingFailed("tls") from error


def _first_answering(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    cause: OSError | None = None
    for tried, address in enumerate(addresses):
        # An address that is silent must leave time for the others.
        share = deadline.left() / (len(addresses) - tried)
        try:
            return socket.create_connection((address, port), timeout=share)
        except OSError as error:
            cause = error
    raise OutgoingFailed("timeout" if isinstance(cause, TimeoutError) else "connect") from cause
