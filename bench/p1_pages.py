"""P1: pages against the raw queries that they show, turned to JSON by the driver alone."""

from __future__ import annotations

import json
from typing import Any

from bench.desk import Browser, Raw, fill, prepare
from bench.figures import Figure, Size, cpu_ms, ratio

LIST = (
    "SELECT t.id, t.reference, t.subject, t.status_id, t.priority, t.kind_id, t.channel, r.name, o.name, a.name,"
    " t.department_id, t.opened_at, t.updated_at, t.last_message_at, t.waiting_since FROM tickets_ticket t"
    " JOIN people_person r ON r.id = t.requester_id LEFT JOIN people_organisation o ON o.id = t.organisation_id"
    " LEFT JOIN people_person a ON a.id = t.assignee_id WHERE t.trashed_at IS NULL AND t.is_open"
    " ORDER BY t.updated_at DESC, t.id DESC LIMIT 50"
)
TICKET = (
    "SELECT t.*, r.name, o.name, d.name, b.name FROM tickets_ticket t JOIN people_person r ON r.id = t.requester_id"
    " LEFT JOIN people_organisation o ON o.id = t.organisation_id JOIN people_department d ON d.id = t.department_id"
    " JOIN people_brand b ON b.id = t.brand_id WHERE t.reference = %s"
)
PARTS = (
    "SELECT m.*, a.name FROM tickets_message m LEFT JOIN people_person a ON a.id = m.author_id WHERE m.ticket_id = %s"
    " ORDER BY m.id",
    "SELECT * FROM kernel_event WHERE stream_kind = 'ticket' AND stream_id = %s ORDER BY number",
    "SELECT f.* FROM tickets_attachment f JOIN tickets_message m ON m.id = f.message_id WHERE m.ticket_id = %s",
    "SELECT g.name FROM tickets_tickettag t JOIN tickets_tag g ON g.id = t.tag_id WHERE t.ticket_id = %s",
    "SELECT p.name, w.kind FROM tickets_watcher w JOIN people_person p ON p.id = w.person_id WHERE w.ticket_id = %s",
)


def measure(size: Size) -> list[Figure]:
    """The list and the page of a ticket with 3 and with 50 messages, in CPU of this process."""
    cast = prepare()
    fill(cast, size.tickets)
    long_one = _long_ticket(cast)
    short_one = f"{cast.brand.prefix}-{size.tickets}"
    browser, raw = Browser(cast.vera), Raw()

    def raw_ticket(reference: str) -> str:
        rows = raw.ask(TICKET, (reference,))
        return json.dumps([rows, *(raw.ask(part, (rows[0][0],)) for part in PARTS)], default=str)

    own = _statements(browser, f"/desk/tickets/{short_one}")
    times = max(10, size.repeats // 4)
    page, reference, short, raw_short, raw_own, long, raw_long = cpu_ms(
        times,
        lambda: browser.get("/desk/lists/open"),
        lambda: json.dumps(raw.ask(LIST), default=str),
        lambda: browser.get(f"/desk/tickets/{short_one}"),
        lambda: raw_ticket(short_one),
        lambda: json.dumps([raw.ask(*each) for each in own], default=str),
        lambda: browser.get(f"/desk/tickets/{long_one}"),
        lambda: raw_ticket(long_one),
    )
    return [
        ratio("P1", "list of 50 tickets", page, reference, most=6),
        ratio("P1", "ticket, 3 messages", short, raw_short, most=8),
        ratio("P1", "the same against all that the page asks, asked raw", short, raw_own, most=8),
        ratio("P1", "ticket, 50 messages", long, raw_long, most=8),
    ]


def _statements(browser: Browser, address: str) -> list[tuple[str, tuple[Any, ...]]]:
    """What a page asks the database, with the values, once its reference data are known."""
    from django.db import connection

    asked: list[tuple[str, tuple[Any, ...]]] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        asked.append((sql, tuple(values or ())))
        return execute(sql, values, many, context)

    browser.get(address)
    with connection.execute_wrapper(note):
        browser.get(address)
    return [(sql, values) for sql, values in asked if sql.lstrip("( ").upper().startswith("SELECT")]


def _long_ticket(cast: Any) -> str:
    from tests.cast import SYSTEM
    from tuki.tickets.commands.receive import receive_message
    from tuki.tickets.commands.writing import Writing

    ticket = cast.ticket()
    for number in range(49):
        writing = Writing(text=f"Part {number}. " + "It burns since this morning. " * 8, channel="mail")
        receive_message(SYSTEM, ticket.id, writing=writing, author_id=cast.clara.id, is_verified=True)
    return str(ticket.reference)
