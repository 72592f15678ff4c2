"""Load above capacity (F076): what is heavy is shed first, everything else goes on, nobody waits without end."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import smtplib
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import pytest
import uvicorn
from django.urls import Resolver404, resolve

from tests import patience
from tests.serving import TOKENS, serving
from tuki.cli.bridge import Bridge
from tuki.cli.bulkheads import HEAVY_PATHS, SEARCHED_PATHS, Bulkheads, Limits, is_heavy
from tuki.cli.http import Protocol
from tuki.ui.busy import busy

LIMITS = Limits(waiting=4, patience=20.0, heavy_waiting=2, heavy_patience=20.0, calm=3)


def asked(path: str, query: str = "", method: str = "GET", **more: str) -> dict[str, Any]:
    """A request as PEP 3333 describes it."""
    plain = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "x"}
    return {**plain, "SERVER_PORT": "80", "wsgi.input": None, **more}


@pytest.mark.parametrize("path", [*HEAVY_PATHS, *SEARCHED_PATHS])
def test_what_is_heavy_is_an_address(path):
    try:
        resolve(path)
    except Resolver404:
        resolve(f"{path}/")


@pytest.mark.parametrize(
    ("request_", "heavy"),
    [
        (asked("/desk/search", "q=vpn"), True),
        (asked("/desk/rehearsals/7"), True),
        (asked("/desk/rehearsals", method="POST"), False),
        (asked("/api/v1/tickets", "limit=5&q=vpn"), True),
        (asked("/api/v1/tickets", "limit=5"), False),
        (asked("/api/v1/tickets/ACME-1", "q=vpn"), False),
        (asked("/desk/tickets/ACME-1"), False),
        (asked("/desk/searching"), False),
        (asked("/login"), False),
    ],
)
def test_only_reading_that_may_take_long_is_heavy(request_, heavy):
    assert is_heavy(request_) is heavy


def test_who_waits_goes_in_when_somebody_leaves_and_nobody_waits_beyond_patience():
    async def run() -> list[bool]:
        gates = Bulkheads(threads=2, limits=LIMITS._replace(heavy_patience=0.01))
        assert await gates.enter(is_heavy=True) is None, "one of two threads is for heavy requests"
        waited = await gates.enter(is_heavy=True)
        assert waited is not None and waited.is_heavy and waited.retry_after_seconds > 0
        assert await gates.enter(is_heavy=False) is None
        later = asyncio.create_task(gates.enter(is_heavy=False))
        await asyncio.sleep(0)
        gates.leave(is_heavy=True)
        return [await later is None, later.done()]

    assert asyncio.run(run()) == [True, True]


def test_somebody_who_goes_while_waiting_leaves_no_place_taken():
    async def run() -> None:
        gates = Bulkheads(threads=1, limits=LIMITS)
        assert await gates.enter(is_heavy=False) is None
        waiting = asyncio.create_task(gates.enter(is_heavy=True))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        gates.leave(is_heavy=False)
        for _ in range(3):
            assert await gates.enter(is_heavy=True) is None
            gates.leave(is_heavy=True)

    asyncio.run(run())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("ru-RU", "Попробуйте"),
        ("nn,nb;q=0.8", "Prøv"),
        ("fi", "Yritä"),
        ("xx", "Try again"),
    ],
)
def test_the_answer_is_in_the_readers_language_and_is_made_once(header, words):
    sent = busy(asked("/desk/search", HTTP_ACCEPT_LANGUAGE=header), is_heavy=True)
    page = sent.body.decode()
    assert sent.status == 503 and words in page and "csrf" not in page
    headers = dict(sent.headers)
    assert headers["Cache-Control"] == "no-store" and "default-src 'none'" in headers["Content-Security-Policy"]
    assert busy(asked("/desk/log", HTTP_ACCEPT_LANGUAGE=header), is_heavy=True) is sent


@pytest.mark.django_db
def test_programs_and_fragments_hear_it_in_their_own_form():
    data = busy(asked("/api/v1/search", HTTP_ACCEPT_LANGUAGE="en"), is_heavy=True)
    assert json.loads(data.body)["code"] == "busy" and json.loads(data.body)["status"] == 503
    sent = busy(asked("/desk/tickets/ACME-1/messages", method="POST", HTTP_ACCEPT_LANGUAGE="en"), is_heavy=False)
    assert b"Nothing was changed" in sent.body and b"Try again</span>" not in sent.body, "a form is not sent by a link"
    part = busy(asked("/desk/palette", HTTP_HX_REQUEST="true", HTTP_ACCEPT_LANGUAGE="en"), is_heavy=True)
    assert dict(part.headers)["HX-Retarget"] == "#toasts" and b"<html" not in part.body


class Held:
    """An application whose requests stay until they are let go."""

    def __init__(self) -> None:
        self.go, self.lock = threading.Event(), threading.Lock()
        self.inside: list[str] = []
        self.came = threading.Condition(self.lock)

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        with self.came:
            self.inside.append(environ["PATH_INFO"])
            self.came.notify_all()
        assert self.go.wait(30)
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def wait_for(self, count: int) -> None:
        """Until so many are inside."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.inside) >= count, 20)


@contextlib.contextmanager
def _served(application: Held, limits: Limits) -> Iterator[int]:
    bridge = Bridge(application, threads=4, limits=limits)
    config = uvicorn.Config(bridge, port=0, http=Protocol, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        application.go.set()
        server.should_exit = True
        thread.join(patience.SECONDS)


def _get(port: int, path: str) -> tuple[int, str | None]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(client):
        client.request("GET", path, headers={"Accept-Language": "en"})
        answer = client.getresponse()
        answer.read()
        return answer.status, answer.headers["Retry-After"]


@pytest.mark.django_db
def test_heavy_requests_never_have_all_threads_and_are_shed_first():
    """Four threads: two heavy ones work, two wait, six are sent away at once, while a ticket is still opened."""
    held = Held()
    with _served(held, LIMITS) as port, ThreadPoolExecutor(20) as clients:
        heavy = [clients.submit(_get, port, "/desk/search?q=vpn") for _ in range(10)]
        held.wait_for(2)
        shed = [each.result(patience.SECONDS) for each in _first_done(heavy, 6)]
        assert [status for status, _ in shed] == [503] * 6 and {after for _, after in shed} == {"5"}
        light = clients.submit(_get, port, "/desk/tickets/ACME-1")
        held.wait_for(3)
        assert Counter(held.inside) == {"/desk/search": 2, "/desk/tickets/ACME-1": 1}
        held.go.set()
        assert light.result(20)[0] == 200
        assert Counter(each.result(patience.SECONDS)[0] for each in heavy) == {200: 4, 503: 6}


@pytest.mark.django_db
def test_when_even_the_line_is_full_everybody_is_answered():
    held = Held()
    with _served(held, LIMITS) as port, ThreadPoolExecutor(20) as clients:
        light = [clients.submit(_get, port, "/login") for _ in range(12)]
        held.wait_for(4)
        shed = [each.result(patience.SECONDS) for each in _first_done(light, 4)]
        assert {(status, after) for status, after in shed} == {(503, "10")}
        assert _get(port, "/desk/search?q=vpn")[0] == 503, "heavy ones do not even wait while others do"
        held.go.set()
        assert Counter(each.result(patience.SECONDS)[0] for each in light) == {200: 8, 503: 4}


def _first_done(futures: list[Any], count: int) -> list[Any]:
    found = []
    for each in as_completed(futures, timeout=patience.SECONDS):
        found.append(each)
        if len(found) == count:
            break
    return found


@pytest.mark.kill
def test_a_desk_under_searches_takes_mail_and_opens_pages(tmp_path):
    """The real tree: three hundred searches by sixty clients; sign-in, tickets and mail go on, all are answered."""
    with serving(tmp_path / "home") as desk, ThreadPoolExecutor(64) as clients:

        def search(number: int) -> int:
            client = http.client.HTTPConnection("127.0.0.1", desk.web_port, timeout=60)
            with contextlib.closing(client):
                client.request("GET", f"/api/v1/search?q=printer{number}", headers={
                    "Authorization": f"Bearer {TOKENS['anna']}",
                })  # fmt: skip
                return client.getresponse().status

        searches = [clients.submit(search, number) for number in range(300)]
        for number in range(10):
            with smtplib.LMTP("127.0.0.1", desk.lmtp_port, timeout=30) as door:
                mail = f"Message-ID: <{number}@customer-a.test>\r\nSubject: Help {number}\r\n\r\nHello".encode()
                assert door.sendmail("clara@customer-a.test", ["support@desk.test"], mail) == {}
            assert _get(desk.web_port, "/login")[0] == 200
            assert desk.api("GET", "/tickets?limit=1") is not None
        seen = Counter(each.result(60) for each in searches)
        assert set(seen) <= {200, 503} and seen[200] > 0, seen
