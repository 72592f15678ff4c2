"""Drawing one component, and a server of the showroom under the real content security policy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from tests.ui import doorman
from tuki.ui.assets import build_assets

Draw = Callable[..., LexborHTMLParser]


@pytest.fixture
def draw(settings) -> Draw:
    """draw("{{ macro(…) }}", "file.html", "macro", name=value): the component as a parsed fragment."""
    settings.ROOT_URLCONF = "tests.ui.addresses"

    def drawn(body: str, file: str, *macros: str, **context: Any) -> LexborHTMLParser:
        source = f'{{% from "ui/{file}" import {", ".join(macros)} %}}{body}'
        return LexborHTMLParser(engines["jinja2"].from_string(source).render(context))

    return drawn


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: a failing test prints the page's own errors."""


@pytest.fixture
def showroom(settings) -> Iterator[str]:
    """The address of a server of this room, on a free port of loopback."""
    build_assets()
    settings.ROOT_URLCONF = "tests.ui.addresses"
    settings.ALLOWED_HOSTS = ["*"]
    settings.MIDDLEWARE = doorman.MIDDLEWARE
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _Server, _Quiet)
    settings.DEBUG = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ui"
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The system's Chromium, without a window."""
    return chromium
