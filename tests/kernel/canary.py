"""A loopback server that counts who connects and answers what a test tells it to."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests import patience


class Canary:
    """Listens on 127.0.0.1; every connection gets `answer` (bytes, or pieces that are sent one by one)."""

    def __init__(self) -> None:
        self.answer: bytes | Iterator[bytes] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
        self.answers: list[bytes] = []
        self.tls: ssl.SSLContext | None = None
        self.hits = 0
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.hits += 1
            with suppress(OSError), self._secured(connection) as connection:
                self.requests.append(_request(connection))
                answer = self.answers.pop(0) if self.answers else self.answer
                for piece in [answer] if isinstance(answer, bytes) else answer:
                    connection.sendall(piece)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(connection, server_side=True) if self.tls else connection

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    @contextmanager
    def listening(self) -> Iterator["Canary"]:
        self._thread.start()
        try:
            yield self
        finally:
            # shutdown wakes the accepting thread; close alone does not.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._thread.join(timeout=patience.SECONDS)


def _request(connection: socket.socket) -> bytes:
    """Head and body of one request, as long as its Content-Length says."""
    received = b""
    while True:
        head, end, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        # A TLS greeting where plain HTTP is spoken: there will be no head.
        if received.startswith(b"\x16"):
            return received
        if end and len(body) >= int(length[1] if length else 0):
            return received
        piece = connection.recv(65_536)
        if not piece:
            return received
        received += piece
