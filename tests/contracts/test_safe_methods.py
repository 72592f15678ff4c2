"""GET changes nothing (F173), POST without a CSRF token changes nothing (F172): every URL of the product."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver

from tests.cast import SYSTEM
from tuki.kernel.secrets import digest_token
from tuki.people.access import actor_of
from tuki.people.commands.persons import set_password
from tuki.people.models import OneTimeLink
from tuki.people.signin import delivery
from tuki.people.signin.links import PASSWORD, SIGN_IN, send_link
from tuki.people.signin.sessions import begin_session
from tuki.ui.access import declared, walk

# What a look may note: counts of tries, the time of the last activity, what the reader has seen.
NOTED = {"kernel.limitcount", "people.session"}


def routes():
    for route, pattern in walk(get_resolver().url_patterns):
        if "token" not in declared(pattern.callback).who:
            yield route, declared(pattern.callback)


def filled(route, ids):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ids.get(found[1], "1")), route)


def contents():
    """Every row of every table, but for what a look may note."""
    return {
        model._meta.label_lower: sorted(map(str, model.objects.values_list()))
        for model in apps.get_models()
        if model._meta.label_lower not in NOTED
    }


@pytest.fixture
def ids(cast, monkeypatch):
    """Ids of things that exist, so that views find what they ask for."""
    urls = []
    monkeypatch.setattr(delivery, "_registered", [lambda actor, mail: urls.append(mail.url)])
    send_link(SYSTEM, address="clara@customer-a.test", purpose=SIGN_IN)
    send_link(SYSTEM, address="anna@desk.test", purpose=PASSWORD)
    token = urls[0].rpartition("/")[2]
    assert OneTimeLink.objects.filter(digest=digest_token(token)).exists()
    ticket = cast.ticket()
    return {"reference": ticket.reference, "token": token, "person_id": cast.clara.id, "view": "open",
            "organisation_id": cast.customer_a.id}  # fmt: skip


def browser_of(person, **values):
    browser = Client(raise_request_exception=False, **values)
    begun = begin_session(actor_of(person, cause="test"), way="password")
    browser.cookies["tuki"] = begun.token
    browser.get("/account")  # the first look says that an agent is there
    return browser


def test_get_changes_nothing(cast, ids):
    browsers = [Client(raise_request_exception=False), *map(browser_of, (cast.vera, cast.anna, cast.clara))]
    before = contents()
    asked = 0
    for route, declaration in routes():
        if "GET" in declaration.methods:
            for browser in browsers:
                browser.get(filled(route, ids))
                asked += 1
        assert contents() == before, f"GET {route} changed something"
    assert asked > 40


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "application/json"])
def test_post_without_a_token_changes_nothing(cast, ids, content_type):
    set_password(SYSTEM, cast.vera.id, password="correct horse battery")
    browsers = [browser_of(person, enforce_csrf_checks=True) for person in (cast.vera, cast.clara)]
    before = contents()
    for route, declaration in routes():
        if "POST" in declaration.methods:
            for browser in browsers:
                answer = browser.post(filled(route, ids), b"text=x&name=x", content_type=content_type)
                assert answer.status_code in (400, 403), f"{route} answered {answer.status_code}"
    assert contents() == before


def test_another_origin_is_refused_even_with_a_token(cast):
    browser = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', browser.get("/login").content.decode())[1]
    for origin in ("https://evil.test", "null", "http://testserver.evil.test", "http://testserver:81"):
        data = {"csrfmiddlewaretoken": token, "email": "anna@desk.test", "password": "x"}
        assert browser.post("/login", data, headers={"origin": origin}).status_code == 403
