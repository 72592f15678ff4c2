"""The outgoing client against a loopback server: pinning, redirects, sizes and times."""

import gzip
import itertools
import threading
import time
from collections.abc import Iterator

import pytest

from tests.kernel.canary import Canary
from tuki.kernel.outgoing import AllowList, OutgoingFailed, OutgoingRefused, fetch


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary().listening() as canary:
        yield canary


@pytest.fixture
def receiver() -> Iterator[Canary]:
    with Canary().listening() as receiver:
        yield receiver


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(url: str, status: int = 302) -> bytes:
    return page(b"", f"Location: {url}", status=f"{status} Found")


def failure(server: Canary, **options) -> str:
    with pytest.raises(OutgoingFailed) as failed:
        fetch("GET", f"http://{server.pair}/", allow=AllowList.of(server.pair), **options)
    return failed.value.code


def test_a_listed_host_is_reached_with_headers_and_body(receiver: Canary) -> None:
    receiver.answer = page(b"done", "X-Kind: a", "X-Kind: b", status="201 Created")
    answer = fetch(
        "post",
        f"http://{receiver.pair}/a b?x=ä&y=1#part".replace(" ", "%20"),
        headers={"Content-Type": "text/plain"},
        body=b"hello",
        allow=AllowList.of(receiver.pair),
    )
    assert (answer.status, answer.body, answer.headers["x-kind"]) == (201, b"done", "a")
    request = receiver.requests[0]
    assert request.startswith(b"POST /a%20b?x=%C3%A4&y=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {receiver.pair}\r\n".encode() in request
    assert request.count(b"Host:") == 1
    assert request.endswith(b"\r\n\r\nhello")


def test_the_checked_address_is_used_and_the_name_kept(receiver: Canary) -> None:
    """The resolver would answer differently the second time: it is not asked again."""
    answers = iter([["127.0.0.1"], ["192.0.2.1"]])
    listed = AllowList.of(f"hooks.example:{receiver.port}")
    url = f"http://hooks.example:{receiver.port}/"
    assert fetch("GET", url, resolver=lambda host, port: next(answers), allow=listed).body == b"hi"
    assert f"Host: hooks.example:{receiver.port}".encode() in receiver.requests[0]
    assert next(answers) == ["192.0.2.1"]


def test_redirects_are_off_by_default(receiver: Canary, canary: Canary) -> None:
    receiver.answer = redirect(f"http://{canary.pair}/")
    answer = fetch("GET", f"http://{receiver.pair}/", allow=AllowList.of(receiver.pair))
    assert answer.status == 302
    assert canary.hits == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]", "rebound.example"])
def test_every_hop_is_checked(receiver: Canary, canary: Canary, status: int, host: str) -> None:
    receiver.answers = [redirect("/two", status), redirect(f"http://{host}:{canary.port}/", status)]
    listed = AllowList.of(receiver.pair, ports=[canary.port])
    with pytest.raises(OutgoingRefused) as refused:
        fetch(
            "GET",
            f"http://{receiver.pair}/",
            allow=listed,
            redirects=5,
            resolver=lambda name, port: ["127.0.0.1"],
        )
    assert refused.value.code in {"host", "private_address"}
    assert (receiver.hits, canary.hits) == (2, 0)


@pytest.mark.parametrize(
    ("location", "code"),
    [("file:///etc/passwd", "scheme"), ("http://u@x.example/", "userinfo"), ("http://x.example:22/", "port")],
)
def test_redirects_to_other_schemes_are_refused(receiver: Canary, location: str, code: str) -> None:
    receiver.answer = redirect(location)
    with pytest.raises(OutgoingRefused) as refused:
        fetch("GET", f"http://{receiver.pair}/", allow=AllowList.of(receiver.pair), redirects=5)
    assert refused.value.code == code


def test_at_most_five_redirects(receiver: Canary) -> None:
    receiver.answer = redirect("/again")
    with pytest.raises(OutgoingRefused) as refused:
        fetch("GET", f"http://{receiver.pair}/", allow=AllowList.of(receiver.pair), redirects=99)
    assert refused.value.code == "redirects"
    assert receiver.hits == 6


def test_secrets_stay_with_their_origin(receiver: Canary, canary: Canary) -> None:
    receiver.answer = redirect(f"http://{canary.pair}/", 307)
    fetch(
        "POST",
        f"http://{receiver.pair}/",
        headers={"Authorization": "Bearer x", "X-Signature": "s", "Accept": "a/b"},
        body=b"b",
        allow=AllowList.of(receiver.pair, canary.pair),
        redirects=1,
    )
    assert b"Bearer x" in receiver.requests[0]
    assert b"Accept: a/b" in canary.requests[0]
    assert b"Bearer" not in canary.requests[0]
    assert b"X-Signature" not in canary.requests[0]


def test_a_post_that_is_redirected_becomes_a_get(receiver: Canary) -> None:
    receiver.answers = [redirect("/seen", 303)]
    url = f"http://{receiver.pair}/"
    fetch("POST", url, body=b"secret", allow=AllowList.of(receiver.pair), redirects=1)
    assert receiver.requests[1].startswith(b"GET /seen ")
    assert b"secret" not in receiver.requests[1]


def test_gzip_is_read(receiver: Canary) -> None:
    receiver.answer = page(gzip.compress(b"text" * 1000), "Content-Encoding: gzip")
    answer = fetch("GET", f"http://{receiver.pair}/", allow=AllowList.of(receiver.pair))
    assert answer.body == b"text" * 1000


def test_sizes_are_limited_before_and_after_decompression(receiver: Canary) -> None:
    receiver.answer = page(b"x" * 200_001)
    assert failure(receiver, max_bytes=200_000) == "too_large"
    bomb = gzip.compress(b"\0" * 200_000_000, compresslevel=9)
    receiver.answer = page(bomb, "Content-Encoding: gzip")
    begin = time.process_time()
    assert failure(receiver, max_bytes=1_000_000) == "too_large"
    assert time.process_time() - begin < 1


def test_an_endless_body_stops_at_the_limit(receiver: Canary) -> None:
    receiver.answer = itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], itertools.repeat(b"x" * 65_536))
    assert failure(receiver, max_bytes=500_000) == "too_large"


def test_many_or_huge_headers_stop(receiver: Canary) -> None:
    receiver.answer = page(b"", *(f"X-{i}: y" for i in range(100_000)))
    assert failure(receiver) == "protocol"
    receiver.answer = page(b"", *(f"X-{i}: {'y' * 60_000}" for i in range(90)))
    assert failure(receiver) == "too_large"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
        b"\x16\x03\x01",
        b"HTTP/1.1 99999 x",
    ],
)
def test_broken_answers_fail(receiver: Canary, answer: bytes) -> None:
    receiver.answer = answer
    assert failure(receiver) == "protocol"


@pytest.mark.parametrize(("encoding", "body"), [("gzip", b"no gzip"), ("br", b"x"), ("gzip, gzip", b"x")])
def test_other_encodings_fail(receiver: Canary, encoding: str, body: bytes) -> None:
    receiver.answer = page(body, f"Content-Encoding: {encoding}")
    assert failure(receiver) == "encoding"


def test_the_time_limit_covers_slow_drips(receiver: Canary) -> None:
    """One byte at a time never lets a single wait run out; the whole still ends in time."""

    never = threading.Event()

    def drip() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        for _ in range(400):
            never.wait(0.05)
            yield b"x"

    receiver.answer = drip()
    assert failure(receiver, timeout=0.4) == "timeout"


def test_a_slow_name_server_does_not_hold_the_caller() -> None:
    released, answered = threading.Event(), threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        released.wait(20)
        answered.set()
        return ["1.1.1.1"]

    with pytest.raises(OutgoingFailed) as failed:
        fetch("GET", "http://x.example/", resolver=resolver, timeout=0.2)
    assert failed.value.code == "timeout" and not answered.is_set()
    released.set()


def test_a_closed_port_and_a_plain_server_behind_https_fail(receiver: Canary) -> None:
    with Canary().listening() as gone:
        pair = gone.pair
    for url, code in ((f"http://{pair}/", "connect"), (f"https://{receiver.pair}/", "tls")):
        with pytest.raises(OutgoingFailed) as failed:
            fetch("GET", url, allow=AllowList.of(pair, receiver.pair))
        assert failed.value.code == code


@pytest.mark.parametrize(
    "headers",
    [
        {"X": "a\r\nY: b"},
        {"X\r\nY": "b"},
        {"X:": "a"},
        {"Host": "x"},
        {"content-length": "1"},
        {"Transfer-Encoding": "x"},
    ],
)
def test_headers_cannot_split_the_request(receiver: Canary, headers: dict[str, str]) -> None:
    with pytest.raises(OutgoingRefused) as refused:
        fetch("GET", f"http://{receiver.pair}/", headers=headers, allow=AllowList.of(receiver.pair))
    assert refused.value.code == "header"
    assert receiver.hits == 0


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "GET / HTTP/1.1\r\nX: y\r\n\r\nGET", ""])
def test_other_methods_are_refused(method: str) -> None:
    with pytest.raises(OutgoingRefused) as refused:
        fetch(method, "http://x.example/")
    assert refused.value.code == "method"
