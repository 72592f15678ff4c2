"""P6: what a browser loads before the desk can be used, and for the page after it."""

from __future__ import annotations

import http.client
import re

from bench.desk import fill, prepare
from bench.figures import Figure, Size, at_most
from bench.serving import Served

PARTS = re.compile(rb'(?:href|src)="(/static/[^"#]+)')


def measure(size: Size) -> list[Figure]:
    """Bytes as they travel, with brotli where the server offers it; headers are not counted."""
    from django.conf import settings

    cast = prepare()
    fill(cast, 200)
    from tests.browsing import browser

    cookie = f"{settings.SESSION_COOKIE_NAME}={browser(cast.vera).cookies[settings.SESSION_COOKIE_NAME].value}"
    with Served("web") as served:
        page = _fetch(served.port, "/desk/lists/open", cookie)
        plain = _fetch(served.port, "/desk/lists/open", cookie, encoding="identity")
        parts = sorted({found.decode() for found in PARTS.findall(plain)})
        sizes = [len(_fetch(served.port, part, cookie)) for part in parts]
        next_page = len(_fetch(served.port, f"/desk/tickets/{cast.brand.prefix}-200", cookie))
    return [
        at_most("P6", "first load, compressed", (len(page) + sum(sizes)) / 1024, 120, "kB"),
        at_most("P6", "requests of the first load", 1 + len(parts), 12, "requests"),
        at_most("P6", "a next page", next_page / 1024, 20, "kB"),
    ]


def _fetch(port: int, path: str, cookie: str, *, encoding: str = "br, gzip") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": encoding})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return body
