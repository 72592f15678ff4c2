"""HTTP/1.1 as the web process speaks it: uvicorn's protocol on httptools, which by itself has no limit for headers."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 65_536


class Protocol(HttpToolsProtocol):
    """One connection; it is closed when the line and the headers of a request are larger than `MOST_HEAD_BYTES`."""

    _head_bytes: int | None = None  # None between requests and while a body comes

    def data_received(self, data: bytes) -> None:
        """Reads on, and counts what belongs to a head that has not ended yet."""
        super().data_received(data)
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("Headers too large.")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head has ended."""
        self._head_bytes = None
        super().on_headers_complete()
