"""From ASGI to WSGI: what the application gets of a request, and what the client gets of its answer."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from tests import patience
from tuki.cli.bridge import WHOLE_BYTES, Bridge, environ_of
from tuki.cli.http import MOST_HEAD_BYTES, Protocol

BIG = bytes(range(256)) * 4 * (WHOLE_BYTES // 256)


def _scope(*headers: tuple[bytes, bytes], **more: Any) -> dict[str, Any]:
    usual = {"type": "http", "method": "POST", "path": "/ä", "query_string": b"q=%C3%A4", "http_version": "1.1"}
    return {**usual, "client": ("127.0.0.9", 4711), "server": ("127.0.0.1", 80), "headers": headers, **more}


def _echo(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Gives the body back in two pieces; what is sent as `x/unread` is refused without reading it."""
    if environ.get("CONTENT_TYPE") == "x/unread":
        start("413 Request Entity Too Large", [("Content-Length", "9")])
        return [b"too large"]
    content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("200 OK", [("Content-Length", str(len(content)))])
    return [content[: len(content) // 2], content[len(content) // 2 :]]


def _asked(application: Any, scope: dict[str, Any], *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What the bridge sends when these messages come in."""
    coming, sent = iter(messages), []

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Bridge(application, threads=1)(scope, receive, send))
    return sent


def _body(content: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": content, "more_body": more}


def test_the_environment_says_what_the_request_said():
    environ = environ_of(_scope((b"content-type", b"text/plain"), (b"x-request-id", b"7")))
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/ä"
    assert environ["QUERY_STRING"] == "q=%C3%A4"
    assert (environ["CONTENT_TYPE"], environ["HTTP_X_REQUEST_ID"]) == ("text/plain", "7")
    assert (environ["REMOTE_ADDR"], environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.9", "127.0.0.1", "80")


def test_headers_that_could_pass_for_others_are_left_out():
    environ = environ_of(_scope((b"x_forwarded_for", b"10.0.0.1"), (b"x-forwarded-for", b"192.0.2.1")))
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_repeated_headers_are_joined_and_cookies_by_semicolons():
    environ = environ_of(_scope((b"accept", b"a"), (b"accept", b"b"), (b"cookie", b"a=1"), (b"cookie", b"b=2")))
    assert (environ["HTTP_ACCEPT"], environ["HTTP_COOKIE"]) == ("a,b", "a=1; b=2")


def test_a_small_answer_goes_out_whole():
    sent = _asked(_echo, _scope((b"content-length", b"4")), _body(b"te", more=True), _body(b"st"))
    assert [each.get("body") for each in sent] == [None, b"test"]
    assert (sent[0]["status"], sent[0]["headers"]) == (200, [(b"content-length", b"4")])
    assert sent[1]["more_body"] is False


def test_a_large_body_comes_and_goes_in_pieces():
    length = str(len(BIG)).encode()
    half = len(BIG) // 2
    sent = _asked(_echo, _scope((b"content-length", length)), _body(BIG[:half], more=True), _body(BIG[half:]))
    assert b"".join(each.get("body", b"") for each in sent) == BIG
    assert [each["more_body"] for each in sent[1:]] == [True, True, False]


@pytest.mark.parametrize("length", [4, len(BIG)])
def test_half_a_request_never_passes_for_a_whole_one(length: int):
    told: list[object] = []

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        try:
            told.append(environ["wsgi.input"].read(length))
        except OSError as error:
            told.append(type(error))
        start("400 Bad Request", [])
        return []

    scope = _scope((b"content-length", str(length).encode()))
    _asked(application, scope, _body(b"te", more=True), {"type": "http.disconnect"})
    assert told == ([] if length == 4 else [ConnectionResetError])


def test_an_answer_is_closed_whatever_happens():
    closed = []

    class Broken:
        def __iter__(self) -> Iterator[bytes]:
            raise ValueError

        def close(self) -> None:
            closed.append(True)

    with pytest.raises(ValueError):
        _asked(lambda environ, start: Broken(), _scope())
    assert closed == [True]


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """Where the echo is served by the real protocol."""
    listening = socket.create_server(("127.0.0.1", 0))
    bridge = Bridge(_echo, threads=2)
    config = uvicorn.Config(bridge, http=Protocol, loop="uvloop", lifespan="off", log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()[:2]
    server.should_exit = True
    thread.join()


def _said(address: tuple[str, int], *pieces: bytes) -> bytes:
    with socket.create_connection(address, timeout=patience.SECONDS) as client:
        answer = b""
        try:
            for piece in pieces:
                client.sendall(piece)
            while piece := client.recv(65_536):
                answer += piece
        except ConnectionError:
            pass  # it hung up while more was on its way
        return answer


def test_one_connection_carries_several_requests(address: tuple[str, int]):
    ask = b"POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 4\r\n%b\r\ntest"
    answer = _said(address, ask % b"", ask % b"Connection: close\r\n")
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert answer.count(b"test") == 2


def test_large_bodies_do_not_count_as_headers(address: tuple[str, int]):
    head = b"POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(BIG)
    assert _said(address, head, BIG).endswith(BIG)


def test_who_sends_too_much_hears_why_before_the_connection_ends(address: tuple[str, int]):
    head = b"POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Type: x/unread\r\nContent-Length: %d\r\n\r\n"
    answer = _said(address, head % (40 * len(BIG)), *[BIG] * 40)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b"too large")


@pytest.mark.parametrize("endless", [b"X-Much: " + b"x" * 1_000 + b"\r\n", b"x" * 1_000])
def test_endless_headers_are_refused(address: tuple[str, int], endless: bytes):
    count = MOST_HEAD_BYTES // len(endless) + 200
    answer = _said(address, b"GET / HTTP/1.1\r\nHost: desk\r\nX-First: ", *[endless] * count)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
