"""P2: the last page costs what the first does, a large desk what a small one does, and no query is asked per row."""

from __future__ import annotations

import base64

from bench.desk import Browser, fill, prepare
from bench.figures import Figure, Size, at_most, cpu_ms, ratio


def measure(size: Size) -> list[Figure]:
    """First and last page in CPU, the first at a tenth of the size and at the whole, queries per page."""
    cast = prepare()
    fill(cast, size.tickets // 10)
    browser = Browser(cast.vera)
    (small,) = cpu_ms(max(10, size.repeats // 4), lambda: browser.get("/desk/lists/all"))
    fill(cast, size.tickets - size.tickets // 10)
    last = _last_page()
    first_cost, last_cost = cpu_ms(
        max(10, size.repeats // 4), lambda: browser.get("/desk/lists/all"), lambda: browser.get(last)
    )
    return [
        ratio("P2", "last page against the first", last_cost, first_cost, most=1.2),
        ratio("P2", "list at the whole size against a tenth", first_cost, small, most=1.3),
        at_most("P2", "queries of the list", _queries(browser, "/desk/lists/all"), 14, "queries"),
    ]


def _last_page() -> str:
    """The address of the page that holds the oldest tickets."""
    from tuki.tickets.models import Ticket

    at, key = Ticket.objects.order_by("updated_at", "id").values_list("updated_at", "id")[50]
    cursor = base64.urlsafe_b64encode(f"o{at.isoformat()}|{key}".encode()).decode().rstrip("=")
    return f"/desk/lists/all?order=updated&cursor={cursor}"


def _queries(browser: Browser, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return len(captured.captured_queries)
