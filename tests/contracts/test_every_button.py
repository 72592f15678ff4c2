"""Every link of the example desk leads somewhere, and every button of its pages answers: pressed once, then undone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.db import transaction
from django.urls import resolve
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.browsing import browser
from tuki.kernel.actors import system
from tuki.setup.commands.sample import fill_with_sample
from tuki.tickets.models import Ticket

# A refusal in words is an answer: as it stands a form may lack what only a person knows.
ANSWERS = {200, 204, 302, 303, 409, 422}
Button = tuple[str, list[tuple[str, str]]]


@pytest.fixture
def vera(cast):
    fill_with_sample(system("test"))
    return browser(cast.vera)


def kind_of(address: str) -> tuple[str, frozenset[str]]:
    """Addresses of one kind differ by ids and values only."""
    parts = urlsplit(address)
    return resolve(parts.path).view_name, frozenset(name for name, _value in parse_qsl(parts.query))


def links(page: LexborHTMLParser, here: str) -> Iterator[str]:
    for node in page.css("a[href], [hx-get], [data-peek]"):
        found = node.attributes.get("href") or node.attributes.get("hx-get") or node.attributes.get("data-peek") or ""
        address = urljoin(here, found.partition("#")[0])
        if address.startswith("/") and not address.startswith("/static/"):
            yield address


def buttons(page: LexborHTMLParser, here: str) -> Iterator[Button]:
    """Each button of a form that changes something, with what the form would send as it stands."""
    for form in page.css("form[method=post], form[hx-post]"):
        action = urljoin(here, form.attributes.get("action") or form.attributes.get("hx-post") or "")
        fields = [pair for node in form.css("input, select, textarea") for pair in sent_by(node)]
        for button in form.css("button"):
            if "disabled" in button.attributes or button.attributes.get("type") in ("button", "reset"):
                continue
            own = [(name, button.attributes.get("value") or "")] if (name := button.attributes.get("name")) else []
            yield button.attributes.get("formaction") or action, fields + own


def sent_by(node: LexborNode) -> list[tuple[str, str]]:
    given = node.attributes
    name, kind = given.get("name"), given.get("type")
    if not name or "disabled" in given or kind == "file" or (kind in ("checkbox", "radio") and "checked" not in given):
        return []
    if node.tag == "textarea":
        return [(name, node.text())]
    if node.tag == "input":
        return [(name, given.get("value") or ("on" if kind == "checkbox" else ""))]
    options = node.css("option")
    chosen = [each for each in options if "selected" in each.attributes]
    if not chosen and "multiple" not in given:
        chosen = options[:1]
    return [(name, each.attributes.get("value", each.text()) or "") for each in chosen]


def repeated_ids(page: LexborHTMLParser) -> set[str]:
    ids = [node.attributes["id"] for node in page.css("[id]")]
    return {each for each in ids if ids.count(each) > 1}


def broken_tags(page: LexborHTMLParser) -> list[str]:
    """Elements of which a quote in a text has ended an attribute."""
    return [node.tag for node in page.css("body *") if any('"' in name or "," in name for name in node.attributes)]


def pressed(client, address: str, fields: list[tuple[str, str]]) -> int:
    """The answer to one button; nothing of what it did stays."""
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    cookies = client.cookies.output(header="")
    with transaction.atomic():
        status = client.post(address, data).status_code
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)  # signing out is a button too
    return status


def test_every_link_leads_somewhere_and_every_button_answers(vera):
    number = Ticket.objects.get(subject__startswith="Homeoffice").reference
    waiting = deque(["/desk/", f"/desk/tickets/{number}", "/account", "/portal/"])
    seen: set[object] = set()
    wrong: list[str] = []
    while waiting:
        here = waiting.popleft()
        if kind_of(here) in seen:
            continue
        seen.add(kind_of(here))
        answer = vera.get(here, follow=True)
        if answer.status_code != 200:
            wrong.append(f"GET {here}: {answer.status_code}")
        if not answer.get("content-type", "").startswith("text/html"):
            continue
        page = LexborHTMLParser(answer.text)
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else here
        wrong += [f"{here}: two elements are called {each}" for each in repeated_ids(page)]
        wrong += [f"{here}: a quote ends an attribute of {each}" for each in broken_tags(page)]
        waiting.extend(links(page, here))
        for address, fields in buttons(page, here):
            key = (kind_of(address), tuple(re.sub(r"\d+", "n", name) for name, _value in fields), fields[-1:][0])
            if key not in seen:
                seen.add(key)
                if (status := pressed(vera, address, fields)) not in ANSWERS:
                    wrong.append(f"POST {address} {fields[-1]} on {here}: {status}")
    assert wrong == []
    assert len(seen) > 200
